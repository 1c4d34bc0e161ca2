namespace Microsoft.ML.Data;

/// <summary>The values of several scalar and vector columns of one item type as one vector.</summary>
internal static class ConcatenatedValues
{
    private delegate void Appender<T>(List<int> indices, List<T> values, ref int length);

    public static ValueGetter<VBuffer<T>> Getter<T>(DataViewRow row, DataViewSchema.Column[] sources)
    {
        if (sources is [{ Type: VectorDataViewType }])
            return row.GetGetter<VBuffer<T>>(sources[0]);
        Appender<T>[] appenders = Array.ConvertAll(sources, source => AppenderOf<T>(row, source));
        var indices = new List<int>();
        var values = new List<T>();
        return (ref VBuffer<T> result) =>
        {
            int length = 0;
            indices.Clear();
            values.Clear();
            foreach (Appender<T> append in appenders)
                append(indices, values, ref length);
            Fill(ref result, length, indices, values);
        };
    }

    private static Appender<T> AppenderOf<T>(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType)
        {
            ValueGetter<T> scalar = row.GetGetter<T>(source);
            return (List<int> indices, List<T> values, ref int length) =>
            {
                T value = default;
                scalar(ref value);
                indices.Add(length++);
                values.Add(value);
            };
        }
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(source);
        VBuffer<T> vector = default;
        return (List<int> indices, List<T> values, ref int length) =>
        {
            getter(ref vector);
            ReadOnlySpan<T> items = vector.GetValues();
            ReadOnlySpan<int> positions = vector.IsDense ? default : vector.GetIndices();
            for (int i = 0; i < items.Length; i++)
            {
                indices.Add(length + (vector.IsDense ? i : positions[i]));
                values.Add(items[i]);
            }
            length += vector.Length;
        };
    }

    private static void Fill<T>(ref VBuffer<T> result, int length, List<int> indices, List<T> values)
    {
        if (values.Count == length)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref result, length);
            for (int i = 0; i < length; i++)
                dense.Values[i] = values[i];
            result = dense.Commit();
            return;
        }
        VBufferEditor<T> sparse = VBufferEditor.Create(ref result, length, values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            sparse.Values[i] = values[i];
            sparse.Indices[i] = indices[i];
        }
        result = sparse.Commit();
    }
}
