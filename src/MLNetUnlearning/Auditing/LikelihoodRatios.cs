using Microsoft.ML.Data;
namespace MLNetUnlearning.Auditing;

/// <summary>
/// LiRA's score (Carlini et al. 2022) between models that have unlearned a row and models that never saw it, as U-LiRA (Hayes et al. 2024)
/// takes it: the
/// logarithm of the ratio of two normal densities, fitted to what other models give to the row.
/// </summary>
internal static class LikelihoodRatios
{
    /// <summary>Models from which on every row has variances of its own; below, all rows share them (Carlini et al., section
    /// VI.C).</summary>
    public const int OwnVarianceFrom = 32;

    private const double SmallestProbability = 1e-30, SmallestVariance = 1e-6;

    /// <summary>log(p / (1 - p)) of the true class: near enough normally distributed over models.</summary>
    public static double LogOdds((double Own, double Others) probabilities) =>
        Math.Log(Math.Max(probabilities.Own, SmallestProbability)) - Math.Log(Math.Max(probabilities.Others, SmallestProbability));

    /// <summary>The scores of one model's rows; higher: more like a model that was trained on the row and has unlearned it.</summary>
    /// <param name="model">Log-odds of the rows by the model in question.</param>
    /// <param name="unlearned">The same by other models that have unlearned the rows: models x rows.</param>
    /// <param name="never">The same by other models that never saw them: models x rows.</param>
    public static double[] Scores(double[] model, IReadOnlyList<double[]> unlearned, IReadOnlyList<double[]> never)
    {
        var (seen, unseen) = (new Normals(unlearned), new Normals(never));
        // One model tells nothing of a variance: with equal ones the ratio is whose mean is nearer.
        if (unlearned.Count < 2)
            (seen, unseen) = (seen.WithVariance(1), unseen.WithVariance(1));
        return [.. model.Select((value, row) => seen.LogDensity(row, value) - unseen.LogDensity(row, value))];
    }

    /// <summary>A normal distribution for every row.</summary>
    private sealed class Normals
    {
        private readonly double[] means, variances;

        public Normals(IReadOnlyList<double[]> models)
        {
            var rows = Enumerable.Range(0, models[0].Length).ToArray();
            means = [.. rows.Select(row => models.Average(model => model[row]))];
            double[] own = [.. rows.Select(row => models.Sum(model => Math.Pow(model[row] - means[row], 2)) / Math.Max(1, models.Count - 1))];
            variances = models.Count >= OwnVarianceFrom ? own : [.. rows.Select(_ => own.Average())];
        }

        private Normals(double[] means, double[] variances) => (this.means, this.variances) = (means, variances);

        public Normals WithVariance(double variance) => new(means, [.. means.Select(_ => variance)]);

        public double LogDensity(int row, double value)
        {
            var variance = Math.Max(variances[row], SmallestVariance);
            return -0.5 * (Math.Log(variance) + Math.Pow(value - means[row], 2) / variance);
        }
    }
}

/// <summary>U-LiRA over pairs of shadow models (Hayes et al. 2024), each half of the pairs judged by the other.</summary>
/// <remarks>
/// Judged by all others in turn, pairs would depend on each other: what moves all rows of a model alike would let areas agree on a value
/// far from the
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
