using Google.Protobuf;
using MLNetUnlearning.Onnx.Protobuf;

namespace MLNetUnlearning.Onnx;

/// <summary>A network as ONNX operators (opset 17). It grows node by node, in the order of computation.</summary>
/// <remarks>
/// Every layer adds its own nodes, beside the method that computes it. Operators, their inputs and their attributes are those of the ONNX
/// operators' reference. Sizes of tensors are not checked here but by the runtime that loads the file.
/// </remarks>
public sealed class OnnxGraph
{
    /// <summary>The version of the ONNX operators that graphs are written in.</summary>
    public const int OperatorSet = 17;

    // A message of protocol buffers has at most 2 GB. This leaves room for everything that is not a weight.
    private const long MostBytesOfConstants = int.MaxValue - (1 << 20);

    private readonly HashSet<string> names = [];
    private readonly Dictionary<Tensor, string> namesOfWeights = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, OnnxValue> constants = new(ReferenceEqualityComparer.Instance);
    private long bytesOfConstants;

    /// <summary>An empty graph.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="weights">Tensors that get these names if they become constants.</param>
    /// <param name="reserved">Names that nothing but an input or output may have.</param>
    internal OnnxGraph(string name, IEnumerable<KeyValuePair<string, Tensor>> weights, params string[] reserved)
    {
        Message.Name = name;
        foreach (var (weight, tensor) in weights) namesOfWeights.TryAdd(tensor, weight);
        names.UnionWith(reserved);
    }

    /// <summary>The graph as it stands in the file.</summary>
    internal GraphProto Message { get; } = new();

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operatorType">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">What it computes with, in the operator's order.</param>
    /// <param name="attributes">Its settings. Those left out have the operator's defaults.</param>
    /// <returns>What it computes.</returns>
    public OnnxValue Node(string operatorType, OnnxValue[] inputs, params OnnxAttribute[] attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(operatorType);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        return Add(operatorType, inputs, attributes, Unused(operatorType));
    }

    /// <summary>Adds a tensor to the file, with the values it has now. The same tensor is added only once.</summary>
    /// <param name="tensor">Of type <c>Float32</c> or <c>Int64</c>, on any device.</param>
    /// <returns>The constant. A weight has its name in the network's state dictionary.</returns>
    /// <exception cref="ArgumentException">The tensor is of another type.</exception>
    /// <exception cref="NotSupportedException">The constants take more than the 2 GB that a file can hold.</exception>
    public OnnxValue Constant(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (constants.TryGetValue(tensor, out var known)) return known;
        if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Int64))
            throw new ArgumentException($"A constant is of type Float32 or Int64, not {tensor.dtype}.", nameof(tensor));
        bytesOfConstants += tensor.numel() * (tensor.dtype == ScalarType.Float32 ? sizeof(float) : sizeof(long));
        if (bytesOfConstants > MostBytesOfConstants)
            throw new NotSupportedException("The network is too large: its weights take more than the 2 GB that an ONNX file can hold.");
        var constant = new OnnxValue(Unused(namesOfWeights.GetValueOrDefault(tensor, "constant")));
        Message.Initializer.Add(MessageOf(tensor, constant.Name));
        constants.Add(tensor, constant);
        return constant;
    }

    /// <summary>Adds an input: a tensor of <c>Float32</c>. Its first size is free and can differ from run to run.</summary>
    /// <param name="name">A reserved name.</param>
    /// <param name="sizes">The sizes of one row.</param>
    internal OnnxValue Input(string name, params long[] sizes)
    {
        Message.Input.Add(Declaration(name, sizes));
        return new OnnxValue(name);
    }

    /// <summary>Makes a value an output of the graph.</summary>
    /// <param name="value">What is computed.</param>
    /// <param name="name">A reserved name.</param>
    /// <param name="sizes">The sizes of one row.</param>
    internal void Output(OnnxValue value, string name, params long[] sizes)
    {
        Add("Identity", [value], [], name);
        Message.Output.Add(Declaration(name, sizes));
    }

    private OnnxValue Add(string operatorType, OnnxValue[] inputs, OnnxAttribute[] attributes, string output)
    {
        Message.Node.Add(new NodeProto
        {
            Name = output,
            OpType = operatorType,
            Input = { inputs.Select(input => input.Name) },
            Output = { output },
            Attribute = { attributes.Select(attribute => attribute.Message) },
        });
        return new OnnxValue(output);
    }

    /// <summary>The name itself if it is free, otherwise with the next free number.</summary>
    private string Unused(string name)
    {
        if (names.Add(name)) return name;
        for (var number = 2; ; number++)
            if (names.Add($"{name}_{number}")) return $"{name}_{number}";
    }

    private static TensorProto MessageOf(Tensor tensor, string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var values = tensor.cpu().contiguous(); // its values in row-major order, without gaps
        return new TensorProto
        {
            Name = name,
            Dims = { values.shape },
            DataType = (int)(values.dtype == ScalarType.Float32 ? TensorProto.Types.DataType.Float : TensorProto.Types.DataType.Int64),
            RawData = ByteString.CopyFrom(values.bytes),
        };
    }

    private static ValueInfoProto Declaration(string name, long[] sizes)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        shape.Dim.AddRange(sizes.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}

/// <summary>A setting of a node of an <see cref="OnnxGraph"/>, named as the ONNX operators' reference names it.</summary>
public sealed class OnnxAttribute
{
    /// <summary>A whole number, such as <c>axis</c>. Flags are 0 or 1.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OnnxAttribute(string name, long value) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A number, such as <c>epsilon</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OnnxAttribute(string name, float value) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>Whole numbers, such as <c>strides</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="values">Its values.</param>
    public OnnxAttribute(string name, params long[] values) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    /// <summary>A word, such as <c>auto_pad</c>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OnnxAttribute(string name, string value) =>
        Message = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    internal AttributeProto Message { get; }
}

/// <summary>A tensor that flows through an <see cref="OnnxGraph"/>: an input, a constant, or what a node computes.</summary>
/// <param name="Name">Its name in the file.</param>
public readonly record struct OnnxValue(string Name);
