using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Trains an attacker before the game: it learns from the answers of the original classifier to tell all training rows (1) from
/// unseen rows (0).</summary>
/// <remarks>The classifier stands still meanwhile. So what the attacker sees is computed first, of
/// <see cref="GameSettings.AttackerPreTrainingViews"/> rows of each kind, and all iterations draw from that.</remarks>
internal static class AttackerPreTraining
{
    /// <summary>The names of its stages in progress reports: what the attacker sees is computed, and the attacker is trained.</summary>
    public const string ViewsStage = "what the attacker sees", Stage = "attacker";

    /// <summary>The pre-trained attacker. It is trained now, unless an earlier run on the same classifier and unseen rows has done
    /// so.</summary>
    /// <param name="settings">How it is trained.</param>
    /// <param name="schedule">What it sees, and in which batches.</param>
    /// <param name="run">The classifier and the rows.</param>
    /// <param name="number">Which of the attackers, counted from 0.</param>
    /// <param name="generator">The CPU generator that draws its dropout masks. It must live as long as the attacker.</param>
    public static AttackerNetwork Prepared(
        GameSettings settings, GameSchedule schedule, UnlearningRun run, int number, Generator generator)
    {
        if (settings.AttackerPreTrainingIterations == 0) return New(settings, schedule, run, number, generator);
        var weights = run.Preparations.GetOrAdd(Key(settings, schedule, number), () => Make(settings, schedule, run, number));
        var attacker = New(settings, schedule, run, number, generator);
        weights.CopyTo(attacker);
        return attacker;
    }

    /// <summary>1 for the first half of a double batch, 0 for the second; int64, 2b.</summary>
    public static Tensor Labels(int batch, Device device) =>
        NewTensor.Range(0, 2 * batch, device).lt(batch).to(ScalarType.Int64);

    private static AttackerNetwork New(
        GameSettings settings, GameSchedule schedule, UnlearningRun run, int number, Generator generator) =>
        AttackerNetwork.Of(schedule.Attackers[number], run.Network.NumberOfClasses, settings.AttackerDropout, generator, run.Device);

    /// <summary>Under what it is kept.</summary>
    internal static string Key(GameSettings settings, GameSchedule schedule, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"attacker {number} {schedule.Attackers[number]} {schedule.SeesSensitivity} {settings.AttackerPreTrainingIterations} "
        + $"{schedule.LargestBatch} {settings.NumberOfNoiseCopies} {settings.Noise} "
        + $"{settings.AttackerLearningRate} {settings.AttackerDropout} {settings.AugmentMembersOnly} {settings.AttackerPreTrainingViews}");

    /// <summary>The number of batches whose views are computed.</summary>
    internal static int BatchesOfViews(GameSettings settings, int batch) => (int)Math.Min(
        settings.AttackerPreTrainingIterations, Math.Ceiling((double)settings.AttackerPreTrainingViews / batch));

