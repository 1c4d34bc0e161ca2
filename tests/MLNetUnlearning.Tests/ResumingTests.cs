namespace MLNetUnlearning.Tests;

/// <summary>Runs that are ended from outside and go on from their checkpoint.</summary>
public sealed class ResumingTests
{
    private static readonly Lazy<byte[]> TrainedBytes = new(() => Saved.Bytes(Tiny.Trained(new MLContext(1))));

    public static TheoryData<string> Estimators => ["", "pruning", .. EstimatorContract.Methods.Keys];

    [Theory, MemberData(nameof(Estimators))]
    public void A_run_that_is_ended_again_and_again_ends_in_the_same_weights_and_leaves_nothing(string method)
    {
        using var folder = new TemporaryFolder();
        using var whole = Estimator(method, null).Fit(Tiny.Rows());
        using var rest = EndedAgainAndAgain(progress => Estimator(method, folder.Path, progress), Tiny.Rows());
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
        Assert.Equal(
            whole.History.Select(step => step with { RunTime = default, PreparationTime = default }),
            rest.History.Select(step => step with { RunTime = default, PreparationTime = default }));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory, InlineData(GameObjective.NonSaturating), InlineData(GameObjective.Dragan), InlineData(GameObjective.WassersteinGradientPenalty)]
    public void A_game_with_all_that_it_can_have_goes_on(GameObjective objective)
    {
        var game = Tiny.Game with
        {
            Objective = objective,
            Attackers = [AttackerInputs.All, AttackerInputs.Logits],
            FisherNoise = 1e-10,
            ProjectorWidth = 5,
            SelfSupervisedWeight = 0.1,
            ConfidenceMatchingWeight = 0.1,
            RandomRows = Tiny.Game.RandomRows with { NumberOfEpochs = 4, AdversarialIterations = 5, StopAtAttackerAccuracy = 0.9 },
        };
        using var folder = new TemporaryFolder();
        var rows = Tiny.Rows(forget: row => row % 5 < 2); // 14 rows are left: 2 iterations an epoch
        using var whole = Unlearning(game, null).Fit(rows);
        using var rest = EndedAgainAndAgain(progress => Unlearning(game, folder.Path, progress), rows);
        Assert.Equal(Tiny.Weights(whole), Tiny.Weights(rest));
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
    public void A_run_that_cannot_succeed_leaves_no_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var recipe = Tiny.Recipe with { LearningRate = 1e38 };
        Assert.Throws<UnlearningException>(() => new MLContext(1).Unlearning().TrainClassifier(
            recipe, network: Tiny.Network, checkpoint: new(folder.Path) { Interval = TimeSpan.Zero }).Fit(Tiny.Rows()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("settings"), InlineData("seed"), InlineData("rows"), InlineData("starting weights"), InlineData("classes")]
    public void The_checkpoint_of_another_run_is_refused_and_left_alone(string other)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<EndedException>(() => Trainer(folder.Path, new EndAt(2)).Fit(Tiny.Rows()));
        var before = Files(folder);
        var catalog = new MLContext(1).Unlearning();
        var recipe = other == "settings" ? Tiny.Recipe with { WeightDecay = 0 } : Tiny.Recipe;
        var network = other == "starting weights" ? KnownNetworks.SmallConvNet(5) : Tiny.Network;
        var trainer = catalog.TrainClassifier(recipe, network: network, seed: other == "seed" ? 2 : null, checkpoint: folder.Path);
        var rows = other == "classes" ? Tiny.Rows(keys: ["green", "red", "blue"]) : Tiny.Rows(seed: other == "rows" ? 1 : 0);
        Refused.With<InvalidOperationException>($"'{other}'", () => trainer.Fit(rows));
        Assert.Equal(before, Files(folder));
    }

    [Fact]
    public void Which_rows_are_marked_and_which_are_unseen_make_another_run()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<EndedException>(() => Unlearning(new FineTune(), folder.Path, new EndAt(2)).Fit(Tiny.Rows()));
        Refused.With<InvalidOperationException>(
            "had other 'rows'.", () => Unlearning(new FineTune(), folder.Path).Fit(Tiny.Rows(forget: row => row == 3)));
        using var original = Original();
        Refused.With<InvalidOperationException>(
            "had other 'rows'.", () => new MLContext(1).Unlearn(original, new FineTune(), checkpoint: folder.Path).Fit(Tiny.Rows()));
    }

