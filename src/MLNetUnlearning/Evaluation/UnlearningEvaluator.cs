using Microsoft.ML.Runtime;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Evaluation;

/// <summary>Measures on scored rows what a model has forgotten, what it has kept, and what it gives away.</summary>
internal static class UnlearningEvaluator
{
    /// <summary>Evaluates a scored view in one pass, and reads a few pictures in a second one.</summary>
    /// <param name="environment">Logs how many rows the attacks are trained on.</param>
    /// <param name="data">Rows of all subsets, scored by a classifier.</param>
    /// <param name="labelColumnName">The true label: a key. Its values are matched with those of the predicted label.</param>
    /// <param name="scoreColumnName">The probabilities by class: a vector of <see cref="float"/> of known size.</param>
    /// <param name="predictedLabelColumnName">The predicted label: a key, its values in the order of the scores.</param>
    /// <param name="subsetColumnName">The subset: a key with the values of <see cref="Subset.Names"/>.</param>
    /// <param name="attacks">The attacks. The first one gives MIA-Efficacy. Null: the published one.</param>
    /// <param name="seed">The seed of the samples and of the attacks' trainers.</param>
    /// <param name="numberOfPictures">How many pictures of the most exposed forgotten rows are kept.</param>
    public static UnlearningMetrics Evaluate(
        IHostEnvironment environment, IDataView data,
        string labelColumnName = "Label", string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        string subsetColumnName = "Subset", IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0, int numberOfPictures = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(numberOfPictures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numberOfPictures, UnlearningMetrics.MostPictures);
        attacks ??= [new KernelSvmAttack()];
        RequireValid(attacks);
        var columns = new ScoredColumns(data.Schema, labelColumnName, scoreColumnName, predictedLabelColumnName, subsetColumnName);
        using var channel = environment.Start(nameof(UnlearningEvaluator));
        var rows = ScoredRows.Read(data, columns, attacks);
        RequireRows(rows);
        var count = Math.Min(rows[Subset.Retain].Count, rows[Subset.Test].Count);
        var groups = RequestGroup.Of(rows);
        var inference = attacks.Select((attack, index) =>
        {
            channel.Info(MessageSensitivity.None, "Attack '{0}': {1} retained against {1} test rows", attack.Name, count);
            double[][] Observed(IEnumerable<EvaluatedRow> some) => [.. some.Select(row => row.Observed[index])];
            return MembershipInferenceMetrics.Of(
                attack, Observed(rows[Subset.Retain]), Observed(rows[Subset.Test]), Observed(rows[Subset.Forget]),
                [.. groups.Select(group => Observed(group.Rows))], seed);
        }).ToArray();
        var metrics = new UnlearningMetrics(
            rows, [.. inference.Select(one => one.Metrics)],
            [.. groups.Select((group, index) => group.Measured(inference[0].GroupEfficacies[index]))], inference[0].ForgottenScores);
        metrics.Pictures = RowPictures.Of(
            data, metrics.Model, [.. metrics.MostExposed.Take(numberOfPictures).Select(answer => answer.Row)]);
        foreach (var limit in metrics.Limits) channel.Warning(MessageSensitivity.None, "{0}", limit);
        return metrics;
    }

    private static void RequireValid(IReadOnlyList<MembershipAttack> attacks)
    {
        if (attacks.Count == 0)
            throw new ArgumentException("There must be at least one attack.", nameof(attacks));
        if (attacks.Contains(null!))
            throw new ArgumentException($"Attack {attacks.ToList().IndexOf(null!)}, counted from 0, is null.", nameof(attacks));
        string[] violations =
        [
            .. attacks.SelectMany(attack => Violations(attack).Select(violation => $"{attack.Name}: {violation}")),
            .. attacks.CountBy(attack => attack.Name ?? "").Where(same => same.Value > 1)
                .Select(same => $"{same.Key}: given {same.Value} times."),
        ];
        if (violations.Length > 0)
            throw new ArgumentException(string.Join(" ", violations), nameof(attacks));
    }

    private static IEnumerable<string> Violations(MembershipAttack attack)
    {
        string[] own = [.. Settings.Violations(attack)];
        if (own.Length > 0) return own;
        if (string.IsNullOrEmpty(attack.Name)) return [$"{attack.GetType().Name} has no name."];
        if (attack.Signals is null || attack.Signals.Any(signal => signal is null)) return ["one of its signals is null."];
        return attack.Signals.Count == 0 && !attack.SeesProbabilities ? ["looks at no signal."] : [];
    }

    private static void RequireRows(ScoredRows rows)
    {
        string[] empty = [.. new[] { Subset.Retain, Subset.Forget, Subset.Test }.Where(subset => rows[subset].Count == 0)];
        if (empty.Length > 0)
            throw new InvalidOperationException(
                $"There are no rows of subset {NameList.Of(empty)} in column '{rows.Columns.Subset.Name}'.");
        if (rows[Subset.Retain].Count < 2 || rows[Subset.Test].Count < 2)
            throw new InvalidOperationException("The attacks need at least 2 rows to retain and 2 to test.");
    }
}
