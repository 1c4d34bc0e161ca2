using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>The loop of the game: in each iteration first the attackers take a step, then the defender.</summary>
internal sealed class AdversarialGame : IDisposable
{
    private const int FewestRowsForSelfSupervision = 8;
    private readonly GameSettings settings;
    private readonly UnlearningRun run;
    private readonly GameAttackers attackers;
    private readonly Projector? projector;
    private readonly GameNoise? noise;
    private readonly optim.Optimizer defenderOptimizer;
    private readonly AttackerAccuracy accuracy = new();

    public AdversarialGame(GameSettings settings, UnlearningRun run, GameAttackers attackers)
    {
        (this.settings, this.run, this.attackers) = (settings, run, attackers);
        projector = settings.ProjectorWidth is { } width ? new Projector(NumberOfFeatures(), width, run.Generator, run.Device) : null;
        noise = settings.FisherNoise > 0 ? new GameNoise(settings, run) : null;
        var weights = run.Network.parameters().Concat(projector?.parameters() ?? []);
        defenderOptimizer = new SgdOptimizer(weights, settings.RandomRows.LearningRate, settings.Momentum, settings.WeightDecay);
    }

    /// <summary>The unseen rows that the forgotten rows are compared with.</summary>
    /// <exception cref="UnlearningException">There are fewer than two.</exception>
    public static RowSubset Opponents(ForgetSplit split, GameSchedule schedule)
    {
        var opponents = schedule.UnseenRows == UnseenRows.ForgottenClasses ? split.UnseenOfForgottenClasses() : split.Unseen!;
        return opponents.Count >= 2
            ? opponents
            : throw new UnlearningException(
                $"The game needs 2 unseen rows or more of the classes to be forgotten and has {opponents.Count}: give more, or set "
                + $"{nameof(GameSchedule.UnseenRows)} to {nameof(UnseenRows.AllClasses)}.");
    }

    public void Play(GameSchedule schedule, RowSubset unseen)
    {
        var (retain, forget) = (run.Split.Retain, run.Split.Forget);
        var pairs = new GamePairs(forget, unseen, settings, run.Generator);
        var note = Note(pairs.BatchSize);
        var iterations = Batches.InEpochs(retain.Count, settings.BatchSize, schedule.NumberOfEpochs);
        var iterationsOfGame = schedule.IterationsOfGame(iterations);
        run.Network.train();
        var loop = run.Checkpoint.Loop("the game", Parts(() => iterationsOfGame, saved => iterationsOfGame = saved), run.CancellationToken);
        foreach (var step in loop.Steps(retain.Count, settings.BatchSize, iterations, run.Generator))
        {
            using var scope = NewDisposeScope();
            if (accuracy.IsAtMost(schedule.StopAtAttackerAccuracy)) iterationsOfGame = Math.Min(iterationsOfGame, step.Number);
            var adversarial = step.Number < iterationsOfGame && schedule.AdversarialStrength > 0;
            TrainingLoop.SetLearningRate(defenderOptimizer, schedule.LearningRateAt(step.Number, iterations, iterationsOfGame));
            var terms = adversarial ? AdversarialTerms(schedule, pairs) : TermAfter(schedule);
            var loss = DefenderStep(retain, step.Indices, terms);
            if (adversarial) noise?.Apply();
            run.Progress.Report(
                new UnlearningProgress(adversarial ? "game" : "after the game", step.Number + 1, iterations, loss, note));
        }
    }

    /// <summary>All that an iteration changes.</summary>
    private LoopParts Parts(Func<long> iterationsOfGame, Action<int> setIterationsOfGame)
    {
        var parts = new LoopParts().Add("network", run.Network).Add("optimizer", defenderOptimizer).Add("generator", run.Generator)
            .AddCounts("iterations", () => [iterationsOfGame()], saved => setIterationsOfGame((int)saved[0]))
            .Add("accuracy", accuracy);
        if (projector is not null) parts.Add("projector", projector);
        return attackers.AddTo(parts);
    }