    [Fact]
    public void One_run_at_a_time_uses_a_folder()
    {
        using var folder = new TemporaryFolder();
        var other = new Nested(() => Trainer(folder.Path).Fit(Tiny.Rows()));
        Trainer(folder.Path, other).Fit(Tiny.Rows()).Dispose();
        Assert.Contains("Another run uses the checkpoint", Assert.IsType<InvalidOperationException>(other.Error).Message);
    }

    [Fact]
    public void What_a_killed_process_was_writing_is_removed_and_files_of_others_stay()
    {
        using var folder = new TemporaryFolder();
        folder.Write("checkpoint-0123456789ABCDEF.safetensors.00000000000000000000000000000000.tmp", [1, 2, 3]);
        folder.Write("letter.txt", [4]);
        Trainer(folder.Path).Fit(Tiny.Rows()).Dispose();
        Assert.Equal([folder.File("letter.txt")], Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Wrong_settings_are_refused_at_the_door()
    {
        var catalog = new MLContext(1).Unlearning();
        Refused.With<ArgumentException>("Folder is ; it must be the path of a folder.", () => catalog.TrainClassifier(checkpoint: ""));
        Refused.With<ArgumentException>("Interval is -00:00:01; it must be zero or more.", () => catalog.TrainClassifier(
            checkpoint: new("folder") { Interval = TimeSpan.FromSeconds(-1) }));
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

    private static Dictionary<string, byte[]> Files(TemporaryFolder folder) =>
        Directory.EnumerateFiles(folder.Path).ToDictionary(file => file, File.ReadAllBytes);

    private static NeuralClassifier Cancelled(string folder, int epochs)
    {
        using var source = new CancellationTokenSource();
        return Trainer(folder, new CancelAt(source, epochs), source.Token, returnBest: true).Fit(Tiny.Rows());
    }

    private static IEstimator<NeuralClassifier> Estimator(string method, string? folder, IProgress<UnlearningProgress>? progress = null)
    {
        if (method.Length == 0) return Trainer(folder, progress);
        if (method != "pruning") return Unlearning(EstimatorContract.Methods[method], folder, progress);
        return new MLContext(1).Unlearning().Prune(
            Original(), new MagnitudePruning { Sparsity = 0.5 }, progress: progress, checkpoint: EveryStep(folder));
    }

    private static NeuralClassifierTrainer Trainer(
        string? folder, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellation = default,
        bool returnBest = false) => new MLContext(1).Unlearning().TrainClassifier(
            Tiny.Recipe, network: Tiny.Network, progress: progress, cancellationToken: cancellation, checkpoint: EveryStep(folder),
            returnBestOnCancel: returnBest);

    private static UnlearningEstimator Unlearning(
        UnlearningMethod method, string? folder, IProgress<UnlearningProgress>? progress = null) =>
        Unlearning(method, EveryStep(folder), progress, default);

    private static UnlearningEstimator Unlearning(
        UnlearningMethod method, CheckpointSettings? checkpoint, IProgress<UnlearningProgress>? progress, CancellationToken cancellation) =>
        new MLContext(1).Unlearn(
            Original(), method, unseen: Tiny.Unseen, progress: progress, cancellationToken: cancellation,
            checkpoint: checkpoint);

    /// <summary>As a new process has it: it knows nothing that earlier runs prepared.</summary>
    private static NeuralClassifier Original() => Saved.Load(TrainedBytes.Value);

    private static CheckpointSettings? EveryStep(string? folder) => folder is null ? null : new(folder) { Interval = TimeSpan.Zero };

    /// <summary>Cancels a run at one of its reports.</summary>
    private sealed class CancelAt(CancellationTokenSource source, int reports) : IProgress<UnlearningProgress>
    {
        private int left = reports;

        public void Report(UnlearningProgress value)
        {
            if (value.Note is null && --left == 0) source.Cancel();
        }
    }

    /// <summary>Does something once within a run.</summary>
    private sealed class Nested(Action action) : IProgress<UnlearningProgress>
    {
        public Exception? Error { get; private set; }

        public void Report(UnlearningProgress value) => Error ??= Record.Exception(action);
    }
}
