using MLNetUnlearning.Reporting;

namespace MLNetUnlearning;

/// <summary>Methods on the same data, request and sparsity.</summary>
public sealed class ComparisonBlock
{
    internal ComparisonBlock(IEnumerable<ComparedRun> runs, UnlearningComparison comparison) =>
        Methods =
        [
            .. runs.GroupBy(run => run.Method).Select(method => new ComparedMethod([.. method], comparison))
                .OrderBy(method => method.Name switch { ComparedRun.Original => 0, ComparedRun.Retrain => 1, _ => 2 })
                .ThenBy(method => method.AverageDisparity?.Mean ?? double.MaxValue).ThenBy(method => method.Name, StringComparer.Ordinal),
        ];

    /// <summary>The data, in words.</summary>
    public string Data => Methods[0].Runs[0].Data;

    /// <summary>"class" or "random".</summary>
    public string Scheme => Methods[0].Runs[0].Scheme;

    /// <summary>The request.</summary>
    public string Forget => Methods[0].Runs[0].Forget;

    /// <summary>The share of convolution weights fixed at zero, in percent.</summary>
    public double Sparsity => Methods[0].Runs[0].Sparsity;

    /// <summary>The original, the retrained model, then the methods from the closest to retraining to the farthest.</summary>
    public IReadOnlyList<ComparedMethod> Methods { get; }

    /// <summary>A heading and a table, as Markdown, with a line below for each method that cost retained rows more accuracy than a run
    /// should.</summary>
    public string ToMarkdown()
    {
        var network = Sparsity == 0 ? "dense" : $"{Tables.Number(Sparsity, "0.#")} % sparse";
        var ruined = Methods.Where(method => method.Runs.Any(run => run.RetainAccuracyLost is not null)).Select(method =>
            $"\n{method.Name} cost retained rows up to {Tables.Number(method.Runs.Max(run => run.RetainAccuracyLost), "F1")} points of "
            + "accuracy, more than the 15 that it should.\n");
        return $"### {Data}, forget {Forget}, {network}\n\n" + Tables.Markdown(
            ["method", .. Column.All.Select(column => column.Heading), "seeds"],
            Methods.Select(method => (string[])
            [
                method.Name, .. Column.All.Select(column => method[column]?.ToString(column.Format) ?? "-"),
                string.Join(", ", method.Runs.Select(run => run.Seed)),
            ])) + string.Concat(ruined);
    }

    /// <summary>The table, as <see cref="ToMarkdown"/> gives it.</summary>
    public override string ToString() => ToMarkdown();
}

/// <summary>A method over its seeds.</summary>
public sealed class ComparedMethod
{
    private readonly UnlearningComparison comparison;

    internal ComparedMethod(IReadOnlyList<ComparedRun> runs, UnlearningComparison comparison) =>
        (Runs, this.comparison) = (runs, comparison);

    /// <summary>Its name.</summary>
    public string Name => Runs[0].Method;

    /// <summary>Its runs, by seed.</summary>
    public IReadOnlyList<ComparedRun> Runs { get; }

    /// <summary>UA, in percent.</summary>
    public MeanAndDeviation UnlearningAccuracy => Over(run => run.UnlearningAccuracy)!;

    /// <summary>MIA-Efficacy, in percent.</summary>
    public MeanAndDeviation MembershipInferenceEfficacy => Over(run => run.MembershipInferenceEfficacy)!;

    /// <summary>RA, in percent.</summary>
    public MeanAndDeviation RetainAccuracy => Over(run => run.RetainAccuracy)!;

    /// <summary>TA, in percent.</summary>
    public MeanAndDeviation TestAccuracy => Over(run => run.TestAccuracy)!;

    /// <summary>The headline, in points: each seed against its own retrained model. Null if a seed has none.</summary>
    public MeanAndDeviation? AverageDisparity => Over(comparison.AverageDisparity);

    /// <summary>Run time in seconds; null where unknown.</summary>
    public MeanAndDeviation? Seconds => Over(run => run.Seconds);

    /// <summary>Run time divided by that of retraining with the same seed; null if unknown.</summary>
    public MeanAndDeviation? RunTimeRatio => Over(comparison.RunTimeRatio);

    /// <summary>Time of preparations that are made once for a classifier, in seconds; null where unknown.</summary>
    public MeanAndDeviation? PreparationSeconds => Over(run => run.PreparationSeconds);

    /// <summary>Peak memory in MiB; null where unknown.</summary>
    public MeanAndDeviation? PeakMemory => Over(run => run.PeakMemory);

    /// <summary>The name and the number of seeds.</summary>
    public override string ToString() => $"{Name}, {Runs.Count} {(Runs.Count == 1 ? "seed" : "seeds")}";

    internal MeanAndDeviation? this[Column column] => Over(run => column.Of(comparison, run));

    private MeanAndDeviation? Over(Func<ComparedRun, double?> figure) => MeanAndDeviation.Of([.. Runs.Select(figure)]);
}

/// <summary>A figure over several seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The sample standard deviation (n - 1); null for a single seed.</param>
public sealed record MeanAndDeviation(double Mean, double? Deviation)
{
    /// <summary>Mean and deviation; null where one of the numbers is unknown.</summary>
    internal static MeanAndDeviation? Of(IReadOnlyList<double?> numbers)
    {
        if (numbers.Contains(null)) return null;
        var mean = numbers.Average()!.Value;
        var deviation = Math.Sqrt(numbers.Sum(number => Math.Pow(number!.Value - mean, 2)) / (numbers.Count - 1));
        return new MeanAndDeviation(mean, numbers.Count == 1 ? null : deviation);
    }

    /// <summary>Such as "41.0 ± 1.4".</summary>
    internal string ToString(string format) =>
        Tables.Number(Mean, format) + (Deviation is { } deviation ? $" ± {Tables.Number(deviation, format)}" : "");
}
