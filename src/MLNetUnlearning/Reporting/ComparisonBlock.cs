using MLNetUnlearning.Reporting;
namespace MLNetUnlearning;

/// <summary>Methods on the same data, request and sparsity.</summary>
public sealed class ComparisonBlock
{
    internal ComparisonBlock(IEnumerable<ComparedRun> runs, UnlearningComparison comparison)
    {
        Methods = [.. runs.GroupBy(run => run.Method).Select(method => new ComparedMethod([.. method], comparison))
            .OrderBy(method => method.Name switch { ComparedRun.Original => 0, ComparedRun.Retrain => 1, _ => 2 })
            .ThenBy(method => method.AverageDisparity?.Mean ?? double.MaxValue).ThenBy(method => method.Name, StringComparer.Ordinal)];
        var one = Methods[0].Runs[0];
        (Data, Scheme, Forget, Sparsity) = (one.Data, one.Scheme, one.Forget, one.Sparsity);
    }

    /// <summary>The data, in words.</summary>
    public string Data { get; }

    /// <summary>"class" or "random".</summary>
    public string Scheme { get; }

    /// <summary>The request.</summary>
    public string Forget { get; }

    /// <summary>The share of convolution weights fixed at zero, in percent.</summary>
    public double Sparsity { get; }

    /// <summary>The original, the retrained model, then the methods from the closest to retraining to the farthest.</summary>
    public IReadOnlyList<ComparedMethod> Methods { get; }

    /// <summary>A heading and a table, as Markdown.</summary>
    public string ToMarkdown() => ComparisonMarkdown.Of(this);
}

/// <summary>A method over its seeds.</summary>
public sealed class ComparedMethod
{
    internal ComparedMethod(IReadOnlyList<ComparedRun> runs, UnlearningComparison comparison)
    {
        (Name, Runs) = (runs[0].Method, runs);
        AverageDisparity = MeanAndDeviation.Of(runs.Select(comparison.AverageDisparity));
        RunTimeRatio = MeanAndDeviation.Of(runs.Select(comparison.RunTimeRatio));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

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

    /// <summary>The headline, in points, each seed against its own retrained model; null where a seed has none.</summary>
    public MeanAndDeviation? AverageDisparity { get; }

    /// <summary>Run time in seconds; null where unknown.</summary>
    public MeanAndDeviation? Seconds => Over(run => run.Seconds);

    /// <summary>Run time over that of retraining with the same seed; null where unknown.</summary>
    public MeanAndDeviation? RunTimeRatio { get; }

    /// <summary>Time of what is made once for a classifier and reused, in seconds; null where unknown.</summary>
    public MeanAndDeviation? PreparationSeconds => Over(run => run.PreparationSeconds);

    /// <summary>Peak memory in MiB; null where unknown.</summary>
    public MeanAndDeviation? PeakMemory => Over(run => run.PeakMemory);

    private MeanAndDeviation? Over(Func<ComparedRun, double?> figure) => MeanAndDeviation.Of(Runs.Select(figure));
}
