namespace MLNetUnlearning.Attacks;

/// <summary>One number computed from one row of classifier output.</summary>
/// <param name="probabilities">The classifier's softmax output: one probability a class.</param>
/// <param name="label">The true class, 0-based.</param>
public delegate double SignalFunction(ReadOnlySpan<float> probabilities, int label);

/// <summary>A named signal of membership. The convention for all: <b>higher is more member-like</b>.</summary>
/// <remarks>
/// The ready-made signals are those of <see cref="MembershipSignals"/>, the two entropies negated for this convention. A signal of your
/// own is <c>new MembershipSignal("margin", (probabilities, label) => ...)</c>.
/// </remarks>
/// <param name="Name">How reports call it, such as "confidence". Part of an attack's name: two signals must not share it.</param>
/// <param name="Of">The signal of one row.</param>
public sealed record MembershipSignal(string Name, SignalFunction Of)
{
    /// <summary>1 where the classifier is right, 0 where it is wrong.</summary>
    public static MembershipSignal Correctness { get; } = new("correctness", MembershipSignals.Correctness);

    /// <summary>The probability of the true class. The signal behind the published column "MIA-Efficacy".</summary>
    public static MembershipSignal Confidence { get; } = new("confidence", MembershipSignals.Confidence);

    /// <summary>Minus the entropy of the output.</summary>
    public static MembershipSignal Entropy { get; } = new("entropy", (probabilities, _) => -MembershipSignals.Entropy(probabilities));

    /// <summary>Minus the modified entropy of the output.</summary>
    public static MembershipSignal ModifiedEntropy { get; } =
        new("modified entropy", (probabilities, label) => -MembershipSignals.ModifiedEntropy(probabilities, label));
}
