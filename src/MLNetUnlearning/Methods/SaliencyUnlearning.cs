using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Saliency unlearning (SalUn): random labels, learnt only by the weights that matter most to the forgotten rows.</summary>
/// <remarks>
/// <para>Choose it instead of <see cref="RandomLabels"/> where much of the network should provably stay as it was: weights that are not
/// salient keep their bits.</para>
/// <para>1. g is the gradient of CE(forgotten) by each weight, in evaluation mode. 2. The salient weights are those with the largest |g|,
/// over all layers together. 3. The loss is that of <see cref="RandomLabels"/>. After each step all other weights get their old values
/// back.</para>
/// <para>Source: Fan et al., "SalUn: Empowering Machine Unlearning via Gradient-based Weight Saliency", ICLR 2024; <see cref="Published"/>
/// is its recipe. It differs from the published code in four ways: the network does not change while g is summed; weight decay and momentum
/// do not move the other weights either; a drawn label is never the true one; and forgotten rows are spread over the batches. The
/// statistics of batch normalisation are not weights: they follow the rows.</para>
/// </remarks>
public sealed record SaliencyUnlearning : DescentMethod
{
    /// <summary>Published settings (CIFAR-10 and ResNet-18): 10 epochs at 0.013, batches of 256, half of the weights.</summary>
    public static SaliencyUnlearning Published { get; } =
        new() { RandomRows = RandomLabels.Published.RandomRows, WholeClass = RandomLabels.Published.WholeClass };

    /// <inheritdoc/>
    public override string Name => "saliency unlearning";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>A tenth of the steps of retraining, at a fifth of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new();

    /// <summary>The share of all weights that is trained, in (0, 1].</summary>
    /// <value>0.5, as published. A smaller share leaves more of the network as it was and forgets less; a larger one forgets more, and 1 is
    /// <see cref="RandomLabels"/>.</value>
    public double SalientShare { get; init; } = 0.5;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass).Share(SalientShare);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
    [
        size.Pass(SalientWeights.Stage, size.Forgotten),
        size.Descent("salient weights", size.Choose(RandomRows, WholeClass), size.Retained + size.Forgotten),
    ];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var settings = run.Chosen(RandomRows, WholeClass);
        using var salient = new SalientWeights(run, SalientShare, settings.BatchSize!.Value);
        var rows = new MixedRows(run);
        run.Descend(
            rows.Count, settings, "salient weights", step => rows.CrossEntropy(step, forgotten => RandomLabels.Wrong(run, forgotten)),
            salient.RestoreOthers);
    }
}
