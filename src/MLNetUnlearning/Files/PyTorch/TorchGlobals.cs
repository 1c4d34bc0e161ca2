namespace MLNetUnlearning.Files;

/// <summary>Something in a pickle that can be called.</summary>
/// <param name="Name">Python's name.</param>
/// <param name="Call">Calls it.</param>
internal sealed record TorchFunction(string Name, Func<object?[], object?> Call);

/// <summary>A storage: the numbers that tensors are views of.</summary>
/// <param name="Key">The name of its part in the archive.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Count">How many there are.</param>
internal sealed record TorchStorage(string Key, NumberType Type, long Count);

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">Its numbers.</param>
/// <param name="Offset">Where it begins, in numbers.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Strides">How far apart its numbers lie, by dimension.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>All that a pickle may name: ordered dictionaries, tensors, and the types of their numbers.</summary>
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

    /// <exception cref="ModelFileException">It is none of these.</exception>
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
