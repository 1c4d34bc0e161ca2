using System.Globalization;
using Xunit.Abstractions;
using static MLNetUnlearning.Tests.Pickles;

namespace MLNetUnlearning.Tests;

/// <summary>What training scripts save: the weights are found, whatever stands beside and around them.</summary>
public sealed class CheckpointsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NeuralClassifier trained = Saved.Classifier(Tiny.Network);
    private readonly Checkpoint file = new();

    public void Dispose()
    {
        trained.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void What_stands_beside_the_weights_is_skipped() => AssertReads(Dictionary(
        ("epoch", Number(7)),
        ("state_dict", file.State(trained)),
        ("scheduler", Dictionary(("milestones", Call("collections", "Counter", "}(K\u0005K\u0001u")), ("gamma", "G?\u00f0\0\0\0\0\0\0"))),
        ("args", Object("argparse", "Namespace", Dictionary(("lr", Number(1)), ("device", Call("torch", "device", Text("cuda")))))),
        ("best", Call(
            "numpy.core.multiarray", "scalar",
            Call("numpy", "dtype", Text("f8"), Number(0), Number(1)) + Tuple(Number(3), None) + "b",
            Call("_codecs", "encode", Text("01234567"), Text("latin1")))),
        ("rows", Call("numpy.core.multiarray", "_reconstruct", Name("numpy", "ndarray"), Tuple(Number(0)), Text("b")) + Tuple(None) + "b"),
        ("classes", Call("__builtin__", "set", List(Number(1), Number(2)))),
        ("counts", Call("collections", "defaultdict", Name("__builtin__", "list")) + $"({Text("a")}{None}u"),
        ("last", Call("collections", "deque", List()) + $"({Number(1)}{Number(2)}e"),
        ("size", Call("torch", "Size", Tuple(Number(1)))),
        ("dtype", Name("torch", "float32")),
        ("random", Tuple("\u008a\u0010" + new string('\u0001', 16))), // a number of 128 bits
        ("optimizer", Dictionary(("state", Checkpoint.Tensor(Name("torch", "ComplexFloatStorage"), "absent", 1 << 30)))),
        ("again", Name("x", "Recursive") + $"({Number(1)}{Number(2)}1{EmptyTuple}0{EmptyTuple}\u0081")));

    [Fact]
    public void A_dangerous_name_beside_the_weights_is_never_run()
    {
        var witness = Path.Combine(folder.Path, "witness");
        AssertReads(Dictionary(("hook", Call("os", "system", Text($"touch {witness}"))), ("net", file.State(trained))));
        Assert.False(File.Exists(witness));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.module.")]
    [InlineData("module._orig_mod.model.")]
    [InlineData("net.backbone.network.encoder.")]
    [InlineData("module.module.")]
    public void Prefixes_go_in_any_order_and_number(string prefix) => AssertReads(file.State(trained, prefix));

    [Fact]
    public void Each_weight_may_have_its_own_prefixes() => AssertReads(OrderedDictionary(trained.Weights.Select(weight => (
        (weight.Key.StartsWith("fc.", StringComparison.Ordinal) ? "model." : "module.encoder.") + weight.Key, file.Tensor(weight.Value)))));

    [Fact]
    public void The_counter_of_an_averaged_model_is_skipped()
    {
        using var count = TorchSharp.torch.tensor(5L);
        var weights = trained.Weights.Select(weight => ("module." + weight.Key, file.Tensor(weight.Value)));
        AssertReads(OrderedDictionary([("n_averaged", file.Tensor(count)), .. weights]));
    }

    [Fact]
    public void Many_results_beside_the_weights_are_skipped() => AssertReads(Dictionary(
        ("state_dict", file.State(trained)), ("history", List([.. Enumerable.Repeat("G?\u00f0\0\0\0\0\0\0", 200_000)]))));

    [Fact]
    public void A_normalization_may_stand_outside_of_the_prefix()
    {
        using var figures = TorchSharp.torch.tensor(new[] { 0.5f, 0.25f, 0.125f });
        var weights = trained.Weights.Select(weight => ("module.model." + weight.Key, file.Tensor(weight.Value)));
        using var classifier = Import(OrderedDictionary(
            [("module.normalize.mean", file.Tensor(figures)), ("module.normalize.std", file.Tensor(figures)), .. weights]));
        var normalization = new ImageNormalization([0.5f, 0.25f, 0.125f], [0.5f, 0.25f, 0.125f]);
        Assert.Equal(KnownNetworks.SmallConvNet(4, normalization), classifier.Architecture);
    }

    [Fact]
    public void Parameters_of_a_whole_dictionary_are_read_too() => AssertReads(OrderedDictionary(trained.Weights.Select(weight => (
        weight.Key, Call("torch._utils", "_rebuild_parameter", file.Tensor(weight.Value), "\u0088", Call("collections", "OrderedDict"))))));

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model_state")]
    [InlineData("net")]
    [InlineData("network")]
    [InlineData("weights")]
    [InlineData("ema")]
    [InlineData("model")]
    [InlineData("model", "state_dict")]
    [InlineData("ema", "model", "net", "weights")]
    public void Wrappers_are_looked_into(params string[] wrappers) => AssertReads(
        wrappers.Reverse().Aggregate(file.State(trained), (inner, wrapper) => Dictionary(("epoch", Number(1)), (wrapper, inner))));

    [Fact]
    public void Of_the_model_and_its_moving_average_the_model_is_read()
    {
        using var other = Saved.Classifier(KnownNetworks.SmallConvNet(2));
        AssertReads(Dictionary(("ema", file.State(other)), ("model", file.State(trained))));
    }

    [Fact]
    public void Checkpoints_of_PyTorch_itself_give_its_logits()
    {
        var printed = Python.Run(File.ReadAllText(TorchFiles.Path("checkpoints.py")), TorchFiles.Path("resnet18.py"), folder.Path);
        if (printed is null)
        {
            output.WriteLine("python3 with torch is not installed: nothing was compared.");
            return;
        }
        var figures = new ImageNormalization([0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.25f]);
        foreach (var name in (string[])["everything.pth.tar", "parameters.pt", "nested.pt", "averaged.pt", "lightning.ckpt", "pruned.pt"])
        {
            using var classifier = TorchFiles.Import(Path.Combine(folder.Path, name), 3, KnownNetworks.ResNet18(1, figures));
            TorchFiles.AssertClose(TorchFiles.ExpectedLogits(name, folder.Path), TorchFiles.Logits(classifier));
            Assert.Equal(name == "pruned.pt" ? double.Parse(printed[0], CultureInfo.InvariantCulture) : 0, classifier.Sparsity, 1e-9);
        }
        output.WriteLine("Compared with PyTorch.");
    }

    private void AssertReads(string root)
    {
        using var classifier = Import(root);
        Assert.Equal(Tiny.Weights(trained), Tiny.Weights(classifier));
    }

    private NeuralClassifier Import(string root)
    {
        var path = Path.Combine(folder.Path, "checkpoint.pth.tar");
        File.WriteAllBytes(path, file.Bytes(root));
        return new MLContext().Unlearning().ImportWeights(path, Tiny.Classes, featureShape: trained.Shape);
    }
}
