using MLNetUnlearning.Files;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Networks of PyTorch here, and ours there: the same logits.</summary>
public sealed class ImportWeightsTests(ITestOutputHelper output) : IDisposable
{
    private static readonly ImageNormalization Figures = new([0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.25f]);
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);

    private string Weights => folder.File("weights.safetensors");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_normalization_of_a_file_is_taken_also_if_its_network_is_named()
    {
        var own = new ImageNormalization([.1f, .2f, .3f], [.5f, .6f, .7f]);
        using var original = Saved.Classifier(KnownNetworks.SmallConvNet(2, own));
        ml.Unlearning().ExportWeights(original, Weights);
        using var named = ml.Unlearning().ImportWeights(
            Weights, original.Labels.Names, KnownNetworks.SmallConvNet(2), featureShape: original.Shape, featureColumnName: "Pixels",
            scoreColumnName: "P");
        Assert.Equal(KnownNetworks.SmallConvNet(2, own).ToString(), named.Architecture.ToString());
        Refused.With<ModelFileException>(
            "The file's images are normalized by",
            () => ml.Unlearning().ImportWeights(
                Weights, original.Labels.Names, KnownNetworks.SmallConvNet(2, ImageNormalization.None(3)), featureShape: original.Shape));
    }

    [Theory]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5 }, "packed by gzip")]
    [InlineData(new byte[] { 0x80, 4, 0x95, 1, 2, 3, 4, 5, 6 }, "bare pickle of protocol 4")]
    [InlineData(new byte[] { (byte)'<', (byte)'h', (byte)'t', (byte)'m', (byte)'l', (byte)'>' }, "a web page")]
    [InlineData(new byte[] { (byte)'v', (byte)'e', (byte)'r', (byte)'s', (byte)'i', (byte)'o', (byte)'n', (byte)' ', (byte)'h' },
        "Git LFS")]
    public void A_file_that_is_no_file_of_weights_is_told_what_it_is(byte[] content, string words)
    {
        File.WriteAllBytes(Weights, content);
        Refused.With<ModelFileException>([words, "Expected was a file of torch.save"], () =>
            ml.Unlearning().ImportWeights(Weights, ["a", "b"]));
    }

    [Fact]
    public void A_state_dictionary_gives_PyTorch_s_logits()
    {
        using var classifier = TorchFiles.Import(TorchFiles.Path("resnet18.pt"), 5, KnownNetworks.ResNet18(2, Figures));
        TorchFiles.AssertClose(TorchFiles.ExpectedLogits("resnet18.pt", TorchFiles.Path("")), TorchFiles.Logits(classifier));
    }

    [Fact]
    public void Wrapped_prefixed_channels_last_and_with_its_normalization_it_does_too()
    {
        using var classifier = TorchFiles.Import(TorchFiles.Path("resnet18-wrapped.pth"), 3);
        TorchFiles.AssertClose(TorchFiles.ExpectedLogits("resnet18-wrapped.pth", TorchFiles.Path("")), TorchFiles.Logits(classifier));
        Assert.Equal(KnownNetworks.ResNet18(1, Figures), classifier.Architecture);
    }

    [Fact]
    public void Numbers_of_16_bits_other_names_and_missing_counters_are_read()
    {
        using var whole = TorchFiles.Import(TorchFiles.Path("resnet18-wrapped.pth"), 3);
        using var halves = TorchFiles.Import(TorchFiles.Path("resnet18-half.pt"), 3);
        Assert.Equal(KnownNetworks.ResNet18(1), halves.Architecture);
        foreach (var (name, weights) in Tiny.Weights(whole))
            Assert.Equal(weights.Select(weight => (float)(Half)weight), Tiny.Weights(halves)[name]);
    }

    [Fact]
    public void What_was_exported_is_the_same_network_when_it_is_imported()
    {
        using var original = TorchFiles.Import(TorchFiles.Path("resnet18-wrapped.pth"), 3);
        ml.Unlearning().ExportWeights(original, Weights);
        using var back = TorchFiles.Import(Weights, 3);
        Assert.Equal(original.Architecture, back.Architecture);
        Assert.Equal(Tiny.Weights(original), Tiny.Weights(back));
        Assert.Equal(TorchFiles.Logits(original), TorchFiles.Logits(back));
    }

    [Fact]
    public void An_imported_network_can_be_saved_loaded_and_asked_to_forget()
    {
        using var small = Saved.Classifier(Tiny.Network);
        ml.Unlearning().ExportWeights(small, Weights);
        using var imported = ml.Unlearning().ImportWeights(Weights, Tiny.Classes, featureShape: small.Shape, recipe: Tiny.Recipe);
        using var back = Saved.ThereAndBack(Tiny.Unlearned(ml, imported, seed: 1));
        Assert.Equal(["import", Tiny.Game.Name], back.History.Select(step => step.Name));
        Assert.StartsWith("SmallConvNet of width 4; weights of weights.safetensors, SHA-256 ", back.History[0].Settings);
    }

    [Fact]
    public void A_recipe_that_nobody_knows_is_chosen_from_the_rows_at_hand_and_then_remembered()
    {
        using var small = Saved.Classifier(Tiny.Network);
        ml.Unlearning().ExportWeights(small, Weights);
        using var imported = ml.Unlearning().ImportWeights(Weights, Tiny.Classes, featureShape: small.Shape);
        Assert.Equal(new TrainingRecipe(), imported.Recipe);
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);
        var quick = new FineTune { RandomRows = new() { NumberOfEpochs = 1 }, WholeClass = new() { NumberOfEpochs = 1 } };
        using var tuned = ml.Unlearn(imported, quick).Fit(Tiny.Rows());
        Assert.Equal(new TrainingRecipe().ChosenFor(new(Tiny.NumberOfRows, 3, small.Shape)), tuned.Recipe);
        Assert.Contains(messages, message => message.EndsWith($"Chosen from the rows: {tuned.Recipe}", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_classes_than_outputs_are_refused() => Assert.Equal(
        "The network has 5 outputs; 3 class names were given.", Refusal(TorchFiles.Path("resnet18.pt"), 3));

    [Fact]
    public void A_tensor_of_another_shape_is_refused_by_name() => Assert.Equal(
        "Tensor 'conv1.weight' is 2 x 3 x 3 x 3; the network needs 3 x 3 x 3 x 3.",
        Refusal(TorchFiles.Path("resnet18.pt"), 5, KnownNetworks.ResNet18(3)));

    [Fact]
    public void A_tensor_that_is_missing_is_refused_by_name()
    {
        using var small = Saved.Classifier();
        var rest = small.Weights.Where(weight => weight.Key != "bn2.bias").ToDictionary(weight => weight.Key, weight => weight.Value);
        using (var file = File.Create(Weights)) SafeTensorsWriter.Write(rest, ClassifierWriter.WeightsMetadata, file);
        Assert.StartsWith("The weights lack 'bn2.bias'. Pass the architecture", Refusal(Weights, 3));
    }

    [Fact]
    public void PyTorch_itself_agrees_in_both_directions()
    {
        var script = File.ReadAllText(TorchFiles.Path("resnet18.py"));
        if (Python.Run(script, "write", folder.Path) is null)
        {
            output.WriteLine("python3 with torch is not installed: only the files that it wrote before were compared.");
            Assert.True(File.Exists(TorchFiles.Path("resnet18.pt")));
            return;
        }
        using var imported = TorchFiles.Import(folder.File("resnet18.pt"), 5, KnownNetworks.ResNet18(2, Figures));
        TorchFiles.AssertClose(TorchFiles.ExpectedLogits("resnet18.pt", folder.Path), TorchFiles.Logits(imported));

        using var trained = ml.Unlearning()
            .TrainClassifier(Tiny.Recipe with { NumberOfEpochs = 2 }, network: KnownNetworks.ResNet18(2)).Fit(Tiny.Rows());
        ml.Unlearning().ExportWeights(trained, Weights);
        var logits = System.Text.Json.JsonSerializer.Deserialize<float[][]>(Python.Run(script, "read", Weights)![0])!;
        TorchFiles.AssertClose([.. logits.SelectMany(row => row)], TorchFiles.Logits(trained));
        output.WriteLine("Compared with PyTorch: read and written.");
    }

    private static string Refusal(string path, int classes, NetworkArchitecture? network = null) =>
        Assert.Throws<ModelFileException>(() => TorchFiles.Import(path, classes, network)).Message;
}
