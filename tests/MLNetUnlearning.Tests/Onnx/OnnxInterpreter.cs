using System.Runtime.InteropServices;
using MLNetUnlearning.Onnx.Protobuf;

namespace MLNetUnlearning.Tests;

/// <summary>Runs the operators that our networks are made of, straight from the file: what the ONNX operators' reference says, and nothing of ours.</summary>
internal static class OnnxInterpreter
{
    /// <summary>The outputs by name, each a list of rows.</summary>
    public static Dictionary<string, float[][]> Run(string path, float[][] rows)
    {
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph;
        var values = graph.Initializer.ToDictionary(
            constant => constant.Name, constant => new NaiveTensor(MemoryMarshal.Cast<byte, float>(constant.RawData.Span).ToArray(), [.. constant.Dims]));
        var sizes = graph.Input.Single().Type.TensorType.Shape.Dim.Skip(1).Select(dimension => dimension.DimValue);
        values.Add(graph.Input.Single().Name, new NaiveTensor([.. rows.SelectMany(row => row)], [rows.Length, .. sizes]));
        foreach (var node in graph.Node)
            values.Add(node.Output.Single(), Compute(node, [.. node.Input.Select(name => values[name])]));
        return graph.Output.ToDictionary(output => output.Name, output => values[output.Name].Values.Chunk((int)values[output.Name].Shape[1]).ToArray());
    }

    private static NaiveTensor Compute(NodeProto node, NaiveTensor[] inputs)
    {
        var attributes = node.Attribute.ToDictionary(attribute => attribute.Name);
        return node.OpType switch
        {
            "Identity" => inputs[0],
            "Relu" => inputs[0].Map(value => Math.Max(value, 0)),
            "Add" => inputs[0].With(inputs[1], (a, b) => a + b),
            "Sub" => inputs[0].With(inputs[1], (a, b) => a - b),
            "Div" => inputs[0].With(inputs[1], (a, b) => a / b),
            "Conv" => inputs[0].Convolve(inputs[1], [.. attributes["strides"].Ints], [.. attributes["pads"].Ints]),
            "BatchNormalization" => inputs[0].Normalize(inputs[1], inputs[2], inputs[3], inputs[4], attributes["epsilon"].F),
            "ReduceMean" when attributes["axes"].Ints is [2, 3] && attributes["keepdims"].I == 0 => inputs[0].MeanOfPlanes(),
            "Gemm" when attributes["transB"].I == 1 => inputs[0].Multiply(inputs[1], inputs[2]),
            "Softmax" when attributes["axis"].I == 1 => inputs[0].Softmax(),
            _ => throw new NotSupportedException($"{node.OpType} with {string.Join(", ", attributes.Keys)}"),
        };
    }
}
