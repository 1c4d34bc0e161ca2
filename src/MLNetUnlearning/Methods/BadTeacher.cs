using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>Bad teaching: the network learns retained rows from itself as it was, and forgotten rows from a network that knows
/// nothing.</summary>
/// <remarks>
/// <para>Choose it where retained rows' probabilities, not their labels alone, should stay as they are, or where only some of the retained
/// rows are at hand.</para>
/// <para>The loss is KL(teacher || student) over shuffled batches of both kinds of rows. The competent teacher is the original network; the
/// incompetent one has the same architecture and fresh random weights. Both stand still in evaluation mode.</para>
/// <para>Source: Chundawat et al., "Can Bad Teaching Induce Forgetting?", AAAI 2023, equation 3; <see cref="Published"/> is its recipe. It
/// differs from the published code in that the divergence is a mean over rows (there over rows and classes, which makes the rate K times as
/// low), and that each row passes one teacher, not both.</para>
/// </remarks>
public sealed record BadTeacher : UnlearningMethod
{
    /// <summary>Published settings (CIFAR, ResNet-18): Adam at 1e-4 for one epoch, batches of 256, with 30 % of the retained
    /// rows.</summary>
    public static BadTeacher Published { get; } =
        new() { RandomRows = PublishedDescent, WholeClass = PublishedDescent, RetainedShare = 0.3 };

    private static OptimizerSettings PublishedDescent =>
        new() { Adam = true, NumberOfEpochs = 1, BatchSize = 256, LearningRate = 1e-4, WeightDecay = 0 };

    /// <inheritdoc/>
    public override string Name => "bad teaching";

    /// <summary>The descent where rows of many classes are forgotten.</summary>
    /// <value>2 epochs at 0.03, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings RandomRows { get; init; } = new() { NumberOfEpochs = 2, LearningRate = 0.03, DecayToZero = true };

    /// <summary>The descent where all rows of one class are forgotten.</summary>
    /// <value>2 epochs at 0.03, falling to 0. More epochs or a higher rate forget more.</value>
    public OptimizerSettings WholeClass { get; init; } = new() { NumberOfEpochs = 2, LearningRate = 0.03, DecayToZero = true };

    /// <summary>How many of the retained rows are taught, drawn once, in (0, 1].</summary>
    /// <value>1. Fewer costs less, and forgets more for each row that is kept.</value>
    public double RetainedShare { get; init; } = 1;

    /// <summary>T, by which both networks' answers are softened before they are compared.</summary>
    /// <value>1, as published. Higher lets unlikely classes count more.</value>
    public double Temperature { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Nested(RandomRows)
        .Nested(WholeClass)
        .Share(RetainedShare)
        .Positive(Temperature);

    /// <inheritdoc/>
    public override void Unlearn(UnlearningRun run)
    {
        using ClassifierNetwork competent = run.Network.Copy(run.Device), incompetent = run.Network.Copy(run.Device);
        incompetent.Reset(run.Generator);
        competent.eval();
        incompetent.eval();
        var retain = Some(run.Split.Retain, run.Generator);
        var rows = new MixedRows(run, retain);
        run.Descend(rows.Count, run.Split.Choose(RandomRows, WholeClass), "teaching", step =>
        {
            var batch = rows.Of(step);
            return Losses.Divergence(Lessons(competent, incompetent, batch), run.Network.forward(batch.Images).Logits, Temperature);
        });
    }

    /// <summary>The logits that the student is to learn, b x K: retained rows by the competent teacher, forgotten ones by the
    /// other.</summary>
    private static Tensor Lessons(ClassifierNetwork competent, ClassifierNetwork incompetent, MixedBatch batch)
    {
        using var none = no_grad();
        var (retained, forgotten) = (batch.Retained, batch.Images.shape[0] - batch.Retained);
        if (forgotten == 0)
            return competent.forward(batch.Images).Logits;
        var bad = incompetent.forward(batch.Images.narrow(0, retained, forgotten)).Logits;
        return retained == 0 ? bad : cat([competent.forward(batch.Images.narrow(0, 0, retained)).Logits, bad]);
    }

    private RowSubset Some(RowSubset rows, Generator generator)
    {
        using var drawn = Batches.Draw(rows.Count, (int)Math.Ceiling(RetainedShare * rows.Count), generator);
        return rows.Select(drawn.data<long>().ToArray());
    }
}
