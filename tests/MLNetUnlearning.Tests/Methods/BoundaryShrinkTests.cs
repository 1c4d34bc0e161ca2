using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

public sealed class BoundaryShrinkTests(LearntPictures pictures) : IClassFixture<LearntPictures>
{
    private static readonly OptimizerSettings Descent = new() { NumberOfEpochs = 8, BatchSize = 8, LearningRate = 0.05, DecayToZero = true };

    [Fact]
    public void The_nearest_wrong_label_is_the_class_that_a_step_against_the_true_one_leads_to()
    {
        // Logits (x1, x2, 0.35). At (0.5, 0.4), of class 0, the gradient of the loss is (p0 - 1, p1, 0): the step goes to (0.4, 0.5), where
        // class 1 leads.
        // At (0.5, 0.1) it goes to (0.4, 0.2): class 0 still leads, and the likeliest of the others is 2.
        using var scope = NewDisposeScope();
        using var network = new Planes();
        var forget = new LabeledRows(tensor(new[] { 0.5f, 0.4f, 0.5f, 0.1f }).reshape(2, 1, 1, 2), tensor(new long[] { 0, 0 })).All;
        var retain = new LabeledRows(zeros(1, 1, 1, 2), tensor(new long[] { 1 })).All;
        using var generator = new Generator(1UL, CPU);
        var run = new UnlearningRun(network, new ForgetSplit(retain, forget), Tiny.Recipe, generator);

        Assert.Equal([1L, 2L], new BoundaryShrink { Step = 0.1 }.NearestWrongLabels(run, batchSize: 1).data<long>().ToArray());
    }

    [Fact]
    public void Forgotten_rows_go_to_their_nearest_wrong_labels()
    {
        var split = pictures.WholeClass();
        using var generator = new Generator(1UL, CPU);
        var method = new BoundaryShrink { WholeClass = Descent };
        using var nearest = method.NearestWrongLabels(new UnlearningRun(pictures.Original.Copy(CPU), split, Tiny.Recipe, generator), 8);
        var relabelled = new LabeledRows(split.Forget.AllFeatures(), nearest.clone()).All;

        var network = pictures.After(method, split);

        Assert.DoesNotContain(0L, nearest.data<long>().ToArray());
        Assert.True(LearntPictures.Loss(network, relabelled) < LearntPictures.Loss(pictures.Original, relabelled) - 1);
        Assert.True(LearntPictures.Loss(network, split.Retain) < 0.3);
    }

    [Fact]
    public void As_published_retained_rows_are_never_looked_at()
    {
        ForgetSplit split = pictures.RandomRows(), other = pictures.OtherRetainedRows();
        var method = new BoundaryShrink { RandomRows = Descent, KeepsRetained = false };
        Assert.Equal(LearntPictures.Weights(pictures.After(method, split)), LearntPictures.Weights(pictures.After(method, other)));
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var (method, settings) = (new BoundaryShrink(), new OptimizerSettings { NumberOfEpochs = 2, BatchSize = 64, LearningRate = 0.015, DecayToZero = true });
        Assert.Equal((settings, settings with { NumberOfEpochs = 1, LearningRate = 0.03 }), (method.RandomRows, method.WholeClass));
        Assert.Equal((0.1, true), (method.Step, method.KeepsRetained));
    }

    [Fact]
    public void The_published_recipe_is_ten_slow_epochs_over_the_forgotten_rows_alone()
    {
        var published = new OptimizerSettings { NumberOfEpochs = 10, BatchSize = 64, LearningRate = 1e-5 };
        Assert.Equal((published, published), (BoundaryShrink.Published.RandomRows, BoundaryShrink.Published.WholeClass));
        Assert.Equal((0.1, false), (BoundaryShrink.Published.Step, BoundaryShrink.Published.KeepsRetained));
    }

    [Fact]
    public void A_step_of_nothing_is_refused() =>
        Assert.StartsWith("Step is 0", Assert.Single(new BoundaryShrink { Step = 0 }.Violations()), StringComparison.Ordinal);

    /// <summary>Logits (x1, x2, 0.35) of a picture of two pixels.</summary>
    private sealed class Planes : ClassifierNetwork
    {
        private readonly Parameter third = new(tensor(new[] { 0.35f }));

        public Planes() : base(KnownNetworks.SmallConvNet(), FeatureShape.Image(2, 1, 1), 3) => RegisterComponents();

        public override void Initialize(Generator generator)
        {
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images)
        {
            var pixels = images.reshape(-1, 2); // b x 2
            return (cat([pixels, third.expand(pixels.shape[0], 1)], 1), pixels);
        }
    }
}
