namespace Microsoft.ML.Data;

/// <summary>A column of a text file: name, type, and the numbers of the fields that it is made of.</summary>
internal sealed class TextColumn
{
    public TextColumn(TextLoader.Column column)
    {
        if (string.IsNullOrWhiteSpace(column.Name))
            throw new ArgumentOutOfRangeException("Name", "Name cannot be null or white space");
        if (column.Source is null or [])
            throw new ArgumentOutOfRangeException("Source", "Must specify some source column indices");
        Name = column.Name;
        Fields = [.. column.Source.SelectMany(FieldsOf)];
        if (Fields.Distinct().Count() < Fields.Length)
            throw new ArgumentOutOfRangeException("Source", $"Intervals specified for column '{Name}' overlap");
        ItemType = DataKinds.TypeOf(column.DataKind, column.KeyCount);
        bool vector = Fields.Length > 1 || column.Source.Any(range => range.ForceVector);
        Type = vector ? new VectorDataViewType(ItemType, Fields.Length) : ItemType;
    }

    public string Name { get; }

    public int[] Fields { get; }

    public PrimitiveDataViewType ItemType { get; }

    public DataViewType Type { get; }

    /// <summary>ML.NET counts the fields of a sample of the file; here every column says which ones it wants.</summary>
    public static ArgumentOutOfRangeException UnknownFields() =>
        new("Source", "Can't determine the number of source columns without valid data");

    private static IEnumerable<int> FieldsOf(TextLoader.Range range) =>
        range.IsOpen ? throw UnknownFields() : Enumerable.Range(range.Min, (range.Max ?? range.Min) - range.Min + 1);
}
