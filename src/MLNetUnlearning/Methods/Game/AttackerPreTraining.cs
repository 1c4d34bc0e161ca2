using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Trains an attacker before the game: it learns from the answers of the original classifier to tell all training rows (1) from
/// unseen rows (0).</summary>
internal static class AttackerPreTraining
{
    /// <summary>The pre-trained attacker. It is trained now, unless an earlier run on the same classifier and unseen rows has done
    /// so.</summary>
    /// <param name="settings">How it is trained.</param>
    /// <param name="run">The classifier and the rows.</param>
    /// <param name="number">Which of the attackers, counted from 0.</param>
    /// <param name="generator">The CPU generator that draws its dropout masks. It must live as long as the attacker.</param>
    public static MembershipAttacker Prepared(GameSettings settings, UnlearningRun run, int number, Generator generator)
    {
        var weights = run.Preparations.GetOrAdd(Key(settings, number), () => Make(settings, run, number));
        var attacker = new MembershipAttacker(run.Network.NumberOfClasses, settings.AttackerDropout, generator, run.Device);
        weights.CopyTo(attacker);
        return attacker;
    }

    /// <summary>1 for the first half of a double batch, 0 for the second; int64, 2b.</summary>
    public static Tensor Labels(int batch, Device device) =>
        NewTensor.Range(0, 2 * batch).lt(batch).to(ScalarType.Int64).to(device);

    internal static string Key(GameSettings settings, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"attacker {number} {settings.Attackers[number]} {settings.AttackerPreTrainingIterations} "
        + $"{settings.AdversarialBatchSize ?? settings.BatchSize} {settings.NumberOfNoiseCopies} {settings.Noise} "
        + $"{settings.AttackerLearningRate} {settings.AttackerDropout} {settings.AugmentMembersOnly}");

    private static PreparedWeights Make(GameSettings settings, UnlearningRun run, int number)
    {
        using var generator = Seeding.Child(
            run.Preparations.Seed, number == 0 ? "attacker pre-training" : $"attacker {number} pre-training");
        using var attacker = new MembershipAttacker(run.Network.NumberOfClasses, settings.AttackerDropout, generator, run.Device);
        using var defender = run.Network.Copy(run.Device); // a copy, because training mode changes its statistics
        using var optimizer = new AdamOptimizer(attacker.parameters(), settings.AttackerLearningRate);
        using var mask = AttackerView.Mask(settings.Attackers[number], run.Network.NumberOfClasses, run.Device);
        var unseen = run.Split.Unseen!;
        var members = run.Split.Retain.Count + run.Split.Forget.Count;
        var batch = settings.BatchOf(members, unseen.Count);
        attacker.train();
        var iterations = settings.AttackerPreTrainingIterations; // an iteration may take long: the first word comes before it
        run.Progress.Report(new UnlearningProgress(
            "attacker", 0, iterations, Note: "prepared once for this classifier and these unseen rows"));
        var parts = new LoopParts().Add("attacker", attacker).Add("optimizer", optimizer).Add("generator", generator)
            .Add("defender", defender);
        var loop = run.Checkpoint.Loop($"attacker {number}", parts, run.CancellationToken, isPreparation: true);
        foreach (var iteration in loop.Iterations(iterations))
        {
            using var step = NewDisposeScope();
            var views = Views(settings, run, defender, generator, batch); // 2b x 3K
            if (mask is not null) views = views * mask;
            var loss = Losses.CrossEntropy(attacker.forward(views), Labels(batch, run.Device));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            var value = TrainingLoop.Finite(loss, "the attacker's pre-training");
            run.Progress.Report(new UnlearningProgress("attacker", iteration + 1, iterations, value));
        }
        run.Preparations.AddEarlier(loop.Earlier);
        return PreparedWeights.Of(attacker);
    }

    private static Tensor Views(GameSettings settings, UnlearningRun run, ClassifierNetwork defender, Generator generator, int batch)
    {
        using var frozen = no_grad();
        var (memberImages, memberLabels) = Members(run, batch, generator);
        var drawn = Batches.Draw(run.Split.Unseen!.Count, batch, generator);
        var unseenImages = run.Split.Unseen.FeaturesAt(drawn, run.Device);
        var augmentation = run.Recipe.Augmentation;
        memberImages = augmentation?.Apply(memberImages, generator) ?? memberImages;
        if (!settings.AugmentMembersOnly)
            unseenImages = augmentation?.Apply(unseenImages, generator) ?? unseenImages;
        var memberView = AttackerView.Of(defender, memberImages, memberLabels, settings, generator).View;
        var unseenView = AttackerView.Of(defender, unseenImages, run.Split.Unseen.LabelsAt(drawn, run.Device), settings, generator).View;
        return cat([memberView, unseenView]);
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

/// <summary>What the attacker sees of a row: the defender's logits, the one-hot label and the sensitivity.</summary>
internal static class AttackerView
{
    /// <summary>1 for inputs that an attacker sees, 0 for others: 3K on the device, owned by no dispose scope. Null if it sees
    /// everything.</summary>
    public static Tensor? Mask(AttackerInputs inputs, int numberOfClasses, Device device)
    {
        if (inputs == AttackerInputs.All) return null;
        float[] mask = [.. new[] { AttackerInputs.Logits, AttackerInputs.Label, AttackerInputs.Sensitivity }
            .SelectMany(part => Enumerable.Repeat(inputs.HasFlag(part) ? 1f : 0f, numberOfClasses))];
        return NewTensor.Of(mask).to(device).DetachFromDisposeScope();
    }

    /// <returns>The view, b x 3K, with the graph through the defender, and the defender's features, b x F.</returns>
    public static (Tensor View, Tensor Features) Of(
        ClassifierNetwork network, Tensor images, Tensor labels, GameSettings settings, Generator generator)
    {
        var (logits, features) = network.forward(images); // b x K, b x F
        var sensitivity = NoiseSensitivity.Of(network, images, logits, settings.NumberOfNoiseCopies, settings.Noise, generator); // b x K
        var oneHot = nn.functional.one_hot(labels, network.NumberOfClasses).to(ScalarType.Float32); // b x K
        return (cat([logits, oneHot, sensitivity], 1), features);
    }
}

/// <summary>What an attacker of the game sees of a row. What it does not see is zero.</summary>
[Flags]
public enum AttackerInputs
{
    /// <summary>The defender's logits.</summary>
    Logits = 1,

    /// <summary>The label.</summary>
    Label = 2,

    /// <summary>The sensitivity of the logits to noise.</summary>
    Sensitivity = 4,

    /// <summary>All three, as published.</summary>
    All = Logits | Label | Sensitivity,
}
