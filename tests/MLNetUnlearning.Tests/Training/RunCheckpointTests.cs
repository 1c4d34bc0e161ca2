namespace MLNetUnlearning.Tests;

/// <summary>Loops that are ended between any two steps and go on: as if nothing had been.</summary>
public sealed class RunCheckpointTests
{
    private const int NumberOfRows = 11, BatchSize = 4, NumberOfEpochs = 3; // batches of 4, 4 and 3
    private const int Steps = 9;

    public static TheoryData<OptimizerSettings, int> Loops => new()
    {
        { Settings, Steps }, { Settings with { Momentum = 0 }, Steps }, { Settings with { Adam = true, LearningRate = 1e-3 }, Steps },
        { Settings, Steps - 1 }, { Settings, 2 }, // these end within an epoch
    };

    private static OptimizerSettings Settings { get; } =
        new() { NumberOfEpochs = NumberOfEpochs, BatchSize = BatchSize, LearningRate = 0.05 };

    [Theory, MemberData(nameof(Loops))]
    public void A_loop_that_is_ended_after_any_step_ends_in_the_same_weights_losses_and_random_numbers(
        OptimizerSettings settings, int steps)
    {
        var whole = Run(settings, RunCheckpoint.None, steps);
        Assert.Equal(steps, whole.Losses.Count);
        for (var writing = 1; writing < steps; writing++)
        {
            using var store = new MemoryStore(writing);
            Assert.Throws<EndedException>(() => Run(settings, new RunCheckpoint(store, TimeSpan.Zero, null), steps));
            var rest = Run(settings, new RunCheckpoint(store, TimeSpan.Zero, null), steps);
            Assert.Equal(whole.Weights, rest.Weights);
            Assert.Equal(whole.Next, rest.Next);
            Assert.Equal(whole.Losses[^rest.Losses.Count..], rest.Losses); // of the steps that were left
        }
    }

    [Fact]
    public void A_finished_loop_is_taken_from_its_checkpoint_without_a_step()
    {
        using var store = new MemoryStore(int.MaxValue);
        var first = Run(Settings, new RunCheckpoint(store, TimeSpan.MaxValue, null));
        var reports = new EndAt(int.MaxValue);
        var second = Run(Settings, new RunCheckpoint(store, TimeSpan.MaxValue, reports));
        Assert.Equal((first.Next, 0), (second.Next, second.Losses.Count));
        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal([new UnlearningProgress("loop", Steps, Steps, null, "taken from the checkpoint")], reports.Reports);
    }

    [Fact]
    public void A_loop_that_is_told_to_end_is_finished()
    {
        using var store = new MemoryStore(int.MaxValue);
        var loop = new RunCheckpoint(store, TimeSpan.MaxValue, null).Loop("loop", new LoopParts(), default);
        using var generator = Seeding.Create(3);
        foreach (var step in loop.Steps(NumberOfRows, BatchSize, Steps, generator))
        {
            Assert.True(step.Number <= 4);
            if (step.Number == 4) loop.EndAfterThisStep();
        }
        Assert.True(store.Read("loop")!.IsFinished);
    }

    [Fact]
    public void Two_loops_of_one_name_are_two()
    {
        using var store = new MemoryStore(int.MaxValue);
        var checkpoint = new RunCheckpoint(store, TimeSpan.Zero, null);
        var (one, two) = (Run(Settings, checkpoint), Run(Settings with { LearningRate = 0.1 }, checkpoint));
        var again = new RunCheckpoint(store, TimeSpan.Zero, null);
        Assert.Equal(one.Weights, Run(Settings, again).Weights);
        Assert.Equal(two.Weights, Run(Settings, again).Weights);
        Assert.NotEqual(one.Weights, two.Weights);
    }

    [Fact]
    public void The_time_of_ended_runs_counts_and_that_of_preparations_does_not()
    {
        using var store = new MemoryStore(int.MaxValue);
        store.Write("loop", Finished);
        store.Write("preparation", Finished);
        var checkpoint = new RunCheckpoint(store, TimeSpan.Zero, null);
        Assert.Empty(checkpoint.Loop("loop", new LoopParts(), default).Iterations(1));
        Assert.Empty(checkpoint.Loop("preparation", new LoopParts(), default, isPreparation: true).Iterations(1));
        Assert.Equal(Finished.Spent, checkpoint.Earlier);
    }

    [Fact]
    public void A_loop_of_another_length_is_refused()
    {
        using var store = new MemoryStore(int.MaxValue);
        store.Write("loop", Finished);
        var loop = new RunCheckpoint(store, TimeSpan.Zero, null).Loop("loop", new LoopParts(), default);
        Refused.With<ModelFileException>("counts 1 steps of 'loop' and the run has 2", () => loop.Iterations(2).Count());
    }

    private static LoopState Finished { get; } = new(new Dictionary<string, Tensor>(), 1, 1, TimeSpan.FromMinutes(5));

    private static (Dictionary<string, float[]> Weights, double Next, List<double> Losses) Run(
        OptimizerSettings settings, RunCheckpoint checkpoint, int steps = Steps)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create(3);
        using var network = Tiny.Network.Create(Tiny.Shape, 3, generator);
        var rows = Tiny.Noise(generator, [.. Enumerable.Range(0, NumberOfRows).Select(row => row % 3L)]);
        var reports = new EndAt(int.MaxValue);
        TrainingLoop.Descend(
            network, NumberOfRows, settings, steps, step => settings.LearningRateAt(step.Number, step.NumberOfSteps), generator, "loop",
            reports, default, checkpoint, step =>
            {
                Assert.Equal(steps, step.NumberOfSteps);
                var noisy = new Augmentation().Apply(rows.FeaturesAt(step.Indices, CPU), generator); // draws numbers within the epoch
                return Losses.CrossEntropy(network.forward(noisy).Logits, rows.LabelsAt(step.Indices, CPU));
            });
        var weights = network.state_dict().ToDictionary(each => each.Key, each => each.Value.to(ScalarType.Float32).detach().flatten()
            .data<float>().ToArray());
        return (weights, rand([1], generator: generator).item<float>(), [.. reports.Reports.Select(report => report.Loss!.Value)]);
    }
}
