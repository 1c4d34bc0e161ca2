using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning.Auditing;

/// <summary>U-LiRA over pairs of shadow models (Hayes et al. 2024), each half of the pairs judged by the other.</summary>
/// <remarks>
/// Judged by all others in turn, pairs would depend on each other: what moves all rows of a model alike would let areas agree on a value far from the
/// truth. Judged by the other half, the pairs of a half are independent runs against one attacker, and their spread tells what is known.
/// </remarks>
internal static class UnlearningLikelihoodAudit
{
    /// <summary>Weighs models up against each other.</summary>
    /// <param name="forgotten">What they say of the rows to forget.</param>
    /// <param name="margins">What U-LiRA does not ask.</param>
    public static UnlearningAudit Of(PairAnswers forgotten, MarginDivergences margins)
    {
        var (unlearned, never) = (forgotten.Unlearned, forgotten.Never);
        var models = Enumerable.Range(0, unlearned.Count).ToArray();
        double[][] OtherHalf(IReadOnlyList<double[]> all, int model) => [.. all.Where((_, other) => other % 2 != model % 2)];
        double[] Judged(double[] rows, int model) => LikelihoodRatios.Scores(rows, OtherHalf(unlearned, model), OtherHalf(never, model));
        double[][] ofUnlearned = [.. models.Select(model => Judged(unlearned[model], model))];
        double[][] ofNever = [.. models.Select(model => Judged(never[model], model))];

        var shared = unlearned.Count / 2 < LikelihoodRatios.OwnVarianceFrom ? "shared" : "own";
        return new UnlearningAudit(
            $"U-LiRA, {unlearned.Count} pairs of shadow models, {shared} variances", unlearned.Count, Metrics(ofUnlearned, ofNever),
            [.. ofUnlearned[0].Select((_, row) => models.Average(model => ofUnlearned[model][row] - ofNever[model][row]))], margins);
    }

    private static RocMetrics Metrics(double[][] ofUnlearned, double[][] ofNever)
    {
        var (rows, together) = (ofNever[0].Length, new RocCurve(ofUnlearned.SelectMany(row => row), ofNever.SelectMany(row => row)));
        Estimate Found(double rate)
        {
            var threshold = together.Threshold(rate);
            var found = ByHalves([.. ofUnlearned.Select(scores => (double)scores.Count(score => score > threshold) / rows)]);
            return Wider(found, ConfidenceIntervals.OfShare((int)Math.Round(found.Value * rows), rows)).InPercent();
        }

        var area = ByHalves([.. ofUnlearned.Zip(ofNever, (seen, unseen) => new RocCurve(seen, unseen).Area())]);
        return new RocMetrics(
            Wider(area, ConfidenceIntervals.OfArea(area.Value, rows, rows)), Found(RocCurve.OnePercent), Found(RocCurve.TenthOfAPercent),
            [.. Limits(ofNever.Length, ofNever.Length * rows)]);
    }

    /// <summary>The mean of what the two halves come to, and of their intervals.</summary>
    private static Estimate ByHalves(double[] ofModels)
    {
        Estimate Half(int parity) => ConfidenceIntervals.OfMean([.. ofModels.Where((_, model) => model % 2 == parity)], 0, 1);
        var (first, second) = (Half(0), Half(1));
        return new Estimate((first.Value + second.Value) / 2, (first.Lower + second.Lower) / 2, (first.Upper + second.Upper) / 2);
    }

    /// <summary>Over what other models and what other rows would change: models that agree still have few rows.</summary>
    private static Estimate Wider(Estimate overModels, Estimate overRows) =>
        overModels with { Lower = Math.Min(overModels.Lower, overRows.Lower), Upper = Math.Max(overModels.Upper, overRows.Upper) };

    private static IEnumerable<string> Limits(int models, int scores)
    {
        if (models < 4)
            yield return $"{models} pairs of shadow models say nothing of how much others would differ: the intervals hold everything. Four are the fewest that say something.";
        if (models / 2 < LikelihoodRatios.OwnVarianceFrom)
            yield return $"{models} pairs of shadow models: each row is judged by {models / 2}, too few for a variance of its own, which makes the attack weaker than U-LiRA can be.";
        foreach (var limit in RocCurve.RatesTooSmallFor(scores, "scores of models that never saw the rows"))
            yield return limit;
    }
}
