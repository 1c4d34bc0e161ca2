using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;

namespace MLNetUnlearning.Methods;

/// <summary>The loop of the game: in each iteration first the attackers take a step, then the defender.</summary>
internal sealed class AdversarialGame : IDisposable
{
    private const int FewestRowsForSelfSupervision = 8;
    private readonly GameSettings settings;
    private readonly GameSchedule schedule;
    private readonly UnlearningRun run;
    private readonly GameAttackers attackers;
    private readonly Projector? projector;
    private readonly GameNoise? noise;
    private readonly optim.Optimizer defenderOptimizer;
    private readonly AttackerAccuracy accuracy = new();
    private (Tensor Accuracy, Tensor Loss)? attack; // of the attackers in this iteration; null: they took no part
    private readonly bool[] staying; // of each class, whether retained rows have it
    private readonly Tensor goes; // K, the opposite, on the device of the run

    public AdversarialGame(GameSettings settings, GameSchedule schedule, UnlearningRun run, GameAttackers attackers)
    {
        (this.settings, this.schedule, this.run, this.attackers) = (settings, schedule, run, attackers);
        var classes = run.Split.StayingClasses;
        staying = [.. Enumerable.Range(0, run.Network.NumberOfClasses).Select(index => classes.Contains(index))];
        projector = settings.ProjectorWidth is { } width ? new Projector(NumberOfFeatures(), width, run.Generator, run.Device) : null;
        noise = settings.FisherNoise > 0 ? new GameNoise(settings, run) : null;
        defenderOptimizer = schedule.Of(run.Network.parameters().Concat(projector?.parameters() ?? []));
        goes = UnseenAnswers.ClassesThatGo(staying, run.Device);
    }

    /// <summary>The unseen rows that the forgotten rows are compared with.</summary>
    /// <exception cref="UnlearningException">There are fewer than two.</exception>
    public static RowSubset Opponents(ForgetSplit split, GameSchedule schedule)
    {
        var opponents = schedule.UnseenRows switch
        {
            UnseenRows.ForgottenClasses => split.UnseenOfForgottenClasses(),
            UnseenRows.StayingClasses => split.UnseenToCompareWith()!,
            _ => split.Unseen!,
        };
        var kind = schedule.UnseenRows switch
        {
            UnseenRows.ForgottenClasses => " of the classes to be forgotten",
            UnseenRows.StayingClasses => " of classes that stay",
            _ => "",
        };
        return opponents.Count >= 2
            ? opponents
            : throw new UnlearningException(
                $"The game needs 2 unseen rows or more{kind} and has {opponents.Count}: give more, or take a method that needs none.");
    }

