using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What is learned of a column while a cursor moves.</summary>
internal abstract class ColumnStatistics
{
    public static ColumnStatistics Of(DataViewRow row, DataViewSchema.Column column)
    {
        bool isSingle = ColumnTypes.ItemOf(column.Type).Equals(NumberDataViewType.Single);
        return isSingle ? new ColumnStatistics<float>(row, column) : new ColumnStatistics<double>(row, column);
    }

    public abstract void AddRow();

    public abstract ColumnNormalizer ToNormalizer(NormalizationOptions options);
}

internal sealed class ColumnStatistics<T> : ColumnStatistics where T : struct, IFloatingPointIeee754<T>
{
    private readonly DataViewType _type;
    private readonly SlotStatistics<T>[] _slots;
    private readonly T[] _values;
    private readonly Action _read;

    public ColumnStatistics(DataViewRow row, DataViewSchema.Column column)
    {
        _type = column.Type;
        int size = column.Type is VectorDataViewType vector ? vector.Size : 1;
        (_slots, _values) = (new SlotStatistics<T>[size], new T[size]);
        _read = column.Type is VectorDataViewType ? VectorReader(row.GetGetter<VBuffer<T>>(column)) : ScalarReader(row.GetGetter<T>(column));
    }

    public override void AddRow()
    {
        _read();
        for (int slot = 0; slot < _slots.Length; slot++)
            _slots[slot].Add(_values[slot]);
    }

    public override ColumnNormalizer ToNormalizer(NormalizationOptions options) => new ColumnNormalizer<T>(
        _type, options.Kind == NormalizationKind.Cdf, Array.ConvertAll(_slots, slot => slot.ToScale(options)));

    private Action ScalarReader(ValueGetter<T> getter) => () => getter(ref _values[0]);

    private Action VectorReader(ValueGetter<VBuffer<T>> getter)
    {
        VBuffer<T> vector = default;
        return () =>
        {
            getter(ref vector);
            vector.CopyTo(_values);
        };
    }
}
