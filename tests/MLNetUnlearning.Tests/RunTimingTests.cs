namespace MLNetUnlearning.Tests;

/// <summary>How long a run takes: told before it, and while it goes on.</summary>
public sealed class RunTimingTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier original = trained.Classifier;

    /// <summary>Every method but the one that takes another's place.</summary>
    public static TheoryData<string> Methods => [.. EstimatorContract.Methods.Keys.Where(name => name != nameof(Recommended))];

    [Theory, MemberData(nameof(Methods))]
    public void Reports_carry_the_names_of_the_stages_and_a_share_that_grows(string name)
    {
        var method = EstimatorContract.Methods[name];
        var reports = new Reports();
        ml.Unlearn(
            original, method, unseen: Tiny.Unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, progress: reports)
            .Fit(Tiny.Rows()).Dispose();
        var size = new UnlearningSize(16, 8, 24, 3, IsWholeClass: true, original.Recipe);
        var stages = method.ChosenFor(size).Stages(size);
        Assert.All(stages, stage => Assert.True(stage.TrainingSteps >= 0, $"{stage}"));
        Assert.Subset(stages.Select(stage => stage.Name).ToHashSet(), reports.Stages.ToHashSet());
        Assert.Equal(reports.Select(report => report.Share).Order(), reports.Select(report => report.Share));
        Assert.InRange(reports[^1].Share!.Value, 0.5, 1); // a search may end early
        Assert.All(reports, report => Assert.True(report.TimeLeft >= TimeSpan.Zero));
    }

    [Fact]
    public void Training_tells_from_the_first_report_on()
    {
        var reports = new Reports();
        ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, progress: reports).Fit(Tiny.Rows()).Dispose();
        Assert.Equal(1.0 / 24, reports[0].Share!.Value, 9);
        Assert.True(reports[0].TimeLeft > TimeSpan.Zero);
        Assert.Equal((1.0, TimeSpan.Zero), (reports[^1].Share, reports[^1].TimeLeft));
    }

    [Fact]
    public void A_preparation_that_is_there_is_not_counted()
    {
        using var preparations = new Preparations(1);
        UnlearningStage[] stages = [new("attacker", 5) { Preparation = "weights" }, new("game", 3)];
        Assert.Equal(stages, stages.Left(preparations));
        preparations.GetOrAdd("weights", () => new object());
        Assert.Equal([stages[1]], stages.Left(preparations));
    }

    [Fact]
    public void An_estimate_is_steps_times_the_time_of_one()
    {
        var training = Tiny.Trainer(ml).EstimateDuration(Tiny.Rows());
        Assert.InRange(training.TotalSeconds, 1e-4, 100);
        Assert.NotNull(ml.Unlearn(original, new FineTune()).EstimateDuration(Tiny.Rows()));
        Assert.Null(ml.Unlearn(original, new Spoiling()).EstimateDuration(Tiny.Rows()));
    }

    [Fact]
    public void The_training_tells_the_time_of_a_step_where_it_ran_on_the_same_device_and_threads()
    {
        var first = original.History[0];
        Assert.Equal($"cpu, {get_num_threads()} threads", first.Device);
        Assert.Equal(first.RunTime / 24, RunTiming.StepTimeOf(original, CPU)); // 8 epochs of 3 batches
        Assert.Null(RunTiming.StepTimeOf(Told(first with { Device = "cpu, 99 threads" }), CPU));
        Assert.Null(RunTiming.StepTimeOf(Told(first with { Name = "import" }), CPU));
        Assert.Null(RunTiming.StepTimeOf(Told(first with { Settings = "8 epochs; cancelled, weights of epoch 3" }), CPU));
    }

    private NeuralClassifier Told(ClassifierStep first) =>
        new(original.State with { Network = original.CopyNetwork(CPU), History = [first] });
}
