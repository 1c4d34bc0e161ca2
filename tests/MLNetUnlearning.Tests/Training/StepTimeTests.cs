namespace MLNetUnlearning.Tests;

public sealed class StepTimeTests
{
    [Fact]
    public void A_step_takes_time_and_the_network_stays_as_it_is()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Fresh(Tiny.Network);
        var before = network.state_dict().ToDictionary(weight => weight.Key, weight => weight.Value.clone());
        var time = Of(network, Tiny.Recipe, generator);
        Assert.True(time > TimeSpan.Zero && time < TimeSpan.FromSeconds(10), $"{time}");
        Assert.All(network.state_dict(), weight => Assert.True(weight.Value.equal(before[weight.Key]).all().item<bool>()));
    }

    [Fact]
    public void It_is_not_known_where_the_loss_is_no_number()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Fresh(Tiny.Network);
        Assert.Null(Of(network, Tiny.Recipe with { LearningRate = 1e38 }, generator));
    }

    [Fact]
    public void Cancelling_the_run_ends_it()
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Fresh(Tiny.Network);
        Assert.ThrowsAny<OperationCanceledException>(() => Of(network, Tiny.Recipe, generator, new CancellationToken(canceled: true)));
    }

    private static TimeSpan? Of(
        ClassifierNetwork network, TrainingRecipe recipe, Generator generator, CancellationToken cancellation = default) => StepTime.Of(
            network, Tiny.Noise(generator, 0, 1, 2, 0, 1, 2), new TrainingPlan(recipe, new TrainingSize(6, 3)), cancellation);
}
