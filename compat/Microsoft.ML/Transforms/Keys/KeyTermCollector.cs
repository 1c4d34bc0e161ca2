using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Gathers the distinct values of one column while a cursor moves.</summary>
internal abstract class KeyTermCollector
{
    public abstract void AddRow();

    public abstract KeyTerms ToTerms();

    public static KeyTermCollector For<T>(DataViewRow row, DataViewSchema.Column input, KeyTermOptions options) =>
        new KeyTermCollector<T>((PrimitiveDataViewType)ColumnTypes.ItemOf(input.Type), ItemReader.Of<T>(row, input), options);
}

internal sealed class KeyTermCollector<T>(PrimitiveDataViewType itemType, Action<Action<T>> forEachItem, KeyTermOptions options)
    : KeyTermCollector
{
    private static readonly PrimitiveOperations<T> Operations = PrimitiveOperations<T>.Instance;
    private readonly HashSet<T> _seen = new(Operations.Equality);
    private readonly List<T> _values = [];

    public override void AddRow() => forEachItem(Add);

    public override KeyTerms ToTerms()
    {
        if (options.Order == ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            _values.Sort(Operations.Order);
        return new KeyTerms<T>(itemType, _values.ToArray());
    }

    private void Add(T value)
    {
        bool isMissing = itemType is KeyDataViewType ? EqualityComparer<T>.Default.Equals(value, default) : Operations.IsMissing(value);
        if (isMissing || _values.Count >= options.MaximumNumberOfKeys || _seen.Contains(value))
            return;
        // The row's buffer may be used again for the next row's text.
        T kept = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
        _seen.Add(kept);
        _values.Add(kept);
    }
}
