namespace MLNetUnlearning.Serving;

/// <summary>The answer of a classifier for one image.</summary>
/// <param name="PredictedLabel">The most probable class; the first one if several are equally probable.</param>
/// <param name="Probability">The probability of this class, 0 to 1.</param>
/// <param name="Classes">All classes of the classifier that scored the image. A swap may change them.</param>
/// <param name="Scores">The probabilities of all classes, in the same order.</param>
public sealed record RowPrediction(string PredictedLabel, float Probability, IReadOnlyList<string> Classes, IReadOnlyList<float> Scores)
{
    /// <exception cref="InvalidOperationException">The scores are not finite: the weights are damaged, or training diverged.</exception>
    internal static RowPrediction Of(IReadOnlyList<string> classes, float[] scores)
    {
        if (!Array.TrueForAll(scores, float.IsFinite))
            throw new InvalidOperationException(
                "The classifier's scores of this image are not finite: its weights are damaged, or its training diverged.");
        var best = Array.IndexOf(scores, scores.Max());
        return new RowPrediction(classes[best], scores[best], classes, scores);
    }
}
