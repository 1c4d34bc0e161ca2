using System.Buffers.Binary;
using System.Text;

namespace MLNetUnlearning.Tests;

/// <summary>Python values as protocol 2 of pickle writes them, for files that no program of this project would write.</summary>
internal static class Pickles
{
    public const string None = "N", EmptyTuple = ")";

    public static string Text(string value) => "X" + LittleEndian((uint)value.Length) + value; // ASCII alone

    public static string Number(int value) => "J" + LittleEndian((uint)value);

    public static string Tuple(params string[] values) => $"({string.Concat(values)}t";

    public static string List(params string[] values) => $"](" + string.Concat(values) + "e";

    public static string Dictionary(params (string Name, string Value)[] items) => "}" + Items(items);

    public static string OrderedDictionary(IEnumerable<(string Name, string Value)> items) =>
        Call("collections", "OrderedDict") + Items(items);

    public static string Name(string module, string name) => $"c{module}\n{name}\n";

    public static string Call(string module, string function, params string[] arguments) =>
        Name(module, function) + Tuple(arguments) + "R";

    public static string Object(string module, string type, string attributes) =>
        Name(module, type) + EmptyTuple + "\u0081" + attributes + "b";

    private static string Items(IEnumerable<(string Name, string Value)> items) =>
        $"({string.Concat(items.Select(item => Text(item.Name) + item.Value))}u";

    private static string LittleEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Encoding.Latin1.GetString(bytes);
    }
}

/// <summary>A file as <c>torch.save</c> writes it, with any value around its tensors.</summary>
internal sealed class Checkpoint
{
    private readonly List<(string Name, byte[] Bytes)> storages = [];

    /// <summary>The state dictionary of a classifier, with a prefix before all names.</summary>
    public string State(NeuralClassifier classifier, string prefix = "") =>
        Pickles.OrderedDictionary(classifier.Weights.Select(weight => (prefix + weight.Key, Tensor(weight.Value))));

    /// <summary>A tensor, which the file keeps in its own type: float32, float16, bfloat16 or int64.</summary>
    public string Tensor(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var key = storages.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var type = tensor.dtype switch
        {
            ScalarType.Float16 => "HalfStorage",
            ScalarType.BFloat16 => "BFloat16Storage",
            ScalarType.Int64 => "LongStorage",
            _ => "FloatStorage",
        };
        storages.Add(($"x/data/{key}", tensor.contiguous().bytes.ToArray()));
        return Tensor(Pickles.Name("torch", type), key, tensor.shape);
    }

    /// <summary>A tensor whose numbers are of any type, or of none.</summary>
    public static string Tensor(string type, string key, params long[] shape)
    {
        var strides = shape.Select((_, i) => Product(shape[(i + 1)..]));
        var storage = Pickles.Tuple(
            Pickles.Text("storage"), type, Pickles.Text(key), Pickles.Text("cpu"), Number(Product(shape)));
        return Pickles.Call(
            "torch._utils", "_rebuild_tensor_v2", storage + "Q", Pickles.Number(0), Numbers(shape), Numbers(strides), "\u0089",
            Pickles.Call("collections", "OrderedDict"));
    }

    public static byte[] Pickle(string root) => Encoding.Latin1.GetBytes($"\u0080\u0002{root}.");

    public byte[] Bytes(string root) => Bytes(Pickle(root));

    public byte[] Bytes(byte[] pickle) => ZipFiles.Of([("x/data.pkl", pickle), .. storages, ("x/version", "3\n"u8.ToArray())]);

    private static string Numbers(IEnumerable<long> values) => Pickles.Tuple([.. values.Select(Number)]);

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);

    private static string Number(long value) => Pickles.Number((int)value);
}
