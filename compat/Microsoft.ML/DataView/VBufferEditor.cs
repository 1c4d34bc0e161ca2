namespace Microsoft.ML.Data;

/// <summary>Writes a vector into the arrays of another, where they are large enough.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null, int? maxValuesCapacity = null,
        bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        int count = valuesCount ?? newLogicalLength;
        if (newLogicalLength < 0)
            throw new ArgumentOutOfRangeException(nameof(newLogicalLength));
        if (count < 0 || count > newLogicalLength)
            throw new ArgumentOutOfRangeException(nameof(valuesCount));
        T[] values = Room(destination.ValuesArray, count, keepOldOnResize);
        bool needsIndices = count < newLogicalLength || requireIndicesOnDense;
        int[] indices = needsIndices ? Room(destination.IndicesArray, count, keepOldOnResize) : destination.IndicesArray;
        return new VBufferEditor<T>(
            newLogicalLength, count, values, indices, needsIndices, !ReferenceEquals(values, destination.ValuesArray),
            needsIndices && !ReferenceEquals(indices, destination.IndicesArray));
    }

    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) =>
        Create(ref destination, destination.Length, destination.GetValues().Length, keepOldOnResize: true);

    private static TItem[] Room<TItem>(TItem[] old, int count, bool keep)
    {
        if (old is not null && old.Length >= count)
            return old;
        if (keep) {
            Array.Resize(ref old, count);
            return old;
        }
        return new TItem[count];
    }
}

public readonly ref struct VBufferEditor<T>
{
    public readonly Span<int> Indices;
    public readonly Span<T> Values;
    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(int length, int count, T[] values, int[] indices, bool hasIndices, bool newValues, bool newIndices)
    {
        (_length, _values, _indices) = (length, values, indices);
        Values = values.AsSpan(0, count);
        Indices = hasIndices ? indices.AsSpan(0, count) : default;
        (CreatedNewValues, CreatedNewIndices) = (newValues, newIndices);
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount) => new(_length, physicalValuesCount, _values, _indices);
}
