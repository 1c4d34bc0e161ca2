using System.Text.Json;
using System.Text.Json.Nodes;

namespace MLNetUnlearning;

/// <summary>One measured run of one method: a line of a comparison.</summary>
/// <remarks>Accuracies and efficacies are in percent, 0 to 100; times in seconds.</remarks>
public sealed record ComparedRun : IFigures
{
    /// <summary>The <see cref="Method"/> of the run that the others are compared with.</summary>
    public const string Retrain = "retrain";

    /// <summary>The <see cref="Method"/> of the model before anything is forgotten.</summary>
    public const string Original = "original";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The data, such as "CIFAR-10, 500 rows a class".</summary>
    public required string Data { get; init; }

    /// <summary>"class" if all rows of a class are forgotten, "random" if rows of several classes are.</summary>
    public required string Scheme { get; init; }

    /// <summary>The request, such as "class:airplane" or "random:0.1".</summary>
    public required string Forget { get; init; }

    /// <summary>The share of the original's convolution weights that is fixed at zero by pruning.</summary>
    /// <value>Percent; 0 is a dense network.</value>
    public required double Sparsity { get; init; }

    /// <summary>The method's name.</summary>
    public required string Method { get; init; }

    /// <summary>The method's settings, written out.</summary>
    public required string Settings { get; init; }

    /// <summary>The seed of the run.</summary>
    /// <value>Runs of one seed, data, request and sparsity have the same original and the same retrained model.</value>
    public required int Seed { get; init; }

    /// <summary>UA: 100 minus the accuracy on the forgotten rows.</summary>
    public required double UnlearningAccuracy { get; init; }

    /// <summary>MIA-Efficacy, by the first of <see cref="Attacks"/>.</summary>
    public required double MembershipInferenceEfficacy { get; init; }

    /// <summary>RA: the accuracy on the rows that stay.</summary>
    public required double RetainAccuracy { get; init; }

    /// <summary>TA: the accuracy on the test rows.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>How long the method took, without reading rows and without preparations.</summary>
    public double? Seconds { get; init; }

    /// <summary>How long preparations took, such as pre-training an attacker. They are made once and serve every request.</summary>
    public double? PreparationSeconds { get; init; }

    /// <summary>The most memory that the run's process held (resident, in MiB); null if the run had no process of its own.</summary>
    public double? PeakMemory { get; init; }

    /// <summary>The accuracy that the run cost on retained rows, as it measured itself, where it is more than a run should cost: 15
    /// points.</summary>
    /// <value>Points. Null if it cost less, or it is unknown.</value>
    public double? RetainAccuracyLost { get; init; }

    /// <summary>How far the run got, as it said itself without a retrained model.</summary>
    /// <value>Null for models that no unlearning made, and for lines of earlier versions.</value>
    public SelfJudgement? Judgement { get; init; }

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
    public static ComparedRun Of(
        string data, string forget, double sparsity, string method, string settings, int seed, UnlearningMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new ComparedRun
        {
            Data = data,
            Scheme = metrics.ForgottenClasses.Count == 0 ? "random" : "class",
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
            RetainAccuracyLost = metrics.RetainAccuracyLost,
            Judgement = metrics.Judgement,
            Attacks = [.. metrics.MembershipInference.Select(attack => new ComparedAttack(
                attack.Attack, attack.Efficacy, attack.NonMembersRecognised, attack.TrainingPrivacyAccuracy,
                attack.Forgotten.AreaUnderCurve.Value, attack.Forgotten.TruePositiveRateAtOnePercent.Value))],
        };
    }

    /// <summary>What identifies the run in a comparison.</summary>
    internal (string Data, string Scheme, string Forget, double Sparsity, int Seed, string Method) Key =>
        (Data, Scheme, Forget, Sparsity, Seed, Method);

    internal JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Json)!.AsObject();

    /// <summary>Reads a line of JSON. Figures in it that a comparison computed from several runs are skipped.</summary>
    /// <exception cref="FormatException">The line is not a run.</exception>
    internal static ComparedRun Parse(string line)
    {
        try
        {
            var run = JsonSerializer.Deserialize<ComparedRun>(line, Json);
            return run is { Data: not null, Scheme: not null, Forget: not null, Method: not null, Settings: not null, Attacks: not null }
                ? run
                : throw new FormatException("The line is no run of a comparison: a text in it is null.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The line is no run of a comparison: {error.Message}", error);
        }
    }
}

/// <summary>What one membership inference attack found in a run.</summary>
/// <param name="Attack">What it is, such as "confidence, RBF SVM".</param>
/// <param name="Efficacy">Forget efficacy: the share of the forgotten rows that it takes for rows never trained on, in percent.</param>
/// <param name="NonMembersRecognised">The share of the test rows that it takes for rows never trained on, in percent.</param>
/// <param name="TrainingPrivacyAccuracy">Training privacy: how often it is right about retained and test rows that it was not trained on,
/// in percent; 50 is guessing.</param>
/// <param name="ForgottenAreaUnderCurve">How well its score orders forgotten rows before test rows, 0 to 1; 0.5 is guessing.</param>
/// <param name="ForgottenTruePositivesAtOnePercent">The share of forgotten rows that it takes for members, in percent, at the threshold
/// where it takes 1 % of the test rows for members.</param>
public sealed record ComparedAttack(
    string Attack, double Efficacy, double NonMembersRecognised, double TrainingPrivacyAccuracy,
    double? ForgottenAreaUnderCurve = null, double? ForgottenTruePositivesAtOnePercent = null);
