using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests.Methods;

public sealed class ConfidenceMatchingTests
{
    [Fact]
    public void The_distance_is_that_of_the_sorted_scaled_confidences()
    {
        using var scope = NewDisposeScope();
        // Of two classes the scaled confidence is the difference of the logits: 3 and 1 against -1 and 0.
        Tensor views = Views([[3, 0], [2, 3], [0, 1], [4, 4]], [0, 1, 0, 0]);
        Assert.Equal(((1 - -1) + (3 - 0)) / 2.0, ConfidenceMatching.Distance(views, 2).ToDouble(), 6);
    }

    [Fact]
    public void The_scaled_confidence_is_the_log_odds_of_the_label()
    {
        using var scope = NewDisposeScope();
        Tensor views = Views([[1, 2, 0.5f], [0, 0, 0]], [1, 1]);
        double p = Math.Exp(2) / (Math.Exp(1) + Math.Exp(2) + Math.Exp(0.5)), even = 1 / 3.0;
        Assert.Equal(Math.Log(p / (1 - p)) - Math.Log(even / (1 - even)), ConfidenceMatching.Distance(views, 3).ToDouble(), 6);
    }

    [Fact]
    public void The_same_rows_are_at_no_distance_and_a_row_that_is_sure_beyond_single_precision_is_at_a_finite_one()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, ConfidenceMatching.Distance(Views([[3, 0], [2, 3], [2, 3], [3, 0]], [0, 1, 1, 0]), 2).ToDouble(), 6);
        Assert.Equal(2000, ConfidenceMatching.Distance(Views([[1000, 0], [0, 1000]], [0, 0]), 2).ToDouble(), 3);
    }

    [Fact]
    public void Forgotten_rows_are_moved_and_unseen_rows_are_not()
    {
        using var scope = NewDisposeScope();
        Tensor logits = tensor(new float[] { 3, 0, 2, 0, -1, 0, 0, 0 }).view(4, 2).requires_grad_();
        Tensor views = cat([logits, nn.functional.one_hot(zeros(4, ScalarType.Int64), 2).to(ScalarType.Float32)], 1);
        ConfidenceMatching.Distance(views, 2).backward();
        Assert.Equal([0.5f, -0.5f, 0.5f, -0.5f, 0, 0, 0, 0], logits.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Training_on_with_the_term_ends_with_forgotten_rows_closer_to_unseen_ones()
    {
        var (without, with) = (DistanceAfter(weight: 0), DistanceAfter(weight: 1));
        Assert.True(with < without / 2, $"distance {with} with the term, {without} without");
    }

    private static double DistanceAfter(double weight)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        var network = KnownNetworks.SmallConvNet(4).Create(new ImageShape(3, 8, 8), 3, generator);
        using var retain = new LabeledImages(rand([12, 3, 8, 8], generator: generator), tensor(new long[] { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 }));
        using var forget = new LabeledImages(rand([8, 3, 8, 8], generator: generator), tensor(new long[] { 2, 2, 2, 2, 2, 2, 2, 2 }));
        using var unseen = new LabeledImages(rand([8, 3, 8, 8], generator: generator), tensor(new long[] { 2, 2, 2, 2, 1, 1, 0, 0 }));
        using var split = new ForgetSplit(retain, forget, unseen);
        var schedule = new GameSchedule { NumberOfEpochs = 20, LearningRate = 0.02, AdversarialIterations = 0, ConfidenceMatchingWeight = weight };
        var game = new AdversarialMinMax { BatchSize = 4, AdversarialBatchSize = 8, NumberOfNoiseCopies = 1, AttackerPreTrainingIterations = 0, WholeClass = schedule };
        game.Unlearn(new UnlearningRun(network, split, Tiny.Recipe, generator));
        network.eval();
        using var frozen = no_grad();
        return ConfidenceMatching.Distance(
            AttackerView.WithoutSensitivity(network, cat([forget.Images(arange(8), CPU), unseen.Images(arange(8), CPU)]), cat([forget.Labels, unseen.Labels])), 3).ToDouble();
    }

    private static Tensor Views(float[][] logits, long[] labels) =>
        cat([tensor(logits.SelectMany(row => row).ToArray()).view(logits.Length, -1), nn.functional.one_hot(tensor(labels), logits[0].Length).to(ScalarType.Float32)], 1);
}
