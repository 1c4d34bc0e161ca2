using System.Text;
using MLNetUnlearning.Files;
using MLNetUnlearning.Reporting;

namespace MLNetUnlearning;

/// <summary>Runs of several methods side by side: which comes closest to retraining, and at what cost.</summary>
/// <remarks>
/// Runs form blocks of the same data, request and sparsity; in a block, runs of one method over several seeds are one row, mean and standard deviation (n - 1).
/// Every run is compared with the run named <see cref="ComparedRun.Retrain"/> of its own seed; without one its disparity is unknown.
/// </remarks>
public sealed class UnlearningComparison
{
    private readonly Dictionary<(string, string, string, double, int, string), ComparedRun> byKey;

    /// <summary>Puts runs side by side.</summary>
    /// <param name="runs">The runs, in any order.</param>
    /// <exception cref="ArgumentException">Two runs are of the same data, request, sparsity, method and seed.</exception>
    public UnlearningComparison(IEnumerable<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        byKey = [];
        foreach (var run in runs)
            if (!byKey.TryAdd(run.Key, run))
                throw new ArgumentException($"There are two runs of '{run.Method}' with seed {run.Seed} on {run.Data}, {run.Forget}, sparsity {run.Sparsity}.", nameof(runs));
        Runs = [.. byKey.Values.OrderBy(run => run.Data, StringComparer.Ordinal).ThenBy(run => run.Scheme, StringComparer.Ordinal).ThenBy(run => run.Forget, StringComparer.Ordinal)
            .ThenBy(run => run.Sparsity).ThenBy(run => run.Method, StringComparer.Ordinal).ThenBy(run => run.Seed)];
        Blocks = [.. Runs.GroupBy(run => (run.Data, run.Scheme, run.Forget, run.Sparsity)).Select(block => new ComparisonBlock(block, this))];
    }

    /// <summary>The runs, by data, request, sparsity, method and seed.</summary>
    public IReadOnlyList<ComparedRun> Runs { get; }

    /// <summary>The runs in blocks that can be compared.</summary>
    public IReadOnlyList<ComparisonBlock> Blocks { get; }

    /// <summary>Reads what <see cref="Save"/> wrote as JSON lines, also of several comparisons one after the other.</summary>
    /// <param name="lines">The lines; empty ones are skipped.</param>
    /// <exception cref="FormatException">A line is no run.</exception>
    /// <exception cref="ArgumentException">A run is there twice with other figures.</exception>
    public static UnlearningComparison Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return new UnlearningComparison(lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(ComparedRunJson.Parse)
            .DistinctBy(run => ComparedRunJson.Line(run)));
    }

    /// <summary>Average disparity: the mean of |run - retrained| over UA, MIA-Efficacy, RA and TA, in points; null without a retrained model of its seed.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    public double? AverageDisparity(ComparedRun run) => RetrainOf(run) is { } retrained ? run.DisparityTo(retrained) : null;

    /// <summary>The run's time over that of retraining with the same seed; null where one of them is unknown.</summary>
    /// <param name="run">One of <see cref="Runs"/>.</param>
    public double? RunTimeRatio(ComparedRun run) => run.Seconds / RetrainOf(run)?.Seconds;

    /// <summary>One table a block, as Markdown.</summary>
    public string ToMarkdown() => ComparisonMarkdown.Of(this);

    /// <summary>One line for each method of each block, with means and standard deviations.</summary>
    public string ToCsv() => ComparisonCsv.Methods(this);

    /// <summary>One line for each attack of each run.</summary>
    public string AttacksToCsv() => ComparisonCsv.Attacks(this);

    /// <summary>One JSON object a line for each run: its figures, all its attacks, and what they make beside the retrained model.</summary>
    public string ToJsonLines() => string.Concat(Runs.Select(run =>
        ComparedRunJson.Line(run, ("averageDisparity", AverageDisparity(run)), ("runTimeRatio", RunTimeRatio(run))) + "\n"));

    /// <summary>Writes <c>comparison.jsonl</c>, <c>comparison.md</c>, <c>comparison.csv</c> and <c>attacks.csv</c>; each replaces the one that was there as a whole.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        void Write(string name, string text) => AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        Write("comparison.jsonl", ToJsonLines());
        Write("comparison.md", ToMarkdown());
        Write("comparison.csv", ToCsv());
        Write("attacks.csv", AttacksToCsv());
    }

    private ComparedRun? RetrainOf(ComparedRun run) =>
        byKey.GetValueOrDefault((run.Data, run.Scheme, run.Forget, run.Sparsity, run.Seed, ComparedRun.Retrain));
}
