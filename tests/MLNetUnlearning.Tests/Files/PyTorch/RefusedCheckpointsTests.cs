using System.IO.Compression;
using static MLNetUnlearning.Tests.Pickles;

namespace MLNetUnlearning.Tests;

/// <summary>A refusal says what was found, what was expected, and what helps.</summary>
public sealed class RefusedCheckpointsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier trained = Saved.Classifier(Tiny.Network);
    private readonly Checkpoint file = new();

    public void Dispose()
    {
        trained.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_whole_model_is_refused_by_the_name_of_its_class() => AssertRefused(
        file.Bytes(Object("models.resnet", "ResNet18", Dictionary(("training", "\u0088")))),
        "no dictionary of tensors", "'models.resnet.ResNet18'", "torch.save(model.state_dict(), path)");

    [Fact]
    public void A_checkpoint_without_weights_is_refused_by_its_first_entries() => AssertRefused(
        file.Bytes(Dictionary(("epoch", Number(7)), ("optimizer", Dictionary()))),
        "Entry 'epoch' is no tensor, but a number", "begins with 'epoch', 'optimizer'", "'state_dict', 'model_state_dict'", "state_dict()");

    [Fact]
    public void A_weight_that_depends_on_an_unknown_name_is_refused_by_both() => AssertRefused(
        file.Bytes(Dictionary(("state_dict", Dictionary(
            ("conv1.weight", Checkpoint.Tensor(Name("torch", "ComplexFloatStorage"), "0", 1)),
            ("conv1.bias", Call("os", "system", Text("true"))))))),
        "Entry 'conv1.weight' is no tensor", "'torch.ComplexFloatStorage'");

    [Fact]
    public void An_empty_dictionary_is_refused_as_such() =>
        AssertRefused(file.Bytes(Dictionary(("state_dict", Dictionary()))), "holds no weights", "torch.save(model.state_dict(), path)");

    [Fact]
    public void Weights_that_are_too_many_are_named_with_what_helps()
    {
        var weights = trained.Weights.Select(weight => (weight.Key, file.Tensor(weight.Value)));
        AssertRefused(
            file.Bytes(OrderedDictionary([("criterion.weight", file.Tensor(trained.Weights["fc.bias"])), .. weights])),
            "what the network has not: 'criterion.weight'", "Pass the architecture");
    }

    [Fact]
    public void A_pickle_of_endless_steps_is_refused() => AssertRefused(
        file.Bytes(Dictionary(("list", List([.. Enumerable.Repeat(None, 2_000_000)])))), "more than 2000000 steps");

    [Fact]
    public void A_dictionary_that_holds_itself_is_refused() =>
        AssertRefused(file.Bytes($"}}q\0{Text("model")}h\0s{Text("net")}h\0s"), "Entry 'model' is no tensor, but a dictionary");

    [Fact]
    public void Weights_of_another_network_are_refused_by_their_first_names()
    {
        using var scope = NewDisposeScope();
        AssertRefused(
            file.Bytes(OrderedDictionary([("features.0.weight", file.Tensor(ones(1))), ("features.0.bias", file.Tensor(ones(1)))])),
            "begin with 'features.0.weight', 'features.0.bias'", "A ResNet-18 was expected", "Pass its architecture");
    }

    [Fact]
    public void A_stem_for_large_images_gets_its_own_sentence()
    {
        using var scope = NewDisposeScope();
        var (stem, other) = (file.Tensor(ones(8, 3, 7, 7)), file.Tensor(ones(1)));
        AssertRefused(
            file.Bytes(OrderedDictionary([("conv1.weight", stem), ("layer4.0.conv1.weight", other)])),
            "8 x 3 x 7 x 7", "ImageNet", "3x3, stride 1, no pooling", "nn.Conv2d(3, 8, 3, 1, 1, bias=False)");
    }

    [Fact]
    public void What_is_missing_and_what_is_there_instead_are_both_named()
    {
        var other = trained.Weights.Select(weight => (weight.Key.Replace("conv2.", "second."), file.Tensor(weight.Value)));
        AssertRefused(file.Bytes(OrderedDictionary(other)), "lack 'conv2.weight'", "they have 'second.weight', which the network has not");
    }

    [Theory]
    [InlineData("x/constants.pkl")]
    [InlineData("x/code/__torch__.py")]
    public void A_TorchScript_program_gets_its_own_sentence(string part) => AssertRefused(
        ZipFiles.Of(CompressionLevel.Optimal, ("x/data.pkl", new byte[99]), (part, new byte[99])), "TorchScript", "torch.jit.load");

    [Fact]
    public void A_model_of_ML_NET_gets_its_own_sentence()
    {
        var rows = Tiny.Rows();
        var path = Path.Combine(folder.Path, "model.zip");
        ml.Model.Save(ml.Transforms.CopyColumns("Copy", "Features").Fit(rows), rows.Schema, path);
        AssertRefused(File.ReadAllBytes(path), "model of ML.NET", "mlContext.Model.Load", "FindClassifier");
        using var classifier = Tiny.Trained(ml);
        ml.Model.Save(classifier, rows.Schema, path);
        AssertRefused(File.ReadAllBytes(path), "model of ML.NET", "mlContext.Model.Load", "FindClassifier");
    }

    [Fact]
    public void A_classifier_of_this_library_gets_its_own_sentence() => AssertRefused(Saved.Bytes(trained), "LoadClassifier");

    [Fact]
    public void An_archive_without_a_pickle_is_refused_by_its_first_names() =>
        AssertRefused(ZipFiles.Of(("a.txt", [1]), ("b.txt", [2])), "begins with 'a.txt', 'b.txt'", "torch.save(model.state_dict(), path)");

    private void AssertRefused(byte[] bytes, params string[] words)
    {
        var path = Path.Combine(folder.Path, "file.pt");
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<ModelFileException>(() => ml.Unlearning().ImportWeights(path, Tiny.Classes, featureShape: trained.Shape));
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }
}
