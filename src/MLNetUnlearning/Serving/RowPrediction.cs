namespace MLNetUnlearning.Serving;

/// <summary>What a classifier says of one image.</summary>
/// <param name="PredictedLabel">The most probable class, the first of equals.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
/// <param name="Classes">All classes of the classifier that scored the image; after a swap they may be others.</param>
/// <param name="Scores">Their probabilities, in the same order.</param>
public sealed record RowPrediction(string PredictedLabel, float Probability, IReadOnlyList<string> Classes, IReadOnlyList<float> Scores)
{
    /// <exception cref="InvalidOperationException">The scores are not finite: the weights are damaged, or training diverged.</exception>
    internal static RowPrediction Of(IReadOnlyList<string> classes, float[] scores)
    {
        if (!Array.TrueForAll(scores, float.IsFinite))
            throw new InvalidOperationException("The classifier's scores of this image are not finite: its weights are damaged, or its training diverged.");
        var best = Array.IndexOf(scores, scores.Max());
        return new RowPrediction(classes[best], scores[best], classes, scores);
    }
}
