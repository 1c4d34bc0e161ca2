namespace Microsoft.ML.Transforms;

/// <summary>Raw keys of any of the four key types as numbers, without boxing.</summary>
internal static class KeyNumbers
{
    public static Func<TKey, ulong> Of<TKey>() => (Func<TKey, ulong>)(object)(default(TKey) switch
    {
        byte => (Func<byte, ulong>)(key => key),
        ushort => (Func<ushort, ulong>)(key => key),
        uint => (Func<uint, ulong>)(key => key),
        ulong => (Func<ulong, ulong>)(key => key),
        _ => throw new NotSupportedException($"{typeof(TKey)} is not a type of keys."),
    });
}
