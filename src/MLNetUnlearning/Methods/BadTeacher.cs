using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Bad teaching: two teachers train the network. For retained rows it learns the answers of the original network, for forgotten
/// rows those of a network that knows nothing.</summary>
/// <remarks>
/// <para>Choose it where the probabilities of retained rows should stay as they are, not only their labels, or where only some of the
/// retained rows are at hand.</para>
/// <para>The loss is KL(teacher || student) over shuffled batches of both kinds of rows. The competent teacher is the original network. The
/// incompetent teacher has the same architecture and fresh random weights. Both stay unchanged, in evaluation mode.</para>
/// <para>Source: Chundawat et al., "Can Bad Teaching Induce Forgetting?", AAAI 2023, equation 3; <see cref="Published"/> is its recipe. It
/// differs from the published code in two ways. The divergence is a mean over rows; there it is a mean over rows and classes, which acts
/// like a rate that is K times as low. Each row passes one teacher, not both.</para>
/// </remarks>
public sealed record BadTeacher : DescentMethod
{
    /// <summary>Published settings (CIFAR, ResNet-18): Adam at 1e-4 for one epoch, batches of 256, with 30 % of the retained
    /// rows.</summary>
    public static BadTeacher Published { get; } =
        new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent, RetainedShare = 0.3 };

    private static OptimizerSettings PublishedDescent =>
        new() { Adam = true, NumberOfEpochs = 1, BatchSize = 256, LearningRate = 1e-4, WeightDecay = 0, DecayToZero = false };

    /// <inheritdoc/>
    public override string Name => "bad teaching";

    /// <summary>How the network is trained when rows of many classes are forgotten.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more;
    /// fewer or a lower rate forget less.</value>
    public override OptimizerSettings RandomRows { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>How the network is trained when all rows of one class are forgotten.</summary>
    /// <value>A fifth of the steps of retraining, at half of its rate, falling to 0. More steps or a higher rate forget more;
    /// fewer or a lower rate forget less.</value>
    public override OptimizerSettings WholeClass { get; init; } = new() { TrainingShare = 0.2, LearningRateShare = 0.5 };

    /// <summary>The share of the retained rows that is taught, in (0, 1]. These rows are drawn once, at random.</summary>
    /// <value>1. A smaller share takes less time and gives the forgotten rows more weight; a larger one protects the retained rows
    /// better.</value>
    public double RetainedShare { get; init; } = 1;

    /// <summary>T: the logits of teacher and student are divided by it before they are compared.</summary>
    /// <value>1, as published. Higher makes unlikely classes count more; lower makes them count less.</value>
    public double Temperature { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .Share(RetainedShare)
        .Positive(Temperature);

    /// <inheritdoc/>
    public override IReadOnlyList<UnlearningStage> Stages(UnlearningSize size)
    {
        var taught = (int)Math.Ceiling(RetainedShare * size.Retained);
        return [size.Descent("teaching", size.Choose(RandomRows, WholeClass), taught + size.Forgotten, 1 + UnlearningStage.ForwardPass)];
    }

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using ClassifierNetwork competent = run.Network.Copy(run.Device), incompetent = run.Network.Copy(run.Device);
        incompetent.Reset(run.Generator);
        incompetent.StandardizeBy(run.Split.Retain); // it knows nothing of the rows but their unit
        competent.eval();
        incompetent.eval();
        var retain = Some(run.Split.Retain, run.Generator);
        var rows = new MixedRows(run, retain);
        run.Descend(rows.Count, run.Chosen(RandomRows, WholeClass), "teaching", step =>
        {
            var batch = rows.Of(step);
            return Losses.Divergence(Lessons(competent, incompetent, batch), run.Network.forward(batch.Images).Logits, Temperature);
        });
    }

    /// <summary>The logits that the student is to learn, b x K: for retained rows those of the competent teacher, for forgotten rows those
    /// of the other.</summary>
    private static Tensor Lessons(ClassifierNetwork competent, ClassifierNetwork incompetent, MixedBatch batch)
    {
        using var none = no_grad();
        var (retained, forgotten) = (batch.Retained, batch.Images.shape[0] - batch.Retained);
        if (forgotten == 0) return competent.forward(batch.Images).Logits;
        var bad = incompetent.forward(batch.Images.narrow(0, retained, forgotten)).Logits;
        return retained == 0 ? bad : cat([competent.forward(batch.Images.narrow(0, 0, retained)).Logits, bad]);
    }

    private RowSubset Some(RowSubset rows, Generator generator)
    {
        using var drawn = Batches.Draw(rows.Count, (int)Math.Ceiling(RetainedShare * rows.Count), generator);
        return rows.Select(drawn.data<long>().ToArray());
    }
}
