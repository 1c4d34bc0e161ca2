namespace MLNetUnlearning.Tests;

public sealed class ConfidenceMatchingTests
{
    [Fact]
    public void The_distance_is_that_of_the_sorted_scaled_confidences()
    {
        using var scope = NewDisposeScope();
        // Of two classes the scaled confidence is the difference of the logits: 3 and 1 against -1 and 0.
        Assert.Equal(((1 - -1) + (3 - 0)) / 2.0, Distance([[3, 0], [2, 3], [0, 1], [4, 4]], [0, 1, 0, 0]), 6);
    }

    [Fact]
    public void The_scaled_confidence_is_the_log_odds_of_the_label()
    {
        using var scope = NewDisposeScope();
        double p = Math.Exp(2) / (Math.Exp(1) + Math.Exp(2) + Math.Exp(0.5)), even = 1 / 3.0;
        Assert.Equal(Math.Log(p / (1 - p)) - Math.Log(even / (1 - even)), Distance([[1, 2, 0.5f], [0, 0, 0]], [1, 1]), 6);
    }

    [Fact]
    public void The_same_rows_are_at_no_distance_and_a_row_that_is_sure_beyond_single_precision_is_at_a_finite_one()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Distance([[3, 0], [2, 3], [2, 3], [3, 0]], [0, 1, 1, 0]), 6);
        Assert.Equal(2000, Distance([[1000, 0], [0, 1000]], [0, 0]), 3);
    }

    [Fact]
    public void Forgotten_rows_are_moved_and_unseen_rows_are_not()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 3, 0, 2, 0, -1, 0, 0, 0 }).view(4, 2).requires_grad_();
        ConfidenceMatching.Distance(logits, zeros(4, ScalarType.Int64)).backward();
        Assert.Equal([0.5f, -0.5f, 0.5f, -0.5f, 0, 0, 0, 0], logits.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Random_rows_end_closer_to_unseen_rows_each_in_its_own_label()
    {
        long[] forgotten = [0, 1, 2, 2, 0, 1, 2, 0], unseen = [2, 2, 1, 1, 0, 0, 2, 1];
        var (without, with) = (After(weight: 0, forgotten, unseen), After(weight: 1, forgotten, unseen));
        var (far, near) = (without.Distance(unseen), with.Distance(unseen));
        Assert.True(near < far / 2, $"distance {near} with the term, {far} without");
    }

    [Fact]
    public void A_whole_class_is_not_held_to_unseen_rows()
    {
        long[] forgotten = [3, 3, 3, 3, 3, 3, 3, 3], unseen = [0, 1, 2, 0, 1, 2, 0, 1];
        Assert.Equal(After(weight: 0, forgotten, unseen).Logits, After(weight: 1, forgotten, unseen).Logits);
    }

    /// <summary>What a network that knows the forgotten rows says of them and the unseen ones after training on, without a game.</summary>
    private static Answers After(double weight, long[] forgotten, long[] unseen)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        var network = Tiny.Network.Create(Tiny.Shape, 4, generator);
        var retain = Tiny.Noise(generator, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
        var split = new ForgetSplit(retain, Tiny.Noise(generator, forgotten), Tiny.Noise(generator, unseen));
        Tensor both = cat([retain.AllFeatures(), split.Forget.AllFeatures()]), labels = cat([retain.AllLabels(), split.Forget.AllLabels()]);
        using var optimizer = optim.SGD(network.parameters(), 0.05, 0.9);
        for (var step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            Losses.CrossEntropy(network.forward(both).Logits, labels).backward();
            optimizer.step();
        }
        var schedule = new GameSchedule
        {
            NumberOfEpochs = 20,
            BatchSize = 4,
            AdversarialBatchSize = 8,
            LearningRate = 0.005,
            DecayToZero = false,
            AdversarialIterations = 0,
        };
        var game = new AdversarialMinMax
        {
            RandomRows = schedule,
            WholeClass = schedule,
            ConfidenceMatchingWeight = weight,
        };
        game.Unlearn(new UnlearningRun(network, split, Tiny.Recipe, generator));
        network.eval();
        using var frozen = no_grad();
        var logits = network.forward(cat([split.Forget.AllFeatures(), split.Unseen!.AllFeatures()])).Logits; // 16 x 4
        return new Answers([.. logits.data<float>().ToArray().Chunk(4)], forgotten);
    }

    private static double Distance(float[][] logits, long[] labels) =>
        ConfidenceMatching.Distance(tensor(logits.SelectMany(row => row).ToArray()).view(logits.Length, -1), tensor(labels)).ToDouble();

    private sealed record Answers(float[][] Logits, long[] Forgotten)
    {
        public double Distance(long[] unseenLabels) => ConfidenceMatchingTests.Distance(Logits, [.. Forgotten, .. unseenLabels]);
    }
}
