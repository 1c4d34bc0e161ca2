using Microsoft.ML.OnnxRuntime;
using MLNetUnlearning.Onnx.Protobuf;

namespace MLNetUnlearning.Tests;

public sealed class SaveOnnxTests(TrainedOnce trained) : IClassFixture<TrainedOnce>, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NeuralClassifier classifier = trained.Classifier;

    private string Onnx => folder.File("classifier.onnx");

    [Fact]
    public void Scores_of_the_file_are_the_scores_of_the_classifier()
    {
        classifier.SaveOnnx(Onnx);
        var scored = classifier.Transform(Tiny.Rows(seed: 5));
        var actual = OnnxSession.Run(Onnx, scored.Vectors("Features"))["Score"];
        Assert.Equal(Tiny.NumberOfRows, actual.Length);
        var pairs = scored.Scores().Zip(actual).SelectMany(rows => rows.First.Zip(rows.Second));
        Assert.All(pairs, pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void It_is_written_in_operator_set_17()
    {
        var model = Saved();
        Assert.Equal(8, model.IrVersion);
        var operators = Assert.Single(model.OpsetImport);
        Assert.Equal(("", 17), (operators.Domain, operators.Version));
        Assert.Equal("MLNetUnlearning", model.ProducerName);
    }

    [Fact]
    public void Its_input_is_the_feature_column_and_its_outputs_are_logits_and_probabilities_of_any_number_of_rows()
    {
        var graph = Saved().Graph;
        Assert.Equal(["Features: N x 3 x 8 x 8"], graph.Input.Select(Described));
        Assert.Equal(["Logits: N x 3", "Score: N x 3"], graph.Output.Select(Described));
    }

    [Fact]
    public void ONNX_Runtime_finds_the_same_names_and_sizes_and_the_metadata()
    {
        classifier.SaveOnnx(Onnx);
        using var session = new InferenceSession(Onnx);
        var (name, input) = Assert.Single(session.InputMetadata);
        Assert.Equal(("Features", typeof(float)), (name, input.ElementType));
        Assert.Equal([-1, 3, Tiny.Side, Tiny.Side], input.Dimensions); // -1: any number of rows
        Assert.Equal(["Logits", "Score"], session.OutputNames);
        Assert.All(session.OutputMetadata.Values, output => Assert.Equal([-1, 3], output.Dimensions));
        Assert.Equal(["classes", "images", "network"], session.ModelMetadata.CustomMetadataMap.Keys.Order());
        Assert.Equal("MLNetUnlearning", session.ModelMetadata.ProducerName);
    }

    [Fact]
    public void Names_follow_the_columns_of_the_classifier()
    {
        VBuffer<float>[] features = [.. Tiny.Rows().GetColumn<VBuffer<float>>("Features")];
        var pixels = Tiny.Rows().Without("Features").With("Conv", Tiny.FeatureType, features);
        using var other = new MLContext(seed: 1).Unlearning()
            .TrainClassifier(Tiny.Recipe, featureColumnName: "Conv", scoreColumnName: "Chances", network: Tiny.Network).Fit(pixels);
        other.SaveOnnx(Onnx, logitsName: "Relu");
        var graph = Read().Graph;
        Assert.Equal(["Conv", "Relu", "Chances"], graph.Input.Concat(graph.Output).Select(value => value.Name));
        Assert.Equal(3, OnnxSession.Run(Onnx, [new float[192]])["Chances"][0].Length);
    }

    [Fact]
    public void Its_metadata_name_the_classes_in_the_order_of_their_scores()
    {
        var metadata = Saved().MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal("""["red","green","blue"]""", metadata["classes"]);
        Assert.Equal("3 x 8 x 8, pixels 0..255", metadata["images"]);
        Assert.Equal(Tiny.Network.ToString(), metadata["network"]);
    }

    [Fact]
    public void Its_weights_have_the_names_of_the_state_dictionary_and_its_values()
    {
        var constants = Saved().Graph.Initializer.ToDictionary(constant => constant.Name);
        var weights = Tiny.Weights(classifier);
        string[] expected = [.. weights.Keys, "constant", "constant_2", "constant_3"];
        Assert.Equal(expected.Order(), constants.Keys.Order());
        Assert.All(weights, weight => Assert.Equal(weight.Value.SelectMany(BitConverter.GetBytes), constants[weight.Key].RawData));
    }

    [Fact]
    public void Every_node_computes_something_new_from_what_stands_before_it()
    {
        var graph = Saved().Graph;
        HashSet<string> known = [.. graph.Input.Select(input => input.Name), .. graph.Initializer.Select(constant => constant.Name)];
        Assert.All(graph.Node, node =>
        {
            Assert.Subset(known, node.Input.ToHashSet());
            Assert.True(known.Add(Assert.Single(node.Output)));
        });
        Assert.Subset(known, graph.Output.Select(output => output.Name).ToHashSet());
    }

    [Fact]
    public void An_older_file_is_replaced_and_nothing_else_is_left_in_the_folder()
    {
        File.WriteAllText(Onnx, "an older file");
        Assert.NotEmpty(Saved().Graph.Node);
        Assert.Equal([Onnx], Directory.GetFiles(folder.Path));
    }

    [Theory, InlineData("Features"), InlineData("Score")]
    public void Logits_cannot_be_called_like_another_column(string name)
    {
        Refused.With<ArgumentException>($"'{name}' already is the name of a column", () => classifier.SaveOnnx(Onnx, name));
        Assert.False(File.Exists(Onnx));
    }

    public void Dispose() => folder.Dispose();

    private ModelProto Saved()
    {
        classifier.SaveOnnx(Onnx);
        return Read();
    }

    private ModelProto Read() => ModelProto.Parser.ParseFrom(File.ReadAllBytes(Onnx));

    private static string Described(ValueInfoProto value)
    {
        Assert.Equal((int)TensorProto.Types.DataType.Float, value.Type.TensorType.ElemType);
        var sizes = value.Type.TensorType.Shape.Dim.Select(size => size.HasDimParam ? size.DimParam : $"{size.DimValue}");
        return $"{value.Name}: {string.Join(" x ", sizes)}";
    }
}