    /// <summary>Lets the attackers take a step, then gives beta (lambda1 L_A + lambda2 L_BT) and the further terms of the settings, with
    /// the graph through the defender.</summary>
    private Tensor AdversarialTerms(GameSchedule schedule, GamePairs pairs)
    {
        var forgetIndices = pairs.DrawForgotten(); // b
        var (forgetView, forgetFeatures) = View(pairs.Forget, forgetIndices, schedule.AugmentForgotten); // b x 3K, b x F
        var (unseenView, unseenFeatures) = View(pairs.Unseen, pairs.DrawUnseen(forgetIndices), augment: false); // b x 3K, b x F
        var views = cat([forgetView, unseenView]); // 2b x 3K
        accuracy.Add(attackers.Step(views));

        var terms = settings.AdversarialWeight * attackers.DefenderLoss(views);
        if (IsSelfSupervised(pairs.BatchSize))
            terms = terms + settings.SelfSupervisedWeight * SelfSupervisedLoss(forgetFeatures, unseenFeatures);
        if (settings.GradientAscentWeight > 0)
        {
            var logits = forgetView.narrow(1, 0, run.Network.NumberOfClasses); // b x K
            terms = terms - settings.GradientAscentWeight * Losses.CrossEntropy(logits, pairs.Forget.LabelsAt(forgetIndices, run.Device));
        }
        return schedule.AdversarialStrength * terms;
    }

    /// <summary>The term that replaces those of the game once it is over; null for none.</summary>
    private Tensor? TermAfter(GameSchedule schedule)
    {
        if (settings.ConfidenceMatchingWeight == 0 || run.Split.ForgottenClasses.Count > 0) return null;
        var batch = settings.BatchOf(run.Split.Forget.Count, run.Split.Unseen!.Count);
        return settings.ConfidenceMatchingWeight * ConfidenceMatching.Distance(run, batch, schedule.AugmentForgotten);
    }

    private int NumberOfFeatures()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        run.Network.eval(); // so that its statistics do not change
        return (int)run.Network.forward(run.Split.Retain.FeaturesAt(NewTensor.Of([0L]), run.Device)).Features.shape[1];
    }

    private Tensor SelfSupervisedLoss(Tensor forgetFeatures, Tensor unseenFeatures)
    {
        var (first, second) = projector is null
            ? (forgetFeatures, unseenFeatures)
            : (projector.forward(forgetFeatures), projector.forward(unseenFeatures));
        return settings.SelfSupervision == SelfSupervision.VicReg ? Losses.VicReg(first, second) : Losses.BarlowTwins(first, second);
    }

    private bool IsSelfSupervised(int batch) => settings.SelfSupervisedWeight > 0 && batch >= FewestRowsForSelfSupervision;

    private string? Note(int batch) => settings.SelfSupervisedWeight > 0 && !IsSelfSupervised(batch)
        ? $"the self-supervised term is off: it needs batches of {FewestRowsForSelfSupervision} rows or more and there are {batch}"
        : null;

    private double DefenderStep(RowSubset retain, Tensor indices, Tensor? adversarialTerms)
    {
        var loss = run.CrossEntropy(retain, indices);
        if (adversarialTerms is not null)
            loss = loss + adversarialTerms;
        defenderOptimizer.zero_grad();
        loss.backward();
        var value = TrainingLoop.Finite(loss, "the game");
        defenderOptimizer.step();
        return value;
    }

    private (Tensor View, Tensor Features) View(RowSubset rows, Tensor indices, bool augment)
    {
        var images = augment ? run.FeaturesAt(rows, indices) : rows.FeaturesAt(indices, run.Device); // b x C x H x W
        return AttackerView.Of(run.Network, images, rows.LabelsAt(indices, run.Device), settings, run.Generator);
    }

    public void Dispose()
    {
        defenderOptimizer.Dispose();
        projector?.Dispose();
        noise?.Dispose();
    }
}

/// <summary>How often the attackers were right in the last ten iterations.</summary>
internal sealed class AttackerAccuracy : ILoopPart
{
    private const int Iterations = 10;
    private readonly Queue<double> last = new();

    public bool OutlivesLoop => false;

    /// <summary>Records an iteration.</summary>
    /// <param name="accuracy">The share of rows that they told apart correctly, 0 to 1.</param>
    public void Add(double accuracy)
    {
        last.Enqueue(accuracy);
        if (last.Count > Iterations) last.Dequeue();
    }

    /// <summary>Whether there is a limit and the mean of the last ten iterations is at most this limit. False before the tenth
    /// iteration.</summary>
    public bool IsAtMost(double? limit) => limit is { } most && last.Count == Iterations && last.Average() <= most;

    public IEnumerable<(string Name, Tensor Tensor)> ToTensors() =>
        [("last", NewTensor.Of([.. last.Select(BitConverter.DoubleToInt64Bits)]))];

    public void Take(SavedPart saved)
    {
        last.Clear();
        foreach (var bits in saved.TakeNumbers("last")) Add(BitConverter.Int64BitsToDouble(bits));
    }
}
