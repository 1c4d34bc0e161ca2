using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Names of the slots of concatenated columns: a scalar's is its column's, a vector's are "column.slot".</summary>
internal static class ConcatenatedAnnotations
{
    public static DataViewSchema.Annotations Of(DataViewSchema.Column[] sources)
    {
        if (sources is [{ Type: VectorDataViewType }])
            return sources[0].Annotations;
        var builder = new DataViewSchema.Annotations.Builder();
        bool isKnown = sources.All(source => source.Type is not VectorDataViewType { IsKnownSize: false });
        if (isKnown && sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
        {
            ReadOnlyMemory<char>[] names = sources.SelectMany(SlotNames).ToArray();
            builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names.Length, names));
        }
        if (sources.All(source => source.IsNormalized()))
            builder.AddIsNormalized();
        return builder.ToAnnotations();
    }

    private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType vector)
            return [source.Name.AsMemory()];
        if (!source.HasSlotNames())
            return Enumerable.Repeat(ReadOnlyMemory<char>.Empty, vector.Size);
        VBuffer<ReadOnlyMemory<char>> names = default;
        source.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.IsEmpty ? name : $"{source.Name}.{name}".AsMemory());
    }
}
