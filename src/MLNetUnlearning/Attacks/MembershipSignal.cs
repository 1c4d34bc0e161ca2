namespace MLNetUnlearning.Attacks;

/// <summary>One number computed from one row of classifier output.</summary>
/// <param name="probabilities">The classifier's softmax output: one probability a class.</param>
/// <param name="label">The true class, 0-based.</param>
public delegate double SignalFunction(ReadOnlySpan<float> probabilities, int label);

/// <summary>A named signal of membership. The convention for all: <b>higher is more member-like</b>.</summary>
/// <remarks>
/// The ready-made signals are those of <see cref="MembershipSignals"/>; the two entropies are negated to follow this convention. A signal
/// of your own is <c>new MembershipSignal("margin", (probabilities, label) => ...)</c>.
/// </remarks>
/// <param name="Name">The name in reports, such as "confidence". It is part of an attack's name, so two signals must not share it.</param>
/// <param name="Of">The signal of one row.</param>
public sealed record MembershipSignal(string Name, SignalFunction Of)
{
    /// <summary>The name in reports.</summary>
    public string Name { get; init; } = string.IsNullOrEmpty(Name) ? throw new ArgumentException("A signal needs a name.") : Name;

    /// <summary>The signal of one row.</summary>
    public SignalFunction Of { get; init; } = Of ?? throw new ArgumentNullException(nameof(Of));

    /// <summary>1 where the classifier is right, 0 where it is wrong.</summary>
    public static MembershipSignal Correctness { get; } = new("correctness", MembershipSignals.Correctness);

    /// <summary>The probability of the true class: the signal behind the published column "MIA-Efficacy".</summary>
    public static MembershipSignal Confidence { get; } = new("confidence", MembershipSignals.Confidence);

    /// <summary>Minus the entropy of the output.</summary>
    public static MembershipSignal Entropy { get; } = new("entropy", (probabilities, _) => -MembershipSignals.Entropy(probabilities));

    /// <summary>Minus the modified entropy of the output.</summary>
    public static MembershipSignal ModifiedEntropy { get; } =
        new("modified entropy", (probabilities, label) => -MembershipSignals.ModifiedEntropy(probabilities, label));
}

/// <summary>Four numbers that membership inference attacks compute from a classifier's output for one row.</summary>
/// <remarks>
/// <para>Pure functions of one row, with the values and signs of the literature. Correctness and confidence are high for rows that the
/// classifier was trained on, both entropies are low. <see cref="MembershipSignal"/> turns them all the same way.</para>
/// <para>Logarithms are natural, and their argument is at least 1e-30, so every value is finite. Entropy is at most ln K, modified entropy
/// at most about 138 (sure of a wrong class).</para>
/// <para>Source: Song and Mittal, "Systematic Evaluation of Privacy Risks of Machine Learning Models", 2021.</para>
/// </remarks>
public static class MembershipSignals
{
    private const double SmallestProbability = 1e-30;

    /// <summary>1 where the most probable class is the true one, 0 elsewhere.</summary>
    /// <param name="probabilities">The classifier's softmax output: one probability a class.</param>
    /// <param name="label">The true class, 0-based.</param>
    public static double Correctness(ReadOnlySpan<float> probabilities, int label)
    {
        var best = 0;
        for (var k = 1; k < probabilities.Length; k++)
            if (probabilities[k] > probabilities[best])
                best = k;
        return best == label ? 1 : 0;
    }

    /// <summary>The probability of the true class, p_y: 0 to 1.</summary>
    /// <inheritdoc cref="Correctness"/>
    public static double Confidence(ReadOnlySpan<float> probabilities, int label) => probabilities[label];

    /// <summary>The entropy -sum_k p_k log p_k, which tells how undecided the classifier is: 0 (sure of one class, right or wrong) to ln
    /// K.</summary>
    /// <param name="probabilities">The classifier's softmax output: one probability a class.</param>
    public static double Entropy(ReadOnlySpan<float> probabilities)
    {
        var sum = 0.0;
        foreach (double probability in probabilities)
            sum -= probability * Log(probability);
        return sum;
    }

    /// <summary>The modified entropy, which takes the true class into account: -(1 - p_y) log p_y - sum_{k != y} p_k log(1 - p_k). It is 0
    /// if the classifier is sure and right, and large if it is sure and wrong.</summary>
    /// <remarks>The scripts behind several published tables compute it in another way than its paper. This is the paper's
    /// formula.</remarks>
    /// <inheritdoc cref="Correctness"/>
    public static double ModifiedEntropy(ReadOnlySpan<float> probabilities, int label)
    {
        var sum = 0.0;
        for (var k = 0; k < probabilities.Length; k++)
        {
            double probability = probabilities[k];
            sum -= k == label ? (1 - probability) * Log(probability) : probability * Log(1 - probability);
        }
        return sum;
    }

    private static double Log(double probability) => Math.Log(Math.Max(probability, SmallestProbability));
}
