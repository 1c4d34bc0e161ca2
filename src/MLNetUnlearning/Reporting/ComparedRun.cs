namespace MLNetUnlearning;

/// <summary>One run of one method, measured: a line of a comparison.</summary>
/// <remarks>Accuracies and efficacies are in percent, 0 to 100; times in seconds.</remarks>
public sealed record ComparedRun
{
    /// <summary>The <see cref="Method"/> of the run that the others are measured against.</summary>
    public const string Retrain = "retrain";

    /// <summary>The <see cref="Method"/> of the model before anything is forgotten.</summary>
    public const string Original = "original";

    /// <summary>The data, such as "CIFAR-10, 500 rows a class".</summary>
    public required string Data { get; init; }

    /// <summary>"class" where all rows of a class are forgotten, "random" where rows of several classes are.</summary>
    public required string Scheme { get; init; }

    /// <summary>The request, such as "class:airplane" or "random:0.1".</summary>
    public required string Forget { get; init; }

    /// <summary>The share of the original's convolution weights that pruning has fixed at zero.</summary>
    /// <value>Percent; 0 is a dense network.</value>
    public required double Sparsity { get; init; }

    /// <summary>The method's name.</summary>
    public required string Method { get; init; }

    /// <summary>The method's settings, written out.</summary>
    public required string Settings { get; init; }

    /// <summary>The seed of the run. Runs of one seed, data, request and sparsity start from the same original and are measured against the same retrained model.</summary>
    public required int Seed { get; init; }

    /// <summary>UA.</summary>
    public required double UnlearningAccuracy { get; init; }

    /// <summary>MIA-Efficacy, by the first of <see cref="Attacks"/>.</summary>
    public required double MembershipInferenceEfficacy { get; init; }

    /// <summary>RA.</summary>
    public required double RetainAccuracy { get; init; }

    /// <summary>TA.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>How long the method took, without reading rows and without preparations.</summary>
    public double? Seconds { get; init; }

    /// <summary>How long took what is made once for a classifier and reused by every request, such as pre-training an attacker.</summary>
    public double? PreparationSeconds { get; init; }

    /// <summary>The most memory that the run's process held (resident, in MiB); null where the run had no process of its own.</summary>
    public double? PeakMemory { get; init; }

    /// <summary>What each membership inference attack found, in both evaluations.</summary>
    public required IReadOnlyList<ComparedAttack> Attacks { get; init; }

    /// <summary>Describes a run.</summary>
    /// <param name="data">The data, in words.</param>
    /// <param name="forget">The request.</param>
    /// <param name="sparsity">The original's sparsity, in percent.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="settings">Its settings, written out.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="metrics">What was measured.</param>
    public static ComparedRun Of(string data, string forget, double sparsity, string method, string settings, int seed, UnlearningMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new ComparedRun
        {
            Data = data,
            Scheme = metrics.ForgottenClass is null ? "random" : "class",
            Forget = forget,
            Sparsity = sparsity,
            Method = method,
            Settings = settings,
            Seed = seed,
            UnlearningAccuracy = metrics.UnlearningAccuracy,
            MembershipInferenceEfficacy = metrics.MembershipInferenceEfficacy,
            RetainAccuracy = metrics.RetainAccuracy,
            TestAccuracy = metrics.TestAccuracy,
            Seconds = metrics.RunTime?.TotalSeconds,
            PreparationSeconds = metrics.PreparationTime?.TotalSeconds,
            Attacks = [.. metrics.MembershipInference.Select(ComparedAttack.Of)],
        };
    }

    /// <summary>What tells it from other runs of a comparison.</summary>
    internal (string Data, string Scheme, string Forget, double Sparsity, int Seed, string Method) Key => (Data, Scheme, Forget, Sparsity, Seed, Method);

    /// <summary>The mean of |this - retrained| over UA, MIA-Efficacy, RA and TA.</summary>
    internal double DisparityTo(ComparedRun retrained) => new[]
    {
        UnlearningAccuracy - retrained.UnlearningAccuracy,
        MembershipInferenceEfficacy - retrained.MembershipInferenceEfficacy,
        RetainAccuracy - retrained.RetainAccuracy,
        TestAccuracy - retrained.TestAccuracy,
    }.Average(Math.Abs);
}
