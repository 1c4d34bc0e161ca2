using MLNetUnlearning.Data;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Retained and forgotten rows, shuffled together. Rows 0..R-1 are the retained ones, the rows from R on are the forgotten
/// ones.</summary>
internal sealed class MixedRows(UnlearningRun run, RowSubset retain)
{
    private readonly RowSubset forget = run.Split.Forget;

    public MixedRows(UnlearningRun run) : this(run, run.Split.Retain)
    {
    }

    public int Count => retain.Count + forget.Count;

    /// <summary>The rows of a step; the retained rows come first.</summary>
    public MixedBatch Of(TrainingStep step)
    {
        var kept = step.Indices.masked_select(step.Indices.lt(retain.Count));
        var forgotten = step.Indices.masked_select(step.Indices.ge(retain.Count)) - retain.Count;
        var images = cat([run.FeaturesAt(retain, kept), run.FeaturesAt(forget, forgotten)]); // b x C x H x W
        return new MixedBatch(images, retain.LabelsAt(kept, run.Device), forgotten);
    }

    /// <summary>Mean cross-entropy of a step: retained rows against their own labels, forgotten rows against other labels.</summary>
    /// <param name="step">The step.</param>
    /// <param name="labelsOfForgotten">Takes numbers of forgotten rows, b', and gives their classes, b'. Both are <c>Int64</c> on the
    /// CPU.</param>
    public Tensor CrossEntropy(TrainingStep step, Func<Tensor, Tensor> labelsOfForgotten)
    {
        var batch = Of(step);
        var labels = cat([batch.RetainedLabels, labelsOfForgotten(batch.Forgotten).SentTo(run.Device)]); // b
        return Losses.CrossEntropy(run.Network.forward(batch.Images).Logits, labels);
    }
}

/// <summary>One batch of both kinds of rows.</summary>
/// <param name="Images">b x C x H x W, those of the retained rows first, on the device of the run.</param>
/// <param name="RetainedLabels">Classes of the retained rows, r, on the device of the run.</param>
/// <param name="Forgotten">Numbers of the forgotten rows, b - r, on the CPU.</param>
internal sealed record MixedBatch(Tensor Images, Tensor RetainedLabels, Tensor Forgotten)
{
    public long Retained => RetainedLabels.shape[0];
}
