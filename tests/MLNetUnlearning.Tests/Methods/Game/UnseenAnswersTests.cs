namespace MLNetUnlearning.Tests;

public sealed class UnseenAnswersTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void The_loss_is_the_cross_entropy_against_the_given_answers_without_a_class_that_goes(bool isWholeClass)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(1);
        var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        var split = new ForgetSplit(
            Tiny.Noise(generator, 0, 1, 0, 1, isWholeClass ? 0 : 2), Tiny.Noise(generator, 2, 2), Tiny.Noise(generator, 0, 1, 0));
        var run = new UnlearningRun(network, split, Tiny.Recipe, generator);
        network.eval();
        var given = network.forward(split.Unseen!.AllFeatures()).Logits.detach(); // 3 x 3
        network.train();
        using var answers = new UnseenAnswers(run, split.Unseen!, [true, true, !isWholeClass], batchSize: 2);
        Assert.True(network.training);

        var now = tensor(new float[] { 1, 0, 2, 0, 3, 0 }).view(2, 3);
        var loss = answers.Loss(now, tensor(new long[] { 2, 0 })).ToDouble();
        Assert.Equal((CrossEntropy(given[2], now[0], isWholeClass) + CrossEntropy(given[0], now[1], isWholeClass)) / 2, loss, 1e-5);
    }

    [Fact]
    public void It_holds_the_answers_for_unseen_rows_closer_to_the_given_ones()
    {
        using var scope = NewDisposeScope();
        var (free, held) = (Moved(weight: 0), Moved(weight: 3));
        Assert.True(held < free, $"moved by {held} with the term, {free} without");
    }

    private static double CrossEntropy(Tensor given, Tensor now, bool isWholeClass)
    {
        float[] logits = given.data<float>().ToArray(), other = now.data<float>().ToArray();
        var classes = isWholeClass ? 2 : 3;
        var sum = logits.Take(classes).Sum(logit => Math.Exp(logit));
        var others = Math.Log(other.Sum(logit => Math.Exp(logit)));
        return -Enumerable.Range(0, classes).Sum(index => Math.Exp(logits[index]) / sum * (other[index] - others));
    }

    /// <summary>How far a short game moves the probabilities of unseen rows.</summary>
    private static double Moved(double weight)
    {
        using var generator = Seeding.Create(1);
        var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        var split = new ForgetSplit(
            Tiny.Noise(generator, 0, 1, 2, 0, 1, 2, 0, 1), Tiny.Noise(generator, 0, 1, 2, 2), Tiny.Noise(generator, 0, 1, 2, 1));
        network.eval();
        Tensor Answers() => network.forward(split.Unseen!.AllFeatures()).Logits.softmax(1).detach();
        var before = Answers();
        var schedule = new AdversarialMinMax().RandomRows with { NumberOfSteps = 40, BatchSize = 4, LearningRate = 0.02 };
        new AdversarialMinMax { RandomRows = schedule, UnseenAnswersWeight = weight }
            .Unlearn(new UnlearningRun(network, split, Tiny.Recipe, generator));
        network.eval();
        return (Answers() - before).abs().mean().ToDouble();
    }
}
