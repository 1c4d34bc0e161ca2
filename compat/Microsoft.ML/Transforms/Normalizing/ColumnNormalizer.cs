using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What one column is normalized by.</summary>
internal abstract class ColumnNormalizer(DataViewType type)
{
    /// <summary>Of the column that was learned from, and of the one that comes out.</summary>
    public DataViewType Type => type;

    public static ColumnNormalizer Read(BinaryReader reader)
    {
        DataViewType type = ColumnTypes.Read(reader);
        bool isSingle = ColumnTypes.ItemOf(type).Equals(NumberDataViewType.Single);
        return isSingle ? ColumnNormalizer<float>.Read(type, reader) : ColumnNormalizer<double>.Read(type, reader);
    }

    public abstract Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input);

    public abstract void Write(BinaryWriter writer);
}

internal sealed class ColumnNormalizer<T>(DataViewType type, bool isCdf, (T Scale, T Offset)[] slots) : ColumnNormalizer(type)
    where T : struct, IFloatingPointIeee754<T>
{
    // Then the slots that a sparse vector leaves out stay zero. So they do for a Cdf, which moves the others: as in ML.NET.
    private readonly bool _keepsSparse = isCdf || Array.TrueForAll(slots, slot => slot.Offset == T.Zero);

    public static ColumnNormalizer<T> Read(DataViewType type, BinaryReader reader)
    {
        bool isCdf = reader.ReadBoolean();
        var slots = new List<(T, T)>();
        for (int left = reader.ReadInt32(); left > 0; left--)
            slots.Add((PrimitiveOperations<T>.Instance.Read(reader), PrimitiveOperations<T>.Instance.Read(reader)));
        return new ColumnNormalizer<T>(type, isCdf, [.. slots]);
    }

    public override void Write(BinaryWriter writer)
    {
        ColumnTypes.Write(writer, Type);
        writer.Write(isCdf);
        writer.Write(slots.Length);
        foreach (var (scale, offset) in slots)
        {
            PrimitiveOperations<T>.Instance.Write(writer, scale);
            PrimitiveOperations<T>.Instance.Write(writer, offset);
        }
    }

    public override Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input)
    {
        if (Type is VectorDataViewType)
            return VectorGetter(row.GetGetter<VBuffer<T>>(input), input.Name);
        ValueGetter<T> scalar = row.GetGetter<T>(input);
        return (ValueGetter<T>)((ref T value) =>
        {
            scalar(ref value);
            value = Normalize(value, 0);
        });
    }

    private ValueGetter<VBuffer<T>> VectorGetter(ValueGetter<VBuffer<T>> getter, string name)
    {
        VBuffer<T> vector = default;
        return (ref VBuffer<T> result) =>
        {
            getter(ref vector);
            if (vector.Length != slots.Length)
                throw new InvalidOperationException($"Column '{name}' has {vector.Length} slots in this row, {slots.Length} in those learned from.");
            if (_keepsSparse)
                vector.CopyTo(ref result);
            else
                vector.CopyToDense(ref result);
            VBufferEditor<T> editor = VBufferEditor.CreateFromBuffer(ref result);
            ReadOnlySpan<int> places = result.GetIndices();
            for (int i = 0; i < editor.Values.Length; i++)
                editor.Values[i] = Normalize(editor.Values[i], places.IsEmpty ? i : places[i]);
            result = editor.Commit();
        };
    }

    private T Normalize(T value, int slot)
    {
        T moved = (value - slots[slot].Offset) * slots[slot].Scale;
        if (!isCdf)
            return moved;
        bool hasShare = T.IsFinite(value) && slots[slot].Scale != T.Zero;
        return hasShare ? T.CreateChecked(NormalDistribution.Share(double.CreateChecked(moved))) : T.Zero;
    }
}