    public void Play(RowSubset unseen)
    {
        var retain = run.Split.Retain;
        var pairs = new GamePairs(run.Split.Forget, unseen, schedule, settings.RegularisePerClass, run.Generator);
        using var held = settings.UnseenAnswersWeight > 0 ? new UnseenAnswers(run, unseen, staying, schedule.BatchSize!.Value) : null;
        var note = Note(pairs.BatchSize);
        var iterations = schedule.StepsOver(retain.Count);
        var iterationsOfGame = schedule.IterationsOfGame(iterations);
        run.Network.train();
        var loop = run.Checkpoint.Loop("the game", Parts(() => iterationsOfGame, saved => iterationsOfGame = saved), run.CancellationToken);
        foreach (var step in loop.Steps(retain.Count, schedule.BatchSize!.Value, iterations, run.Generator))
        {
            using var scope = NewDisposeScope();
            if (accuracy.IsAtMost(schedule.StopAtAttackerAccuracy)) iterationsOfGame = Math.Min(iterationsOfGame, step.Number);
            var adversarial = step.Number < iterationsOfGame && schedule.AdversarialStrength > 0;
            TrainingLoop.SetLearningRate(defenderOptimizer, schedule.LearningRateAt(step.Number, iterations, iterationsOfGame));
            attack = null;
            var loss = adversarial ? PlayedLoss(step.Indices, pairs, held) : LossAfter(step.Indices);
            Descend(loss);
            if (adversarial) noise?.Apply();
            var done = step.Number + 1;
            // To read waits for the device.
            var isRead = LossSum.IsRead(run.Device, done, iterations);
            var value = isRead ? TrainingLoop.Finite(loss, "the game") : (double?)null;
            if (attack is not null && schedule.StopAtAttackerAccuracy is not null) accuracy.Add(attack.Value.Accuracy.ToDouble());
            run.Progress.Report(
                new UnlearningProgress(adversarial ? "game" : "after the game", done, iterations, value, note)
                {
                    AttackerAccuracy = isRead ? 100 * attack?.Accuracy.ToDouble() : null,
                    AttackerLoss = isRead ? attack?.Loss.ToDouble() : null,
                });
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

    /// <summary>Lets the attackers take a step, then gives the defender's loss: CE(retained) + beta (lambda1 L_A + lambda2 L_BT) and the
    /// further terms of the settings.</summary>
    private Tensor PlayedLoss(Tensor indices, GamePairs pairs, UnseenAnswers? held)
    {
        var retain = run.Split.Retain;
        var retained = run.FeaturesAt(retain, indices); // r x C x H x W
        var forgotten = pairs.DrawForgotten(); // b
        var against = pairs.DrawUnseen(forgotten); // b
        var forgottenImages = Images(pairs.Forget, forgotten, schedule.AugmentForgotten);
        var unseenImages = Images(pairs.Unseen, against, augment: false);
        var answers = Answers(retained, forgottenImages, unseenImages);
        var loss = settings.RetainedWeight * Losses.CrossEntropy(answers.Retained.Logits, retain.LabelsAt(indices, run.Device));
        if (held is not null) loss = loss + settings.UnseenAnswersWeight * held.Loss(answers.Unseen.Logits, against);

        var labels = pairs.Forget.LabelsAt(forgotten, run.Device); // b
        var asked = Asked(labels, pairs.Unseen.LabelsAt(against, run.Device)); // b
        var views = cat([
            View(forgottenImages, answers.Forgotten.Logits, labels), View(unseenImages, answers.Unseen.Logits, asked)]); // 2b x 3K
        attack = attackers.Step(views);
        var terms = settings.AdversarialWeight * attackers.DefenderLoss(views);
        if (IsSelfSupervised(pairs.BatchSize))
            terms = terms + settings.SelfSupervisedWeight * SelfSupervisedLoss(answers.Forgotten.Features, answers.Unseen.Features);
        if (settings.GradientAscentWeight > 0)
            terms = terms - settings.GradientAscentWeight * Losses.CrossEntropy(answers.Forgotten.Logits, labels);
        return loss + schedule.AdversarialStrength * terms;
    }

    /// <summary>The labels with which the attackers see unseen rows: their own, or that of the forgotten row beside them if its class
    /// goes.</summary>
    private Tensor Asked(Tensor forgotten, Tensor unseen) =>
        schedule.UnseenRows == UnseenRows.StayingClasses ? where(goes.index_select(0, forgotten), forgotten, unseen) : unseen;

    /// <summary>What the network answers to the three kinds of rows.</summary>
    private (Answer Retained, Answer Forgotten, Answer Unseen) Answers(Tensor retained, Tensor forgotten, Tensor unseen)
    {
        if (!settings.JointBatches)
            return (Answer.Of(run.Network, retained), Answer.Of(run.Network, forgotten), Answer.Of(run.Network, unseen));
        long first = retained.shape[0], batch = forgotten.shape[0];
        var all = Answer.Of(run.Network, cat([retained, forgotten, unseen])); // r + 2b
        return (all.Part(0, first), all.Part(first, batch), all.Part(first + batch, batch));
    }

    /// <summary>The defender's loss once the game is over.</summary>
    private Tensor LossAfter(Tensor indices)
    {
        var loss = run.CrossEntropy(run.Split.Retain, indices);
        if (settings.ConfidenceMatchingWeight == 0 || run.Split.ForgottenClasses.Count > 0) return loss;
        var batch = schedule.BatchOf(run.Split.Forget.Count, run.Split.Unseen!.Count);
        return loss + settings.ConfidenceMatchingWeight * ConfidenceMatching.Distance(run, batch, schedule.AugmentForgotten);
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

    private void Descend(Tensor loss)
    {
        defenderOptimizer.zero_grad();
        loss.backward();
        defenderOptimizer.step();
    }

    private Tensor Images(RowSubset rows, Tensor indices, bool augment) =>
        augment ? run.FeaturesAt(rows, indices) : rows.FeaturesAt(indices, run.Device); // b x C x H x W

    private Tensor View(Tensor images, Tensor logits, Tensor labels) =>
        AttackerView.Of(run.Network, images, logits, labels, settings, run.Unit, schedule.SeesSensitivity, run.Generator);

    public void Dispose()
    {
        defenderOptimizer.Dispose();
        projector?.Dispose();
        noise?.Dispose();
        goes.Dispose();
    }
}

/// <summary>What a network answers to some rows.</summary>
/// <param name="Logits">b x K.</param>
/// <param name="Features">b x F.</param>
internal sealed record Answer(Tensor Logits, Tensor Features)
{
    public static Answer Of(ClassifierNetwork network, Tensor images)
    {
        var (logits, features) = network.forward(images);
        return new Answer(logits, features);
    }

    public Answer Part(long first, long rows) => new(Logits.narrow(0, first, rows), Features.narrow(0, first, rows));
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
