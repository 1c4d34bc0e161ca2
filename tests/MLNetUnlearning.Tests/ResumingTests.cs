using static MLNetUnlearning.Tests.RunsWithCheckpoint;

namespace MLNetUnlearning.Tests;

/// <summary>Runs that are ended from outside and go on from their checkpoint.</summary>
public sealed class ResumingTests
{
    public static TheoryData<string> Estimators => ["", "pruning", "rewinding", .. EstimatorContract.Methods.Keys];

    [Theory, MemberData(nameof(Estimators))]
    public void A_run_that_is_ended_again_and_again_ends_in_the_same_weights_and_leaves_nothing(string method)
    {
        using var folder = new TemporaryFolder();
        using var whole = Estimator(method, null).Fit(Tiny.Rows());
        using var rest = EndedAgainAndAgain(progress => Estimator(method, folder.Path, progress), Tiny.Rows());
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
        Assert.Equal(whole.History.Select(WithoutTimes), rest.History.Select(WithoutTimes));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));

        static ClassifierStep WithoutTimes(ClassifierStep step) =>
            step with { RunTime = default, PreparationTime = default, Choice = step.Choice?.Split(", ")[^1] };
    }

    [Theory]
    [InlineData(GameObjective.NonSaturating), InlineData(GameObjective.Dragan), InlineData(GameObjective.WassersteinGradientPenalty)]
    public void A_game_with_all_that_it_can_have_goes_on(GameObjective objective)
    {
        var game = Tiny.Game with
        {
            Objective = objective,
            FisherNoise = 1e-10,
            ProjectorWidth = 5,
            SelfSupervisedWeight = 0.1,
            ConfidenceMatchingWeight = 0.1,
            RandomRows = Tiny.Game.RandomRows with
            {
                Attackers = [AttackerInputs.All, AttackerInputs.Logits, AttackerInputs.Confidence],
                NumberOfEpochs = 4,
                AdversarialIterations = 5,
                StopAtAttackerAccuracy = 0.9,
            },
        };
        using var folder = new TemporaryFolder();
        var rows = Tiny.Rows(forget: row => row % 5 < 2); // 14 rows are left: 2 iterations an epoch
        using var whole = Unlearning(game, null).Fit(rows);
        using var rest = EndedAgainAndAgain(progress => Unlearning(game, folder.Path, progress), rows);
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
    }

    [Theory, InlineData(""), InlineData("Retrain"), InlineData("AdversarialMinMax"), InlineData("BadTeacher")]
    public void Runs_on_vectors_with_dropout_go_on(string method)
    {
        using var trained = TinyVectors.Trainer(new MLContext(1)).Fit(TinyVectors.Rows());
        var bytes = Saved.Bytes(trained);
        IEstimator<NeuralClassifier> Run(string? at, IProgress<UnlearningProgress>? progress) => method.Length == 0
            ? new MLContext(1).Unlearning().TrainClassifier(
                Tiny.Recipe, network: TinyVectors.Network, progress: progress, checkpoint: EveryStep(at))
            : new MLContext(1).Unlearn(
                Saved.Load(bytes), EstimatorContract.Methods[method], unseen: TinyVectors.Unseen, progress: progress,
                checkpoint: EveryStep(at), maximumRetainAccuracyLoss: double.PositiveInfinity);
        using var folder = new TemporaryFolder();
        using var whole = Run(null, null).Fit(TinyVectors.Rows());
        using var rest = EndedAgainAndAgain(progress => Run(folder.Path, progress), TinyVectors.Rows());
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
    }

    [Fact]
    public void Ended_runs_and_those_that_go_on_leave_no_tensor_in_a_scope()
    {
        void Run()
        {
            using var folder = new TemporaryFolder();
            foreach (var report in new[] { 2, 5, int.MaxValue })
            {
                using var original = Original();
                var estimator = new MLContext(1).Unlearn(
                    original, Tiny.Game, unseen: Tiny.Unseen, progress: new EndAt(report), checkpoint: EveryStep(folder.Path));
                if (report < int.MaxValue) Assert.Throws<EndedException>(() => estimator.Fit(Tiny.Rows()));
                else estimator.Fit(Tiny.Rows()).Dispose();
            }
            Cancelled(folder.Path, epochs: 2).Dispose();
        }
        Run(); // the first one trains the original
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Run();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_cancelled_unlearning_gives_nothing_says_where_it_is_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        using var whole = Unlearning(new FineTune(), null).Fit(Tiny.Rows());
        using var source = new CancellationTokenSource();
        var report = new CancelAt(source, 1);
        var error = Assert.ThrowsAny<OperationCanceledException>(
            () => Unlearning(new FineTune(), new(folder.Path), report, source.Token).Fit(Tiny.Rows()));
        Assert.Contains($"goes on where it was, from its checkpoint in '{folder.Path}'", error.Message);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Single(Directory.EnumerateFiles(folder.Path)); // although a minute had not passed
        var reports = new EndAt(int.MaxValue);
        using var rest = Unlearning(new FineTune(), folder.Path, reports).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
        Assert.Equal(("goes on from the checkpoint", 1), (reports.Reports[0].Note, reports.Reports[0].Step));
    }

    [Fact]
    public void A_cancelled_training_returns_its_best_epoch_if_that_is_wanted_and_can_go_on()
    {
        using var folder = new TemporaryFolder();
        using var whole = Trainer(null).Fit(Tiny.Rows());
        using var best = Cancelled(folder.Path, epochs: 3);
        using var three = new MLContext(1).Unlearning()
            .TrainClassifier(Tiny.Recipe with { NumberOfEpochs = 3, Milestones = [] }, network: Tiny.Network).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(three), Tiny.Weights(best));
        Assert.EndsWith("; cancelled, weights of epoch 3", best.History[0].Settings);
        Assert.Equal(Tiny.Recipe, best.Recipe);

        using var again = Cancelled(folder.Path, epochs: 1); // the best epoch of the earlier run is remembered
        Assert.EndsWith("; cancelled, weights of epoch 4", again.History[0].Settings);
        using var rest = Trainer(folder.Path).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
        Assert.Equal(whole.History[0].Settings, rest.History[0].Settings);
    }

    [Fact]
    public void A_training_that_is_cancelled_before_an_epoch_has_ended_returns_nothing() => Assert.ThrowsAny<OperationCanceledException>(
        () => Trainer(null, cancellation: new CancellationToken(canceled: true), returnBest: true).Fit(Tiny.Rows()));

    [Fact]
    public void A_result_that_a_bound_refuses_is_there_at_once_under_a_higher_bound()
    {
        using var folder = new TemporaryFolder();
        using var classifier = Tiny.Trained(new MLContext(seed: 1));
        var settings = new OptimizerSettings { NumberOfEpochs = 10, BatchSize = 8, LearningRate = 0.5, DecayToZero = false };
        var ruin = new GradientAscent { WholeClass = settings, LossLimit = null, StopWhenReached = false };
        UnlearningEstimator Unlearning(double most, string? checkpoint, IProgress<UnlearningProgress>? progress = null) =>
            new MLContext(seed: 1).Unlearn(
                classifier, ruin, unseen: Tiny.Unseen, maximumRetainAccuracyLoss: most, seed: 3, progress: progress,
                checkpoint: EveryStep(checkpoint));
        Refused.With<UnlearningException>("cost retained rows ", () => Unlearning(15, folder.Path).Fit(Tiny.Rows()));
        var reports = new Reports();
        using var accepted = Unlearning(100, folder.Path, reports).Fit(Tiny.Rows());
        using var whole = Unlearning(100, null).Fit(Tiny.Rows());
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(accepted));
        Assert.Single(reports.Stages); // it says that it goes on
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_run_that_cannot_succeed_leaves_no_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var recipe = Tiny.Recipe with { LearningRate = 1e38 };
        Assert.Throws<UnlearningException>(() => new MLContext(1).Unlearning().TrainClassifier(
            recipe, network: Tiny.Network, checkpoint: new(folder.Path) { Interval = TimeSpan.Zero }).Fit(Tiny.Rows()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Without_a_seed_of_its_own_a_run_takes_that_of_its_checkpoint()
    {
        using var folder = new TemporaryFolder();
        NeuralClassifierTrainer Trainer(int? contextSeed, IProgress<UnlearningProgress>? progress = null) => new MLContext(contextSeed)
            .Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, progress: progress, checkpoint: EveryStep(folder.Path));
        using var whole = Trainer(5).Fit(Tiny.Rows());
        Assert.Throws<EndedException>(() => Trainer(5, new EndAt(2)).Fit(Tiny.Rows()));
        using var rest = Trainer(null).Fit(Tiny.Rows());
        Assert.Equal(whole.History[0].Seed, rest.History[0].Seed);
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
    }

    /// <summary>Ends a run at its first report, then at the 2nd, 4th, 7th, 11th .. report after going on, until it comes to its
    /// end.</summary>
    private static NeuralClassifier EndedAgainAndAgain(
        Func<IProgress<UnlearningProgress>, IEstimator<NeuralClassifier>> estimator, IDataView rows)
    {
        var report = 1;
        for (var ended = 0; ; report += ++ended)
        {
            try
            {
                var classifier = estimator(new EndAt(report)).Fit(rows);
                Assert.InRange(ended, 1, 20);
                return classifier;
            }
            catch (EndedException)
            {
            }
        }
    }

    /// <summary>Cancels a training after some epochs of three steps.</summary>
    private static NeuralClassifier Cancelled(string folder, int epochs)
    {
        using var source = new CancellationTokenSource();
        return Trainer(folder, new CancelAt(source, 3 * epochs), source.Token, returnBest: true).Fit(Tiny.Rows());
    }

    /// <summary>Cancels a run at one of its reports.</summary>
    private sealed class CancelAt(CancellationTokenSource source, int reports) : IProgress<UnlearningProgress>
    {
        private int left = reports;

        public void Report(UnlearningProgress value)
        {
            if (value.Note is null && --left == 0) source.Cancel();
        }
    }
}
