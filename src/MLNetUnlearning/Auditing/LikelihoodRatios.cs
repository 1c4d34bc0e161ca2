namespace MLNetUnlearning.Auditing;

/// <summary>LiRA's score (Carlini et al. 2022), as U-LiRA (Hayes et al. 2024) uses it: the logarithm of the ratio of two normal densities.
/// One is fitted to the answers of models that have unlearned a row, the other to those of models that never saw it.</summary>
internal static class LikelihoodRatios
{
    /// <summary>The number of models from which on every row has variances of its own. With fewer, all rows share them (Carlini et al.,
    /// section VI.C).</summary>
    public const int OwnVarianceFrom = 32;

    private const double SmallestProbability = 1e-30, SmallestVariance = 1e-6;

    /// <summary>log(p / (1 - p)) of the true class. Over models it is nearly normally distributed.</summary>
    public static double LogOdds((double Own, double Others) probabilities) =>
        Math.Log(Math.Max(probabilities.Own, SmallestProbability)) - Math.Log(Math.Max(probabilities.Others, SmallestProbability));

    /// <summary>The scores of one model's rows. Higher is more like a model that was trained on the row and has unlearned it.</summary>
    /// <param name="model">Log-odds of the rows by the model that is judged.</param>
    /// <param name="unlearned">The same by other models that have unlearned the rows: models x rows.</param>
    /// <param name="never">The same by other models that never saw them: models x rows.</param>
    public static double[] Scores(double[] model, IReadOnlyList<double[]> unlearned, IReadOnlyList<double[]> never)
    {
        var (seen, unseen) = (new Normals(unlearned), new Normals(never));
        // One model gives no variance. With equal variances the ratio says which mean is nearer.
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
            double Squares(int row) => models.Sum(model => Math.Pow(model[row] - means[row], 2));
            double[] own = [.. rows.Select(row => Squares(row) / Math.Max(1, models.Count - 1))];
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

/// <summary>U-LiRA over pairs of shadow models (Hayes et al. 2024). Each half of the pairs is judged by the other half.</summary>
/// <remarks>
/// If each pair were judged by all others, the pairs would depend on each other. A change that is common to all rows of a model could then
/// make the areas agree on a value far from the truth. Judged by the other half, the pairs of a half are independent runs against one
/// attacker, and their spread shows how certain the result is.
/// </remarks>
internal static class UnlearningLikelihoodAudit
{
    /// <summary>Judges each model by those of the other half.</summary>
    /// <param name="forgotten">The models' answers for the rows to forget.</param>
    /// <param name="margins">KLOM over the same models, which goes into the audit.</param>
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
            together.Points(), [.. Limits(ofNever.Length, ofNever.Length * rows)]);
    }

    /// <summary>The mean of the estimates of the two halves, and the mean of their intervals.</summary>
    private static Estimate ByHalves(double[] ofModels)
    {
        Estimate Half(int parity) => ConfidenceIntervals.OfMean([.. ofModels.Where((_, model) => model % 2 == parity)], 0, 1);
        var (first, second) = (Half(0), Half(1));
        return new Estimate((first.Value + second.Value) / 2, (first.Lower + second.Lower) / 2, (first.Upper + second.Upper) / 2);
    }

    /// <summary>The wider of two intervals, over models and over rows: even models that agree saw only a few rows.</summary>
    private static Estimate Wider(Estimate overModels, Estimate overRows) =>
        overModels with { Lower = Math.Min(overModels.Lower, overRows.Lower), Upper = Math.Max(overModels.Upper, overRows.Upper) };

    private static IEnumerable<string> Limits(int models, int scores)
    {
        if (models < 4)
            yield return $"{models} pairs of shadow models say nothing of how much others would differ: the intervals hold every value. "
                + "At least 4 pairs are needed.";
        if (models / 2 < LikelihoodRatios.OwnVarianceFrom)
            yield return $"{models} pairs of shadow models: each row is judged by {models / 2}, too few for a variance of its own. "
                + "This makes the attack weaker than U-LiRA can be.";
        foreach (var limit in RocCurve.RatesTooSmallFor(scores, "scores of models that never saw the rows"))
            yield return limit;
    }
}
