using System.Reflection;

namespace Microsoft.ML.Data;

internal delegate void Conversion<TFrom, TTo>(TFrom from, ref TTo to);

/// <summary>What a member's value is as a column's and the other way round: text, vectors, and everything that is the same on both sides.</summary>
internal static class Conversions
{
    /// <summary>The conversion, or null where there is none.</summary>
    public static Delegate Between(Type from, Type to)
    {
        if (from == to)
            return Make(from.IsGenericType && from.GetGenericTypeDefinition() == typeof(VBuffer<>) ? nameof(CopyVector) : nameof(Same), ItemOrSelf(from));
        if (from == typeof(string) && to == typeof(ReadOnlyMemory<char>))
            return (Conversion<string, ReadOnlyMemory<char>>)((string text, ref ReadOnlyMemory<char> value) => value = text.AsMemory());
        if (from == typeof(ReadOnlyMemory<char>) && to == typeof(string))
            return (Conversion<ReadOnlyMemory<char>, string>)((ReadOnlyMemory<char> text, ref string value) => value = text.ToString());
        if (from == typeof(string[]) && to == typeof(VBuffer<ReadOnlyMemory<char>>))
            return (Conversion<string[], VBuffer<ReadOnlyMemory<char>>>)TextsToVector;
        if (from == typeof(VBuffer<ReadOnlyMemory<char>>) && to == typeof(string[]))
            return (Conversion<VBuffer<ReadOnlyMemory<char>>, string[]>)VectorToTexts;
        if (from.IsArray && to == typeof(VBuffer<>).MakeGenericType(from.GetElementType()))
            return Make(nameof(ArrayToVector), from.GetElementType());
        if (to.IsArray && from == typeof(VBuffer<>).MakeGenericType(to.GetElementType()))
            return Make(nameof(VectorToArray), to.GetElementType());
        return null;
    }

    /// <summary>As above; an object counts its keys from zero, a column from one, with zero for what is none of them.</summary>
    public static Delegate IntoColumn(Type member, DataViewType type) => type is KeyDataViewType key
        ? member == typeof(uint) ? (Conversion<uint, uint>)((uint from, ref uint to) => to = from < key.Count ? from + 1 : 0)
        : member == typeof(ulong) ? (Conversion<ulong, ulong>)((ulong from, ref ulong to) => to = from < key.Count ? from + 1 : 0)
        : member == typeof(byte) ? (Conversion<byte, byte>)((byte from, ref byte to) => to = from < key.Count ? (byte)(from + 1) : (byte)0)
        : null
        : Between(member, type.RawType);

    private static Type ItemOrSelf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0] : type;

    private static Delegate Make(string method, Type item)
    {
        MethodInfo made = typeof(Conversions).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static).MakeGenericMethod(item);
        ParameterInfo[] parameters = made.GetParameters();
        Type type = typeof(Conversion<,>).MakeGenericType(parameters[0].ParameterType, parameters[1].ParameterType.GetElementType());
        return made.CreateDelegate(type);
    }

    private static void Same<T>(T from, ref T to) => to = from;

    private static void CopyVector<T>(VBuffer<T> from, ref VBuffer<T> to) => from.CopyTo(ref to);

    private static void ArrayToVector<T>(T[] from, ref VBuffer<T> to) => VBuffer<T>.Copy(from ?? [], 0, ref to, from?.Length ?? 0);

    private static void VectorToArray<T>(VBuffer<T> from, ref T[] to)
    {
        if (to is null || to.Length != from.Length)
            to = new T[from.Length];
        from.CopyTo(to);
    }

    private static void TextsToVector(string[] from, ref VBuffer<ReadOnlyMemory<char>> to) =>
        ArrayToVector(Array.ConvertAll(from ?? [], text => text.AsMemory()), ref to);

    private static void VectorToTexts(VBuffer<ReadOnlyMemory<char>> from, ref string[] to) =>
        to = [.. from.DenseValues().Select(text => text.ToString())];
}