    private static PreparedWeights Make(GameSettings settings, GameSchedule schedule, UnlearningRun run, int number)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Child(
            run.Preparations.Seed, number == 0 ? "attacker pre-training" : $"attacker {number} pre-training");
        using var attacker = New(settings, schedule, run, number, generator);
        using var optimizer = new AdamOptimizer(attacker.parameters(), settings.AttackerLearningRate);
        var batch = schedule.BatchOf(run.Split.Retain.Count + run.Split.Forget.Count, run.Split.Unseen!.Count);
        var (members, unseen) = AllViews(settings, schedule, run, generator, batch); // each n x 3K
        attacker.train();
        var iterations = settings.AttackerPreTrainingIterations;
        var parts = new LoopParts().Add("attacker", attacker).Add("optimizer", optimizer).Add("generator", generator);
        var loop = run.Checkpoint.Loop($"attacker {number}", parts, run.CancellationToken, isPreparation: true);
        foreach (var iteration in loop.Iterations(iterations))
        {
            using var step = NewDisposeScope();
            Tensor Drawn(Tensor views) =>
                views.index_select(0, Batches.Draw((int)views.shape[0], batch, generator).SentTo(run.Device)); // b x 3K
            var loss = Losses.CrossEntropy(attacker.forward(cat([Drawn(members), Drawn(unseen)])), Labels(batch, run.Device));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            var done = iteration + 1;
            var value = LossSum.IsRead(run.Device, done, iterations)
                ? TrainingLoop.Finite(loss, "the attacker's pre-training")
                : (double?)null;
            run.Progress.Report(new UnlearningProgress(Stage, done, iterations, value));
        }
        run.Preparations.AddEarlier(loop.Earlier);
        return PreparedWeights.Of(attacker);
    }

    /// <summary>What the attacker sees of training rows and of unseen rows, in batches drawn at random.</summary>
    private static (Tensor Members, Tensor Unseen) AllViews(
        GameSettings settings, GameSchedule schedule, UnlearningRun run, Generator generator, int batch)
    {
        using var scope = NewDisposeScope();
        using var defender = run.Network.Copy(run.Device); // a copy, because training mode changes its statistics
        var count = BatchesOfViews(settings, batch);
        // A batch may take long: the first word comes before it.
        run.Progress.Report(new UnlearningProgress(
            ViewsStage, 0, count, Note: "prepared once for this classifier and these unseen rows"));
        var (members, unseen) = (new List<Tensor>(), new List<Tensor>());
        for (var number = 0; number < count; number++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var views = Views(settings, schedule, run, defender, generator, batch); // 2b x 3K
            members.Add(views.narrow(0, 0, batch).clone().MoveToOuterDisposeScope());
            unseen.Add(views.narrow(0, batch, batch).clone().MoveToOuterDisposeScope());
            run.Progress.Report(new UnlearningProgress(ViewsStage, number + 1, count));
        }
        return (cat(members).MoveToOuterDisposeScope(), cat(unseen).MoveToOuterDisposeScope());
    }

    private static Tensor Views(
        GameSettings settings, GameSchedule schedule, UnlearningRun run, ClassifierNetwork defender, Generator generator, int batch)
    {
        using var frozen = no_grad();
        var (memberImages, memberLabels) = Members(run, batch, generator);
        var drawn = Batches.Draw(run.Split.Unseen!.Count, batch, generator);
        var unseenImages = run.Split.Unseen.FeaturesAt(drawn, run.Device);
        var augmentation = run.Recipe.Augmentation;
        memberImages = augmentation?.Apply(memberImages, generator) ?? memberImages;
        if (!settings.AugmentMembersOnly)
            unseenImages = augmentation?.Apply(unseenImages, generator) ?? unseenImages;
        Tensor View(Tensor images, Tensor labels) => AttackerView.Of(
            defender, images, defender.forward(images).Logits, labels, settings, run.Unit, schedule.SeesSensitivity, generator);
        return cat([View(memberImages, memberLabels), View(unseenImages, run.Split.Unseen.LabelsAt(drawn, run.Device))]);
    }

    /// <summary>A batch drawn from all training rows, retained and forgotten.</summary>
    private static (Tensor Images, Tensor Labels) Members(UnlearningRun run, int batch, Generator generator)
    {
        var split = run.Split;
        var drawn = Batches.Draw(split.Retain.Count + split.Forget.Count, batch, generator); // b, on the CPU
        var kept = drawn.masked_select(drawn.lt(split.Retain.Count));
        var forgotten = drawn.masked_select(drawn.ge(split.Retain.Count)) - split.Retain.Count;
        return (cat([split.Retain.FeaturesAt(kept, run.Device), split.Forget.FeaturesAt(forgotten, run.Device)]),
            cat([split.Retain.LabelsAt(kept, run.Device), split.Forget.LabelsAt(forgotten, run.Device)]));
    }
}
