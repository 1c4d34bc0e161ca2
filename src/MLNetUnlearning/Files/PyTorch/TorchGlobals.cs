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

/// <summary>Everything that a pickle may name: ordered dictionaries, tensors, and the types of their numbers.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, object> Known = new()
    {
        ["collections.OrderedDict"] = new TorchFunction("OrderedDict", NewDictionary),
        ["torch._utils._rebuild_tensor_v2"] = new TorchFunction("_rebuild_tensor_v2", RebuildTensor),
        ["torch._utils._rebuild_parameter"] = new TorchFunction("_rebuild_parameter", RebuildParameter),
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

    /// <exception cref="ModelFileException">The name is not one of these.</exception>
    public static object Find(string module, string name) => Known.TryGetValue($"{module}.{name}", out var found)
        ? found
        : throw new ModelFileException(
            $"The pickle asks for '{module}.{name}'; only tensors and ordered dictionaries are read. Save model.state_dict() alone.");

    private static object NewDictionary(object?[] arguments) => arguments.Length == 0 ? new PickleDictionary() : throw Wrong("OrderedDict");

    private static object RebuildTensor(object?[] arguments)
    {
        // storage, offset, sizes, strides, requires_grad, backward hooks and, in newer versions, metadata
        if (arguments is not [TorchStorage storage, long offset, object?[] sizes, object?[] strides, bool, PickleDictionary, ..]
            || sizes.Length != strides.Length)
            throw Wrong("_rebuild_tensor_v2");
        return new TorchTensor(storage, offset, Numbers(sizes), Numbers(strides));
    }

    private static object RebuildParameter(object?[] arguments) =>
        arguments is [TorchTensor tensor, bool, PickleDictionary] ? tensor : throw Wrong("_rebuild_parameter");

    private static long[] Numbers(object?[] values) => [.. values.Select(value => value as long? ?? throw Wrong("_rebuild_tensor_v2"))];

    private static ModelFileException Wrong(string function) => new($"The pickle calls '{function}' in a way that PyTorch does not.");
}
