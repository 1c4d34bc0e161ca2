namespace PhotosBenchmark;

/// <summary>How a model did: a line of the results.</summary>
/// <param name="Kind">What was forgotten: <c>class</c> or <c>pictures</c>.</param>
/// <param name="Draw">Which class, or which ten pictures; and the seed.</param>
/// <param name="Contestant">How the model was made.</param>
/// <param name="Figures">UA, MIA-Efficacy, RA and TA, in percent.</param>
/// <param name="Seconds">How long it took once there were features.</param>
/// <param name="Method">The method that the default chose; what was fitted again of shards; empty otherwise.</param>
/// <param name="IsExact">Whether the scores are to the bit those of a fit without the forgotten rows; null: not claimed.</param>
internal sealed record Outcome(
    string Kind, int Draw, string Contestant, double[] Figures, double Seconds, string Method = "", bool? IsExact = null)
{
    public const string Original = "original", Default = "default", Sharded = "Sharded", OneMoreRetraining = "one more retraining";

    /// <summary>The retrainings whose mean is the reference.</summary>
    public static readonly string[] References = ["retraining 1", "retraining 2", "retraining 3"];
}
