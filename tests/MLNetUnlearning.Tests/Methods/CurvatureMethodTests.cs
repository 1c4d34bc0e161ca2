namespace MLNetUnlearning.Tests;

/// <summary>Fisher forgetting, influence unlearning and selective synaptic dampening: what is special about each.</summary>
public sealed class CurvatureMethodTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_noise_of_a_weight_is_one_over_its_curvature_and_tenfold_in_the_last_layer_and_in_vectors()
    {
        using var network = Network();
        var noise = FisherNoise.Of(network, full_like(FlatWeights.Of(network), 0.5), forgottenClasses: []);
        // 3 x (convolution, weight, bias), linear weight, bias
        Assert.Equal([2, 20, 20, 2, 20, 20, 2, 20, 20, 20, 20], Firsts(network, noise.Variance), Close);
        Assert.Equal(FlatWeights.Of(network).data<float>().ToArray(), noise.Mean.data<float>().ToArray());
        Assert.False(noise.FixedVariance.ne(0).any().ToBoolean());
    }

    [Fact]
    public void Where_nothing_depends_on_a_weight_its_noise_is_clamped()
    {
        using var network = Network();
        var noise = FisherNoise.Of(network, zeros_like(FlatWeights.Of(network)), forgottenClasses: []);
        Assert.Equal([1e3f, 1e4f, 1e4f, 1e3f, 1e4f, 1e4f, 1e3f, 1e4f, 1e4f, 1e3f, 1e3f], Firsts(network, noise.Variance), Close);
    }

    [Fact]
    public void A_forgotten_class_starts_from_nothing_in_the_last_layer()
    {
        using var network = Network();
        var noise = FisherNoise.Of(network, ones_like(FlatWeights.Of(network)), forgottenClasses: [1]);
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
        using (no_grad()) network.Prunable[1].Weight.select(1, 0).zero_(); // the second convolution's only input channel
        using (no_grad()) network.Prunable[2].Weight.select(1, 0).zero_(); // one of the third's two
        var curvature = ones_like(FlatWeights.Of(network));
        foreach (var (weight, part) in FlatWeights.Parts(network, curvature))
            if (weight.shape.Length == 4) part.masked_fill_(weight.eq(0), 0);
        var variances = FlatWeights.Parts(network, FisherNoise.Of(network, curvature, []).Variance).ToList();
        Assert.Equal(1f, variances[6].Part[0, 1, 0, 0].ToSingle(), 1e-5f); // 1, not the mean of 1 and 1000
    }

    [Fact]
    public void Influence_unlearning_takes_one_step_along_the_published_direction()
    {
        using var network = Network();
        var split = Split();
        var before = FlatWeights.Of(network);
        var direction = Curvature.InfluenceDirection(network, split.Retain, split.Forget, 100);
        // A single row leaves the direction as it is.
        var step = Curvature.WoodFisher(network, split.Retain, [tensor(new[] { 0L })], direction, 1);
        new InfluenceUnlearning { Strengths = [2], NumberOfRows = 1 }.Unlearn(Run(network, split));
        Assert.True(FlatWeights.Of(network).allclose(before + 2 * step, 1e-5, 1e-6));
        Assert.False(FlatWeights.Of(network).allclose(before, 1e-5, 1e-6));
    }

    [Fact]
    public void Dampening_shrinks_what_matters_to_forgotten_rows_alone_by_their_share()
    {
        // One bright pixel a row: the weights at the first belong to the row to forget, those at the second to the three others.
        // I_D = I_f / 4 at the first pixel, I_f = 0 at the second.
        var weights = Dampened(tensor(new[] { 1f, 2f, -1f, 3f }), new() { SelectionWeights = [1], BatchSize = 1 });
        Assert.Equal([0.25f, 2f, -0.25f, 3f], weights, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_higher_selection_weight_leaves_it_alone_and_a_lower_constant_shrinks_it_more()
    {
        Assert.Equal(1f, Dampened(ones(4), new() { SelectionWeights = [5], BatchSize = 1 })[0]);
        Assert.Equal(0.125f, Dampened(ones(4), new() { SelectionWeights = [3], BatchSize = 1, DampeningConstant = 0.5 })[0], 1e-6f);
    }

    /// <summary>The weights, 2 x 2, of logits that are linear in two pixels, after three rows to keep and one to forget.</summary>
    private static float[] Dampened(Tensor weights, SelectiveSynapticDampening method)
    {
        using var network = new FormulaNetwork(2, 2, (pixels, weight) => pixels.mm(weight[0].t()), weights.view(2, 2));
        var rows = new LabeledRows(cat([Pixels(1, 3), Pixels(0, 1)]), tensor(new[] { 0L, 1L, 0L, 1L })).All;
        method.Unlearn(Run(network, new ForgetSplit(rows.Select([0, 1, 2]), rows.Select([3]))));
        return FlatWeights.Of(network).data<float>().ToArray();
    }

    private static UnlearningRun Run(ClassifierNetwork network, ForgetSplit split) =>
        new(network, split, new TrainingRecipe(), Seeding.Create(1));

    private static ClassifierNetwork Network() => Tiny.Fresh(KnownNetworks.SmallConvNet(1), shape: FeatureShape.Image(8, 8, 1));

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

    private static float[] Firsts(ClassifierNetwork network, Tensor vector) =>
        [.. FlatWeights.Parts(network, vector).Select(part => part.Part.flatten()[0].ToSingle())];

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) <= 1e-4f * expected;

    private static Tensor Last(ClassifierNetwork network, Tensor vector) =>
        FlatWeights.Parts(network, vector).Last(part => part.Weight.shape.Length == 2).Part;
}
