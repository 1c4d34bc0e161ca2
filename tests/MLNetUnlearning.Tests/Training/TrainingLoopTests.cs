namespace MLNetUnlearning.Tests;

public sealed class TrainingLoopTests
{
    private const int NumberOfRows = 11; // batches of 4, 4 and 3

    /// <summary>Without momentum nothing but the weights goes over from step to step.</summary>
    private static readonly TrainingRecipe Recipe = new() { NumberOfSteps = 8, BatchSize = 4, Momentum = 0, WarmUpShare = 0.3 };

    [Theory, InlineData(true), InlineData(false)]
    public void Two_parts_of_a_recipe_do_what_the_whole_does(bool decayToZero)
    {
        var plan = new TrainingPlan(Recipe with { DecayToZero = decayToZero }, new(NumberOfRows, 3));
        var whole = Trained(plan);
        Assert.Equal(whole, Trained(plan.Until(3), plan.From(3)));
        Assert.NotEqual(whole, Trained(plan.Until(3), new TrainingPlan(plan.Recipe with { NumberOfSteps = 5 }, new(NumberOfRows, 3))));
    }

    [Fact]
    public void The_loss_that_is_told_is_the_mean_over_the_rows_of_the_epoch_so_far()
    {
        var told = new Reports();
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        var settings = new OptimizerSettings { BatchSize = 4, LearningRate = 0.01 };
        TrainingLoop.Descend(
            network, NumberOfRows, settings, 4, _ => 0, generator, "loop", told, default, RunCheckpoint.None,
            step => network.parameters().First().sum() * 0 + (step.Number + 1)); // 1, 2 and 3 in the first epoch, then 4
        Assert.Equal([1, 1.5, (4 * 1 + 4 * 2 + 3 * 3) / 11.0, 4], told.Select(report => report.Loss!.Value));
        Assert.Equal([(1, 4), (2, 4), (3, 4), (4, 4)], told.Select(report => (report.Step, report.NumberOfSteps)));
    }

    private static float[] Trained(params TrainingPlan[] parts)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        var rows = Tiny.Noise(generator, [.. Enumerable.Range(0, NumberOfRows).Select(row => row % 3L)]);
        foreach (var part in parts) TrainingLoop.Train(network, rows, part, generator, "training", null, default, RunCheckpoint.None);
        return network.named_parameters().SelectMany(weight => weight.parameter.detach().flatten().data<float>().ToArray()).ToArray();
    }
}
