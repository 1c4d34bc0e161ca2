using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>Fisher forgetting, influence unlearning and selective synaptic dampening: what is special about each, and what they
/// take.</summary>
public sealed class CurvatureMethodTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_noise_of_a_weight_is_one_over_its_curvature_and_tenfold_in_the_last_layer_and_in_vectors()
    {
        using var network = Network();
        var noise = FisherNoise.Of(network, full_like(FlatWeights.Of(network), 0.5), forgottenClass: null);
        Assert.Equal([2, 20, 20, 2, 20, 20, 2, 20, 20, 20, 20], Firsts(network, noise.Variance), Close); // 3 x (convolution, weight, bias), linear weight, bias
        Assert.Equal(FlatWeights.Of(network).data<float>().ToArray(), noise.Mean.data<float>().ToArray());
        Assert.False(noise.FixedVariance.ne(0).any().ToBoolean());
    }

    [Fact]
    public void Where_nothing_depends_on_a_weight_its_noise_is_clamped()
    {
        using var network = Network();
        var noise = FisherNoise.Of(network, zeros_like(FlatWeights.Of(network)), forgottenClass: null);
        Assert.Equal([1e3f, 1e4f, 1e4f, 1e3f, 1e4f, 1e4f, 1e3f, 1e4f, 1e4f, 1e3f, 1e3f], Firsts(network, noise.Variance), Close);
    }

    [Fact]
    public void A_forgotten_class_starts_from_nothing_in_the_last_layer()
    {
        using var network = Network();
        var noise = FisherNoise.Of(network, ones_like(FlatWeights.Of(network)), forgottenClass: 1);
        var (mean, variance, given) = (Last(network, noise.Mean), Last(network, noise.Variance), Last(network, noise.FixedVariance));
        Assert.Equal([0f, 0f, 0f, 0f], mean[1].data<float>().ToArray());
        Assert.Equal([0f, 0f, 0f, 0f], variance[1].data<float>().ToArray());
        Assert.All(given[1].data<float>().ToArray(), number => Assert.Equal(1e-3f, number, 1e-6f));
        Assert.All(variance[0].data<float>().ToArray(), number => Assert.Equal(10f, number, 1e-5f));
    }

    [Fact]
    public void Pruned_weights_do_not_count_in_the_average_over_inputs()
    {
        using var network = Network();
        using (no_grad()) network.Convolutions[1].Weight.select(1, 0).zero_(); // the second convolution's only input channel
        using (no_grad()) network.Convolutions[2].Weight.select(1, 0).zero_(); // one of the third's two
        var curvature = ones_like(FlatWeights.Of(network));
        foreach (var (weight, part) in FlatWeights.Parts(network, curvature))
            if (weight.shape.Length == 4) part.masked_fill_(weight.eq(0), 0);
        var variances = FlatWeights.Parts(network, FisherNoise.Of(network, curvature, null).Variance).ToList();
        Assert.Equal(1f, variances[6].Part[0, 1, 0, 0].ToSingle(), 1e-5f); // 1, not the mean of 1 and 1000
    }

    [Fact]
    public void Influence_unlearning_takes_one_step_along_the_published_direction()
    {
        using var network = Network();
        var split = Split();
        var before = FlatWeights.Of(network);
        var direction = Curvature.InfluenceDirection(network, split.Retain, split.Forget, 100);
        var step = Curvature.WoodFisher(network, split.Retain, [tensor(new[] { 0L })], direction, 1); // a single row leaves the direction as it is
        new InfluenceUnlearning { Strengths = [2], NumberOfRows = 1 }.Unlearn(Run(network, split));
        Assert.True(FlatWeights.Of(network).allclose(before + 2 * step, 1e-5, 1e-6));
        Assert.False(FlatWeights.Of(network).allclose(before, 1e-5, 1e-6));
    }

    [Fact]
    public void Dampening_shrinks_what_matters_to_forgotten_rows_alone_by_their_share()
    {
        // One bright pixel a row: the weights at the first belong to the row to forget, those at the second to the three others.
        using var network = new PixelNetwork(tensor(new[] { 1f, 2f, -1f, 3f }).view(2, 2));
        var split = ThreeAndOne();
        new SelectiveSynapticDampening { SelectionWeights = [1], BatchSize = 1 }.Unlearn(Run(network, split));
        // I_D = I_f / 4 at the first pixel, I_f = 0 at the second.
        Assert.Equal([0.25f, 2f, -0.25f, 3f], FlatWeights.Of(network).data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_higher_selection_weight_leaves_it_alone_and_a_lower_constant_shrinks_it_more()
    {
        float First(SelectiveSynapticDampening method)
        {
            using var network = new PixelNetwork(ones(2, 2));
            var split = ThreeAndOne();
            method.Unlearn(Run(network, split));
            return FlatWeights.Of(network)[0].ToSingle();
        }
        Assert.Equal(1f, First(new() { SelectionWeights = [5], BatchSize = 1 }));
        Assert.Equal(0.125f, First(new() { SelectionWeights = [3], BatchSize = 1, DampeningConstant = 0.5 }), 1e-6f);
    }

    [Fact]
    public void The_defaults_are_pinned()
    {
        Assert.Equal("Strengths = [1E-09, 3E-09, 1E-08, 3E-08, 1E-07, 3E-07, 1E-06, 3E-06, 1E-05], BatchSize = 32", SettingsText.Of(new FisherForgetting()));
        Assert.Equal("Strengths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100], NumberOfRows = 1000", SettingsText.Of(new InfluenceUnlearning()));
        Assert.Equal("SelectionWeights = [1000, 500, 200, 100, 50, 20, 10, 5, 2], DampeningConstant = 1, BatchSize = 64", SettingsText.Of(new SelectiveSynapticDampening()));
    }

    [Fact]
    public void The_published_recipes_differ_from_them_in_the_strengths()
    {
        Assert.Equal("Fisher forgetting (Strengths = [1E-09, 3E-09, 1E-08, 3E-08, 1E-07, 3E-07, 1E-06])", FisherForgetting.Published.ToString());
        Assert.Equal("influence unlearning (Strengths = [1, 2, 5, 10, 20, 50, 100])", InfluenceUnlearning.Published.ToString());
        Assert.Equal("selective synaptic dampening (SelectionWeights = [10])", SelectiveSynapticDampening.Published.ToString());
    }

    [Fact]
    public void Settings_out_of_range_are_all_named()
    {
        Assert.Single(new InfluenceUnlearning { Strengths = null! }.Violations());
        Assert.Equal(2, new FisherForgetting { BatchSize = 0, Strengths = [] }.Violations().Count());
        Assert.Equal(2, new InfluenceUnlearning { NumberOfRows = 0, Strengths = [-1] }.Violations().Count());
        Assert.Equal(3, new SelectiveSynapticDampening { BatchSize = 0, SelectionWeights = [1, 2], DampeningConstant = 0 }.Violations().Count());
        Assert.All(new UnlearningMethod[] { new FisherForgetting(), FisherForgetting.Published, new InfluenceUnlearning(), InfluenceUnlearning.Published, new SelectiveSynapticDampening(), SelectiveSynapticDampening.Published },
            method => Assert.Empty(method.Violations()));
    }

    /// <summary>Three rows to keep, one to forget.</summary>
    private static ForgetSplit ThreeAndOne()
    {
        var rows = new LabeledRows(cat([Pixels(1, 3), Pixels(0, 1)]), tensor(new[] { 0L, 1L, 0L, 1L })).All;
        return new ForgetSplit(rows.Select([0, 1, 2]), rows.Select([3]));
    }

    private static UnlearningRun Run(ClassifierNetwork network, ForgetSplit split) => new(network, split, new TrainingRecipe(), new Generator(1UL, CPU));

    private static ClassifierNetwork Network()
    {
        using var generator = new Generator(1UL, CPU);
        return KnownNetworks.SmallConvNet(1).Create(FeatureShape.Image(8, 8, 1), 3, generator);
    }

    private static ForgetSplit Split()
    {
        using var generator = new Generator(2UL, CPU);
        Tensor Pixels(int count) => rand([count, 1, 8, 8], generator: generator);
        var rows = new LabeledRows(cat([Pixels(9), Pixels(3)]), tensor(Enumerable.Range(0, 12).Select(row => row % 3L).ToArray())).All;
        return new ForgetSplit(rows.Select(Enumerable.Range(0, 9).Select(row => (long)row)), rows.Select([9, 10, 11]));
    }

    private static Tensor Pixels(int bright, int count)
    {
        var pixels = zeros(count, 1, 1, 2);
        pixels.select(3, bright).fill_(1);
        return pixels;
    }

    private static float[] Firsts(ClassifierNetwork network, Tensor vector) => [.. FlatWeights.Parts(network, vector).Select(part => part.Part.flatten()[0].ToSingle())];

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) <= 1e-4f * expected;

    private static Tensor Last(ClassifierNetwork network, Tensor vector) => FlatWeights.Parts(network, vector).Last(part => part.Weight.shape.Length == 2).Part;
}
