using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The values of a column of the current row, one by one: a scalar's only value, or all slots of a vector.</summary>
internal static class ItemReader
{
    public static Action<Action<T>> Of<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<T> scalar = row.GetGetter<T>(column);
            T value = default;
            return take =>
            {
                scalar(ref value);
                take(value);
            };
        }
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return take =>
        {
            getter(ref vector);
            foreach (T value in vector.DenseValues())
                take(value);
        };
    }

    /// <summary>The getter of a column made from another item by item: a scalar from a scalar, a dense vector from a vector.</summary>
    public static Delegate Mapped<TIn, TOut>(DataViewRow row, DataViewSchema.Column column, Func<TIn, TOut> map)
    {
        if (column.Type is not VectorDataViewType)
        {
            ValueGetter<TIn> scalar = row.GetGetter<TIn>(column);
            TIn value = default;
            return (ValueGetter<TOut>)((ref TOut result) =>
            {
                scalar(ref value);
                result = map(value);
            });
        }
        return MappedVector(row.GetGetter<VBuffer<TIn>>(column), map);
    }

    private static ValueGetter<VBuffer<TOut>> MappedVector<TIn, TOut>(ValueGetter<VBuffer<TIn>> getter, Func<TIn, TOut> map)
    {
        VBuffer<TIn> vector = default;
        return (ref VBuffer<TOut> result) =>
        {
            getter(ref vector);
            VBufferEditor<TOut> editor = VBufferEditor.Create(ref result, vector.Length);
            int slot = 0;
            foreach (TIn value in vector.DenseValues())
                editor.Values[slot++] = map(value);
            result = editor.Commit();
        };
    }
}
