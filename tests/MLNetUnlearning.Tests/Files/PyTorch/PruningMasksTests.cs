using MLNetUnlearning.Files;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Which zeros of an imported network stay: those that pruning made, not those that 16 bits made.</summary>
public sealed class PruningMasksTests(ITestOutputHelper output) : IDisposable
{
    private const string Pruned = "conv2.weight";
    private readonly TemporaryFolder folder = new();
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier dense = Saved.Classifier(Tiny.Network);
    private readonly Checkpoint file = new();

    public void Dispose()
    {
        dense.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    public void A_weight_is_multiplied_by_its_mask_and_the_mask_is_kept(string prefix)
    {
        using var scope = NewDisposeScope();
        using var sparse = Import(WithMask(prefix, EverySecond, weight => weight));
        var expected = Tiny.Weights(dense);
        expected[Pruned] = [.. expected[Pruned].Select((weight, i) => i % 2 == 0 ? 0 : weight)];
        Assert.Equal(expected, Tiny.Weights(sparse));
        Assert.Equal(expected[Pruned].Length / 2, NumberOfFixedZeros(sparse));
        using var retrained = ml.Unlearn(sparse, new Retrain()).Fit(Tiny.Rows());
        Assert.All(Tiny.Weights(retrained)[Pruned].Where((_, i) => i % 2 == 0), weight => Assert.Equal(0, weight));
        Assert.DoesNotContain(0f, Tiny.Weights(retrained)[Pruned].Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public void A_zero_that_its_mask_leaves_free_stays_free()
    {
        using var scope = NewDisposeScope();
        using var sparse = Import(WithMask("", EverySecond, weight => weight.index_fill(0, tensor(new long[] { 1 }), 0)));
        Assert.Equal(Tiny.Weights(dense)[Pruned].Length / 2, NumberOfFixedZeros(sparse));
    }

    [Fact]
    public void A_mask_of_ones_fixes_nothing()
    {
        using var scope = NewDisposeScope();
        using var free = Import(WithMask("", weight => ones_like(weight), weight => weight));
        Assert.Equal(Tiny.Weights(dense), Tiny.Weights(free));
        Assert.Equal(0, free.Sparsity);
    }

    [Theory]
    [InlineData(ScalarType.Float16, false)]
    [InlineData(ScalarType.BFloat16, false)]
    [InlineData(ScalarType.Float32, true)]
    public void Zeros_of_32_bits_are_a_mask_and_zeros_of_16_bits_are_none(ScalarType type, bool areMask)
    {
        using var scope = NewDisposeScope();
        using var read = Import(State(weight => weight.Key == Pruned ? (weight.Value * EverySecond(weight.Value)).to(type) : weight.Value));
        Assert.Equal(areMask ? Tiny.Weights(dense)[Pruned].Length / 2 : 0, NumberOfFixedZeros(read));
        using var back = Saved.Load(Saved.Bytes(read));
        Assert.Equal(read.Sparsity, back.Sparsity);
    }

    [Fact]
    public void A_mask_beside_16_bits_is_kept()
    {
        using var scope = NewDisposeScope();
        using var sparse = Import(WithMask("", weight => EverySecond(weight).half(), weight => weight.half()));
        Assert.Equal(Tiny.Weights(dense)[Pruned].Length / 2, NumberOfFixedZeros(sparse));
    }

    [Fact]
    public void A_mask_of_other_numbers_or_of_another_shape_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var numbers = Assert.Throws<ModelFileException>(() => Import(WithMask("", weight => full_like(weight, 0.5), weight => weight)));
        Assert.Equal($"The mask '{Pruned}_mask' has other numbers than 0 and 1.", numbers.Message);
        var shape = Assert.Throws<ModelFileException>(() => Import(WithMask("", weight => ones(3), weight => weight)));
        Assert.StartsWith($"The mask '{Pruned}_mask' is 3; its weight '{Pruned}_orig' is ", shape.Message);
    }

    [Fact]
    public void A_thousand_spoilt_checkpoints_are_refused_or_read()
    {
        using var scope = NewDisposeScope();
        var beside = Pickles.Object(
            "argparse", "Namespace", Pickles.Dictionary(("lr", Pickles.Call("numpy", "dtype", Pickles.Text("f8")))));
        var good = Checkpoint.Pickle(Pickles.Dictionary(
            ("args", beside), ("model", Pickles.Dictionary(("net", WithMask("module.", EverySecond, weight => weight))))));
        var (refused, most) = SpoiltFiles.Read(good, seed: 7, 1000, Read, file.Bytes);
        output.WriteLine($"{refused} of 1000 refused; at most {most} bytes allocated for one of {good.Length} bytes.");
        Assert.InRange(refused, 50, 1000);
        Assert.InRange(most, 0, 32 << 20);
    }

    private void Read(byte[] bytes) => WeightsImport.Read(
        new MemoryStream(bytes), "a test", Tiny.Classes, null, dense.Shape, new ClassifierColumns(), Tiny.Recipe, CPU).Network.Dispose();

    private static Tensor EverySecond(Tensor weight) => (arange(weight.numel()) % 2).to(float32).reshape(weight.shape); // 0, 1, 0, 1, ..

    private static long NumberOfFixedZeros(NeuralClassifier classifier) =>
        classifier.State.Network.Prunable.Sum(layer => layer.Mask.NumberOfFixedZeros);

    private string WithMask(string prefix, Func<Tensor, Tensor> mask, Func<Tensor, Tensor> weight) => Pickles.OrderedDictionary(
        dense.Weights.SelectMany(entry => entry.Key == Pruned
            ? new[] { (entry.Key + "_orig", weight(entry.Value.detach())), (entry.Key + "_mask", mask(entry.Value.detach())) }
            : [(entry.Key, entry.Value)])
        .Select(entry => (prefix + entry.Item1, file.Tensor(entry.Item2))));

    private string State(Func<KeyValuePair<string, Tensor>, Tensor> change) => Pickles.OrderedDictionary(
        dense.Weights.Select(weight => (weight.Key, file.Tensor(change(new(weight.Key, weight.Value.detach()))))));

    private NeuralClassifier Import(string root)
    {
        var path = Path.Combine(folder.Path, "pruned.pt");
        File.WriteAllBytes(path, file.Bytes(root));
        return ml.Unlearning().ImportWeights(path, Tiny.Classes, featureShape: dense.Shape, recipe: Tiny.Recipe);
    }
}
