using System.Reflection;
using System.Text.Json;
using Google.Protobuf;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Onnx;
using MLNetUnlearning.Onnx.Protobuf;

namespace MLNetUnlearning.Files;

/// <summary>A classifier as an ONNX model. Its input is pixels in the range of the feature
/// column, or a vector; its outputs are logits and probabilities.</summary>
internal static class OnnxFile
{
    // The version of the file format that belongs to opset 17.
    private const int FormatVersion = 8;

    /// <summary>Writes the bytes of the model.</summary>
    public static void Write(ClassifierState classifier, string logitsName, Stream stream) => Of(classifier, logitsName).WriteTo(stream);

    private static ModelProto Of(ClassifierState classifier, string logitsName) => new()
    {
        IrVersion = FormatVersion,
        ProducerName = "MLNetUnlearning",
        ProducerVersion = typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OnnxGraph.OperatorSet } },
        Graph = GraphOf(classifier.Network, classifier.Columns, logitsName),
        MetadataProps =
        {
            new StringStringEntryProto { Key = "classes", Value = JsonSerializer.Serialize(classifier.Labels.Names) },
            new StringStringEntryProto
            {
                Key = classifier.Network.Shape.IsVector ? "features" : "images", Value = classifier.Network.Shape.ToString(),
            },
            new StringStringEntryProto { Key = "network", Value = classifier.Network.Architecture.ToString() },
        },
    };

    private static GraphProto GraphOf(ClassifierNetwork network, ClassifierColumns columns, string logitsName)
    {
        var (shape, classes) = (network.Shape, network.NumberOfClasses);
        var graph = new OnnxGraph(network.Architecture.Name, network.state_dict(), columns.Features, columns.Score, logitsName);
        var pixels = graph.Input(columns.Features, shape.Sizes);
        var logits = network.ToOnnx(graph, Unit(graph, pixels, shape)); // N x K
        graph.Output(logits, logitsName, classes);
        graph.Output(graph.Node("Softmax", [logits], new OnnxAttribute("axis", 1)), columns.Score, classes);
        return graph.Message;
    }

    /// <summary>The pixels scaled to 0 to 1, as networks take them.</summary>
    private static OnnxValue Unit(OnnxGraph graph, OnnxValue pixels, FeatureShape shape)
    {
        if (shape.IsVector || shape.PixelRange == PixelRange.ZeroToOne) return pixels;
        using var largest = NewTensor.Of([255f]).squeeze();
        return graph.Node("Div", [pixels, graph.Constant(largest)]);
    }
}
