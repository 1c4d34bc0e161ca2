namespace MLNetUnlearning.Files;

/// <summary>How a file stores numbers: the name that safetensors gives the type, and its bytes.</summary>
internal sealed record NumberType(string Name, int Size)
{
    public static readonly NumberType F64 = new("F64", 8);
    public static readonly NumberType F32 = new("F32", 4);
    public static readonly NumberType F16 = new("F16", 2);
    public static readonly NumberType BF16 = new("BF16", 2);
    public static readonly NumberType I64 = new("I64", 8);
    public static readonly NumberType I32 = new("I32", 4);

    // Named in files, so their sizes are needed; nothing here reads their numbers.
    private static readonly NumberType[] Others =
        [new("U64", 8), new("U32", 4), new("I16", 2), new("U16", 2), new("I8", 1), new("U8", 1), new("BOOL", 1)];

    private static readonly Dictionary<string, NumberType> ByName =
        new[] { F64, F32, F16, BF16, I64, I32 }.Concat(Others).ToDictionary(type => type.Name);

    /// <summary>The type of that name, or null.</summary>
    public static NumberType? Named(string name) => ByName.GetValueOrDefault(name);
}
