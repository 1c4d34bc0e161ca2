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

    /// <summary>Writes <c>comparison.html</c>, <c>comparison.jsonl</c>, <c>comparison.md</c>, <c>comparison.csv</c> and <c>attacks.csv</c>.
    /// Each file replaces an old one as a whole.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        SaveData(folder);
        SaveHtml(Path.Combine(folder, "comparison.html"), new() { WithData = false });
    }

    /// <summary>Writes the comparison as a page to read: for each block the closest method in words, a plot of the average disparity
    /// against the run time, and a table that can be sorted. It loads nothing, and can be read without a script.</summary>
    /// <remarks>Beside <c>methods.html</c> the folder <c>methods.data</c> gets the other files of <see cref="Save"/>.</remarks>
    /// <param name="path">The page; its folder is made where it is missing.</param>
    /// <param name="options">What it shows; null: everything.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options are out of range.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void SaveHtml(string path, ReportPageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        var page = ToHtml(options);
        if (options.WithData) SaveData(ReportData.FolderOf(path));
        Tables.Save(path, page);
    }

    /// <summary>The page that <see cref="SaveHtml"/> writes.</summary>
    /// <param name="options">What it shows; null: everything.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options are out of range.</exception>
    public string ToHtml(ReportPageOptions? options = null) => ComparisonPage.Of(this, (options ?? new()).Checked());

    private void SaveData(string folder)
    {
        Tables.Save(Path.Combine(folder, "comparison.jsonl"), ToJsonLines());
        Tables.Save(Path.Combine(folder, "comparison.md"), $"{ToMarkdown()}\n{Words}");
        Tables.Save(Path.Combine(folder, "comparison.csv"), ToCsv());
        Tables.Save(Path.Combine(folder, "attacks.csv"), AttacksToCsv());
    }

    private const string Words = """
        UA: the share of forgotten rows that the model gets wrong, in percent. MIA-Efficacy: the share of them that an attack takes for rows
        never trained on, in percent. RA and TA: the accuracy on retained and on test rows, in percent. The average disparity is how far
        these four are from those of the model retrained with the same seed, on average, in points: lower is better.

        """;

    private ComparedRun? RetrainedOf(ComparedRun run) =>
        byKey.GetValueOrDefault((run.Data, run.Scheme, run.Forget, run.Sparsity, run.Seed, retrained));
}
