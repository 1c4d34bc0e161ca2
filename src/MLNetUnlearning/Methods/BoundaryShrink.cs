using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Boundary shrink (BS): trains each forgotten row as a row of the wrong class that is nearest to it.</summary>
/// <remarks>
/// <para>Choose it where a class must go and its rows should be taken for what they resemble most. A network that never saw the class does
/// the same.</para>
/// <para>1. Each forgotten row takes one step of the fast gradient sign method away from its class: x' = clamp(x + e sign(grad CE)). For
/// vectors e is a share of each feature's standard deviation, and the clamp is to the least and the largest value of each feature. Its
/// nearest wrong label is the likeliest class of x' other than the true one, by the original network in evaluation mode. 2. The loss is the
/// cross-entropy of the unmoved forgotten rows against these labels, and of the retained rows against their own.</para>
/// <para>Source: Chen et al., "Boundary Unlearning", CVPR 2023, section 3.2; <see cref="Published"/> is its recipe. It differs from the
/// published code in two ways. A nearest label is never the true one; there, a row whose step does not leave its class keeps its label.
/// <see cref="KeepsRetained"/> trains on the retained rows as well, because the shift of the border harms them otherwise.</para>
/// </remarks>
public sealed record BoundaryShrink : DescentMethod
{
    private const string Search = "nearest wrong classes"; // the stage before the descent

    /// <summary>Published settings (CIFAR-10): 10 epochs over the forgotten rows alone at 1e-5, batches of 64, e = 0.1.</summary>
    public static BoundaryShrink Published { get; } =
        new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent, KeepsRetained = false };

    private static OptimizerSettings PublishedDescent =>
        new() { NumberOfEpochs = 10, BatchSize = 64, LearningRate = 1e-5, DecayToZero = false };

    /// <inheritdoc/>
    public override string Name => "boundary shrink";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>A fifth of the steps of retraining, at three tenths of its rate, falling to 0. More steps or a higher rate forget more;
    /// fewer or a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.3 };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>A tenth of the steps of retraining, at a fifth of its rate, falling to 0. More steps or a higher rate forget more; fewer or
    /// a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new();

    /// <summary>e: how far a row is moved to find its nearest wrong label, in pixel values of 0..1; for vectors, in standard deviations of
    /// each feature.</summary>
    /// <value>0.1, as published. Higher can find classes that are farther away; near 0 it is the likeliest wrong class of the row
    /// itself.</value>
    public double Step { get; init; } = 0.1;

    /// <summary>Whether the retained rows are trained on too.</summary>
    /// <value>True. False, as published, is faster, because only forgotten rows pass the network, but it costs accuracy on the retained
    /// rows.</value>
    public bool KeepsRetained { get; init; } = true;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Nested(RandomRows).Nested(WholeClass).Positive(Step);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size) =>
    [
        size.Pass(Search, size.Forgotten, 1 + UnlearningStage.ForwardPass),
        size.Descent("shrinking", size.Choose(RandomRows, WholeClass), (KeepsRetained ? size.Retained : 0) + size.Forgotten),
    ];

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        var settings = run.Chosen(RandomRows, WholeClass);
        using var nearest = NearestWrongLabels(run, settings.BatchSize!.Value);
        var none = KeepsRetained ? null : run.Split.Retain.Select([]);
        var rows = new MixedRows(run, none ?? run.Split.Retain);
        run.Descend(
            rows.Count, settings, "shrinking", step => rows.CrossEntropy(step, forgotten => nearest.index_select(0, forgotten)));
    }

    /// <summary>The nearest wrong class of each forgotten row, in order: N, <c>Int64</c>, on the CPU.</summary>
    internal Tensor NearestWrongLabels(UnlearningRun run, int batchSize)
    {
        using var scope = NewDisposeScope();
        var forget = run.Split.Forget;
        var labels = new List<Tensor>(); // read at the end: a reading waits for the device
        run.Network.eval();
        for (var start = 0; start < forget.Count; start += batchSize)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var end = Math.Min(start + batchSize, forget.Count);
            var indices = NewTensor.Range(start, end);
            var nearest = NearestWrong(run, forget.FeaturesAt(indices, run.Device), forget.LabelsAt(indices, run.Device)); // b
            labels.Add(nearest.MoveToOuterDisposeScope());
            run.Progress.Report(new UnlearningProgress(Search, end, forget.Count));
        }
        run.Network.train();
        return (labels.Count == 0 ? NewTensor.Of(Array.Empty<long>()) : cat(labels).cpu()).DetachFromDisposeScope();
    }

    private Tensor NearestWrong(UnlearningRun run, Tensor images, Tensor labels)
    {
        images.requires_grad_();
        var gradient = autograd.grad([Losses.CrossEntropy(run.Network.forward(images).Logits, labels)], [images])[0];
        using var none = no_grad();
        var moved = run.Unit.Clamped(images + run.Unit.Scaled(Step * gradient.sign())); // x', b x C x H x W, or b x F
        var isTrue = nn.functional.one_hot(labels, run.Network.NumberOfClasses).to(ScalarType.Bool); // b x K
        var logits = run.Network.forward(moved).Logits.masked_fill(isTrue, float.NegativeInfinity);
        // A class of which no row stays is taught to no row.
        long[] gone = [.. Enumerable.Range(0, (int)run.Network.NumberOfClasses)
            .Select(index => (long)index).Except(run.Split.StayingClasses)];
        if (gone.Length == 0) return logits.argmax(1);
        var staying = logits.index_fill(1, NewTensor.Of(gone).SentTo(run.Device), float.NegativeInfinity); // b x K
        var alone = staying.isinf().all(1, keepdim: true); // a row of the only class that stays
        return where(alone, logits, staying).argmax(1);
    }
}
