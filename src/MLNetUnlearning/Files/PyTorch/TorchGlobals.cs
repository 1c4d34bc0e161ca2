namespace MLNetUnlearning.Files;

/// <summary>A function that a pickle may call.</summary>
/// <param name="Name">The name in Python.</param>
/// <param name="Call">Calls the function with its arguments.</param>
internal sealed record TorchFunction(string Name, Func<object?[], object?> Call);

/// <summary>A storage: the numbers that tensors are views of.</summary>
/// <param name="Key">The name of the part in the archive.</param>
/// <param name="Type">The type of the stored numbers.</param>
/// <param name="Count">How many numbers it holds.</param>
internal sealed record TorchStorage(string Key, NumberType Type, long Count);

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">The storage with the numbers.</param>
/// <param name="Offset">The position of the first number, counted in numbers.</param>
/// <param name="Shape">The size of each dimension.</param>
/// <param name="Strides">The distance between neighbouring numbers, by dimension.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>A value that is skipped: an unknown name in a pickle, or anything that would be made with it. Such values stand beside weights,
/// in the state of an optimiser for example, and matter only where a weight should be.</summary>
/// <param name="Module">The module in Python.</param>
/// <param name="Name">The name in the module.</param>
internal sealed record Opaque(string Module, string Name)
{
    /// <summary>Stands for every number that does not fit into 64 bits.</summary>
    public static Opaque LongNumber { get; } = new("", "");

    /// <summary>The value in words, for messages.</summary>
    public string Description => ReferenceEquals(this, LongNumber)
        ? "a number of more than 64 bits"
        : $"an object that asks for '{Module}.{Name}', and no code of a pickle is run";
}

/// <summary>The names that have a meaning here: dictionaries, tensors, and the types of their numbers.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, object> Known = new()
    {
        ["collections.OrderedDict"] = new TorchFunction("OrderedDict", NewDictionary),
        ["collections.defaultdict"] = new TorchFunction("defaultdict", _ => new PickleDictionary()),
        ["torch._utils._rebuild_tensor_v2"] = new TorchFunction("_rebuild_tensor_v2", RebuildTensor),
        ["torch._utils._rebuild_parameter"] = new TorchFunction("_rebuild_parameter", RebuildParameter),
        ["torch._utils._rebuild_parameter_with_state"] = new TorchFunction("_rebuild_parameter_with_state", RebuildParameter),
        ["torch.DoubleStorage"] = NumberType.F64,
        ["torch.FloatStorage"] = NumberType.F32,
        ["torch.HalfStorage"] = NumberType.F16,
        ["torch.BFloat16Storage"] = NumberType.BF16,
        ["torch.LongStorage"] = NumberType.I64,
        ["torch.IntStorage"] = NumberType.I32,
        ["torch.ShortStorage"] = NumberType.Named("I16")!,
        ["torch.CharStorage"] = NumberType.Named("I8")!,
        ["torch.ByteStorage"] = NumberType.Named("U8")!,
        ["torch.BoolStorage"] = NumberType.Named("BOOL")!,
    };

    /// <summary>What a name means here: a function, a type of numbers, or nothing.</summary>
    public static object Find(string module, string name) =>
        Known.TryGetValue($"{module}.{name}", out var found) ? found : new Opaque(module, name);

    private static object NewDictionary(object?[] arguments) => arguments.Length == 0 ? new PickleDictionary() : throw Wrong("OrderedDict");

    private static object RebuildTensor(object?[] arguments)
    {
        if (arguments is [Opaque unknown, ..]) return unknown; // a storage of numbers that are not known here
        // storage, offset, sizes, strides, requires_grad, backward hooks and, in newer versions, metadata
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, bool, PickleDictionary, ..]
            || sizes.Length != strides.Length)
            throw Wrong("_rebuild_tensor_v2");
        return new TorchTensor(storage, offset, Numbers(sizes), Numbers(strides));
    }

    private static object RebuildParameter(object?[] arguments) =>
        arguments is [TorchTensor or Opaque, bool, PickleDictionary, ..] ? arguments[0]! : throw Wrong("_rebuild_parameter");

    private static long[] Numbers(object?[] values) => [.. values.Select(value => value as long? ?? throw Wrong("_rebuild_tensor_v2"))];

    private static ModelFileException Wrong(string function) => new($"The pickle calls '{function}' in a way that PyTorch does not.");
}
