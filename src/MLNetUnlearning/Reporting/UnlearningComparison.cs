using MLNetUnlearning.Reporting;

namespace MLNetUnlearning;

/// <summary>Runs of several methods side by side: which comes closest to retraining, and at what cost.</summary>
/// <remarks>
/// Runs form blocks of the same data, request and sparsity. In a block, the runs of one method over several seeds are one row, with mean
/// and standard deviation (n - 1). Every run is compared with the run named <see cref="ComparedRun.Retrain"/> of its own seed. If there is
/// none, its disparity is unknown.
/// </remarks>
public sealed class UnlearningComparison
{
    private readonly Dictionary<(string, string, string, double, int, string), ComparedRun> byKey = [];
    private readonly string retrained;

    /// <summary>Puts runs side by side.</summary>
    /// <param name="runs">The runs, in any order.</param>
    /// <exception cref="ArgumentException">Two runs are of the same data, request, sparsity, method and seed.</exception>
    public UnlearningComparison(IEnumerable<ComparedRun> runs) : this(runs, ComparedRun.Retrain)
    {
    }

    /// <param name="runs">The runs, in any order.</param>
    /// <param name="retrained">The name of the runs that the others are compared with.</param>
    internal UnlearningComparison(IEnumerable<ComparedRun> runs, string retrained)
    {
        ArgumentNullException.ThrowIfNull(runs);
        this.retrained = retrained;
        foreach (var run in runs)
            if (!byKey.TryAdd(run.Key, run))
                throw new ArgumentException(
                    $"There are two runs of '{run.Method}' with seed {run.Seed} on {run.Data}, {run.Forget}, sparsity {run.Sparsity}.",
                    nameof(runs));
        Runs =
        [
            .. byKey.Values.OrderBy(run => run.Data, StringComparer.Ordinal).ThenBy(run => run.Scheme, StringComparer.Ordinal)
                .ThenBy(run => run.Forget, StringComparer.Ordinal).ThenBy(run => run.Sparsity)
                .ThenBy(run => run.Method, StringComparer.Ordinal).ThenBy(run => run.Seed),
        ];
        var blocks = Runs.GroupBy(run => (run.Data, run.Scheme, run.Forget, run.Sparsity));
        Blocks = [.. blocks.Select(block => new ComparisonBlock(block, this))];
    }

    /// <summary>The runs, by data, request, sparsity, method and seed.</summary>
    public IReadOnlyList<ComparedRun> Runs { get; }

    /// <summary>The runs in blocks that can be compared.</summary>
    public IReadOnlyList<ComparisonBlock> Blocks { get; }

    /// <summary>Reads JSON lines that <see cref="Save"/> wrote, also those of several comparisons one after the other.</summary>
    /// <param name="lines">The lines; empty ones are skipped.</param>
    /// <exception cref="FormatException">A line is not a run.</exception>
    /// <exception cref="ArgumentException">A run occurs twice with different figures.</exception>
    public static UnlearningComparison Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return new UnlearningComparison(lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(ComparedRun.Parse)
            .DistinctBy(run => run.ToJson().ToJsonString()));
    }

    /// <summary>The mean of |run - retrained| over the four figures, in points; null if there is no retrained model of the run's
    /// seed.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    public double? AverageDisparity(ComparedRun run) => RetrainedOf(run) is { } other ? Figure.DisparityBetween(run, other) : null;

    /// <summary>The run's time divided by that of retraining with the same seed; null if one of them is unknown.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    public double? RunTimeRatio(ComparedRun run) => run.Seconds / RetrainedOf(run)?.Seconds;

    /// <summary>One table a block, as Markdown.</summary>
    public string ToMarkdown() => string.Join('\n', Blocks.Select(block => block.ToMarkdown()));

    /// <summary>The tables, as <see cref="ToMarkdown"/> gives them.</summary>
    public override string ToString() => ToMarkdown();

    /// <summary>One line for each method of each block, with means and standard deviations.</summary>
    public string ToCsv() => Tables.Csv(
        [
            "data", "scheme", "forget", "sparsity", "method", "seeds",
            .. Column.All.SelectMany(column => new[] { column.Csv, column.Csv + "_sd" }),
        ],
        Blocks.SelectMany(block => block.Methods.Select(method => (object?[])
        [
            block.Data, block.Scheme, block.Forget, block.Sparsity, method.Name, method.Runs.Count,
            .. Column.All.Select(column => method[column]).SelectMany(figure => new object?[] { figure?.Mean, figure?.Deviation }),
        ])));

    /// <summary>One line for each attack of each run.</summary>
    public string AttacksToCsv() => Tables.Csv(
        [
            "data", "scheme", "forget", "sparsity", "method", "seed", "attack", "forget_efficacy", "non_members_recognised",
            "training_privacy_accuracy", "auc_forgotten", "tpr_forgotten_at_1_percent",
        ],
        Runs.SelectMany(run => run.Attacks.Select(attack => (object?[])
        [
            run.Data, run.Scheme, run.Forget, run.Sparsity, run.Method, run.Seed, attack.Attack, attack.Efficacy,
            attack.NonMembersRecognised, attack.TrainingPrivacyAccuracy, attack.ForgottenAreaUnderCurve,
            attack.ForgottenTruePositivesAtOnePercent,
        ])));

    /// <summary>One JSON object a line for each run: its figures, all its attacks, and its figures relative to the retrained
    /// model.</summary>
    public string ToJsonLines() => string.Concat(Runs.Select(run =>
    {
        var line = run.ToJson();
        foreach (var column in Column.All.Where(column => !line.ContainsKey(column.Json)))
            line[column.Json] = column.Of(this, run);
        return line.ToJsonString() + "\n";
    }));

    /// <summary>Writes <c>comparison.jsonl</c>, <c>comparison.md</c>, <c>comparison.csv</c> and <c>attacks.csv</c>. Each file replaces an
    /// old one as a whole.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Tables.Save(Path.Combine(folder, "comparison.jsonl"), ToJsonLines());
        Tables.Save(Path.Combine(folder, "comparison.md"), ToMarkdown());
        Tables.Save(Path.Combine(folder, "comparison.csv"), ToCsv());
        Tables.Save(Path.Combine(folder, "attacks.csv"), AttacksToCsv());
    }

    private ComparedRun? RetrainedOf(ComparedRun run) =>
        byKey.GetValueOrDefault((run.Data, run.Scheme, run.Forget, run.Sparsity, run.Seed, retrained));
}

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
