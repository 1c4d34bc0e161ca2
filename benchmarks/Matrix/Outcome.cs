namespace Matrix;

/// <summary>What one contestant did in one draw: a line of JSON.</summary>
/// <remarks>Accuracies and MIA-Efficacy are in percent, times in seconds.</remarks>
internal sealed record Outcome
{
    /// <summary>The contestant or, of a training, its settings.</summary>
    public required string Contestant { get; init; }

    public double UnlearningAccuracy { get; init; }
    public double Efficacy { get; init; }
    public double RetainAccuracy { get; init; }
    public double TestAccuracy { get; init; }
    public double Seconds { get; init; }
    public double PreparationSeconds { get; init; }
    public int ForgottenRows { get; init; }

    /// <summary>The method that ran: what the library chose, where it chooses.</summary>
    public string Method { get; init; } = "";

    /// <summary>The settings that were used, written out by the library.</summary>
    public string Settings { get; init; } = "";

    /// <summary>What the run said of itself, such as that it cost retained rows too much; empty: nothing.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Why there is no model: the run refused or failed. Null: there is one, and the figures are its.</summary>
    public string? Refused { get; init; }

    /// <summary>UA, MIA-Efficacy, RA and TA.</summary>
    public double[] Figures() => [UnlearningAccuracy, Efficacy, RetainAccuracy, TestAccuracy];
}
