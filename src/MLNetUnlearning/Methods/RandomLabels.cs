using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Random labels (RL): trains on with the retained rows and with the forgotten rows. The latter get wrong labels, drawn anew each
/// time.</summary>
/// <remarks>
/// <para>Choose it where a class or rows must go fast and the retained rows are at hand. The network becomes less sure of the forgotten
/// rows than it would be of rows it never saw. A membership attack can notice that.</para>
/// <para>The loss is the cross-entropy over shuffled batches of both kinds of rows. The label of a forgotten row is drawn from all classes
/// but the true one, each equally likely.</para>
/// <para>Source: Golatkar et al., "Eternal Sunshine of the Spotless Net", 2020; the recipe of Fan et al., "SalUn", ICLR 2024, is
/// <see cref="Published"/>. It differs from the published code in two ways: a drawn label is never the true one, and forgotten rows are
/// spread over the batches, instead of coming first in each epoch.</para>
/// </remarks>
public sealed record RandomLabels : DescentMethod
{
    /// <summary>Published settings (Fan et al. 2024, CIFAR-10 and ResNet-18): 10 epochs at 0.013, batches of 256.</summary>
    public static RandomLabels Published { get; } = new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent };

    private static OptimizerSettings PublishedDescent =>
        new() { NumberOfEpochs = 10, BatchSize = 256, LearningRate = 0.013, DecayToZero = false };

    /// <inheritdoc/>
    public override string Name => "random labels";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>A tenth of the steps of retraining, at a fifth of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new();

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
        [size.Descent("random labels", size.Choose(RandomRows, WholeClass), size.Retained + size.Forgotten)];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var rows = new MixedRows(run);
        run.Descend(
            rows.Count, run.Chosen(RandomRows, WholeClass), "random labels",
            step => rows.CrossEntropy(step, forgotten => Wrong(run, forgotten)));
    }

    /// <summary>Wrong labels for forgotten rows of a run, drawn anew from the classes that stay: a class that was forgotten is taught to no
    /// row.</summary>
    internal static Tensor Wrong(UnlearningRun run, Tensor forgotten)
    {
        var labels = run.Split.Forget.LabelsAt(forgotten, CPU);
        long[] staying = [.. run.Split.StayingClasses.Order()];
        var isUsual = staying.Length == run.Network.NumberOfClasses
            || staying.Length == run.Network.NumberOfClasses - 1 && run.Split.ForgottenClasses.Count == 1;
        if (isUsual) return Wrong(labels, run.Network.NumberOfClasses, run.Generator);
        return Wrong(labels, staying, [.. Enumerable.Range(0, run.Network.NumberOfClasses).Select(index => (long)index)], run.Generator);
    }

    /// <summary>For each label one of the other classes that stay, each equally likely; of all other classes if no other stays.</summary>
    internal static Tensor Wrong(Tensor labels, long[] staying, long[] all, Generator generator)
    {
        using var shares = NewTensor.Random(labels.shape, generator); // 0..1
        return NewTensor.Of([.. labels.data<long>().ToArray().Zip(shares.data<float>().ToArray(), (label, share) =>
        {
            long[] others = [.. staying.Where(other => other != label)];
            if (others.Length == 0) others = [.. all.Where(other => other != label)];
            return others[Math.Min((int)(share * others.Length), others.Length - 1)];
        })]);
    }

    /// <summary>For each label one of the other classes, each equally likely.</summary>
    internal static Tensor Wrong(Tensor labels, int numberOfClasses, Generator generator)
    {
        var drawn = NewTensor.RandomWhole(numberOfClasses - 1, labels.shape, generator); // 0..K-2
        return drawn + drawn.ge(labels).to(ScalarType.Int64); // skips the true class
    }
}
