using System.Globalization;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Reporting;

/// <summary>A comparison as comma-separated values: numbers with a point, texts quoted where they must be.</summary>
internal static class ComparisonCsv
{
    private static readonly (string Name, Func<ComparedMethod, MeanAndDeviation?> Of)[] Figures =
    [
        ("unlearning_accuracy", method => method.UnlearningAccuracy),
        ("mia_efficacy", method => method.MembershipInferenceEfficacy),
        ("retain_accuracy", method => method.RetainAccuracy),
        ("test_accuracy", method => method.TestAccuracy),
        ("average_disparity", method => method.AverageDisparity),
        ("seconds", method => method.Seconds),
        ("run_time_ratio", method => method.RunTimeRatio),
        ("preparation_seconds", method => method.PreparationSeconds),
        ("peak_memory_mib", method => method.PeakMemory),
    ];

    public static string Methods(UnlearningComparison comparison) => Table(
        ["data", "scheme", "forget", "sparsity", "method", "seeds", .. Figures.SelectMany(figure => new[] { figure.Name, figure.Name + "_sd" })],
        comparison.Blocks.SelectMany(block => block.Methods.Select(method => (object?[])
        [
            block.Data, block.Scheme, block.Forget, block.Sparsity, method.Name, method.Runs.Count,
            .. Figures.Select(figure => figure.Of(method)).SelectMany(figure => new object?[] { figure?.Mean, figure?.Deviation }),
        ])));

    public static string Attacks(UnlearningComparison comparison) => Table(
        ["data", "scheme", "forget", "sparsity", "method", "seed", "attack", "forget_efficacy", "non_members_recognised", "training_privacy_accuracy", "auc_forgotten", "tpr_forgotten_at_1_percent"],
        comparison.Runs.SelectMany(run => run.Attacks.Select(attack => (object?[])
        [
            run.Data, run.Scheme, run.Forget, run.Sparsity, run.Method, run.Seed, attack.Attack, attack.Efficacy, attack.NonMembersRecognised, attack.TrainingPrivacyAccuracy,
            attack.ForgottenAreaUnderCurve, attack.ForgottenTruePositivesAtOnePercent,
        ])));

    private static string Table(string[] headings, IEnumerable<object?[]> rows) =>
        string.Concat(rows.Prepend(headings).Select(row => string.Join(',', row.Select(Cell)) + "\n"));

    private static string Cell(object? value) => value switch
    {
        null => "",
        double number => Math.Round(number, 4).ToString(CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString()!),
    };

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
