using System.Globalization;

namespace Microsoft.ML.Transforms;

/// <summary>What transforms need of a primitive column type: equality, order, what counts as missing, model files, text.</summary>
internal sealed record PrimitiveOperations<T>(
    IEqualityComparer<T> Equality,
    IComparer<T> Order,
    T Missing,
    Func<T, bool> IsMissing,
    Action<BinaryWriter, T> Write,
    Func<BinaryReader, T> Read,
    Func<T, string> ToText)
{
    public static PrimitiveOperations<T> Instance { get; } = (PrimitiveOperations<T>)PrimitiveOperations.Of(typeof(T));
}

internal static class PrimitiveOperations
{
    public static object Of(Type type) => type switch
    {
        _ when type == typeof(ReadOnlyMemory<char>) => Text(),
        _ when type == typeof(bool) => Plain((w, x) => w.Write(x), r => r.ReadBoolean()),
        _ when type == typeof(float) => Plain((w, x) => w.Write(x), r => r.ReadSingle(), float.NaN, float.IsNaN),
        _ when type == typeof(double) => Plain((w, x) => w.Write(x), r => r.ReadDouble(), double.NaN, double.IsNaN),
        _ when type == typeof(sbyte) => Plain((w, x) => w.Write(x), r => r.ReadSByte()),
        _ when type == typeof(short) => Plain((w, x) => w.Write(x), r => r.ReadInt16()),
        _ when type == typeof(int) => Plain((w, x) => w.Write(x), r => r.ReadInt32()),
        _ when type == typeof(long) => Plain((w, x) => w.Write(x), r => r.ReadInt64()),
        _ when type == typeof(byte) => Plain((w, x) => w.Write(x), r => r.ReadByte()),
        _ when type == typeof(ushort) => Plain((w, x) => w.Write(x), r => r.ReadUInt16()),
        _ when type == typeof(uint) => Plain((w, x) => w.Write(x), r => r.ReadUInt32()),
        _ when type == typeof(ulong) => Plain((w, x) => w.Write(x), r => r.ReadUInt64()),
        _ when type == typeof(DateTime) => Plain((w, x) => w.Write(x.Ticks), r => new DateTime(r.ReadInt64())),
        _ when type == typeof(TimeSpan) => Plain((w, x) => w.Write(x.Ticks), r => new TimeSpan(r.ReadInt64())),
        _ => throw new NotSupportedException($"Values of type {type} are not supported here."),
    };

    private static PrimitiveOperations<T> Plain<T>(
        Action<BinaryWriter, T> write, Func<BinaryReader, T> read, T missing = default, Func<T, bool> isMissing = null) =>
        new(EqualityComparer<T>.Default, Comparer<T>.Default, missing, isMissing ?? (_ => false), write, read,
            value => Convert.ToString(value, CultureInfo.InvariantCulture));

    private static PrimitiveOperations<ReadOnlyMemory<char>> Text() =>
        new(new TextEquality(), Comparer<ReadOnlyMemory<char>>.Create((x, y) => x.Span.SequenceCompareTo(y.Span)), default, text => text.IsEmpty,
            (w, text) => w.Write(text.ToString()), r => r.ReadString().AsMemory(), text => text.ToString());

    private sealed class TextEquality : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}
