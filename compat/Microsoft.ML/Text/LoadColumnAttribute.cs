namespace Microsoft.ML.Data;

/// <summary>Says which columns of a text file a member is read from.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex) => Source = [new TextLoader.Range(fieldIndex)];

    public LoadColumnAttribute(int start, int end) => Source = [new TextLoader.Range(start, end)];

    public LoadColumnAttribute(int[] columnIndexes) => Source = [.. columnIndexes.Select(index => new TextLoader.Range(index))];

    internal TextLoader.Range[] Source { get; }
}
