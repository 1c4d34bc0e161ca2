namespace MLNetUnlearning.Attacks;

/// <summary>What a classifier's output tells about one row: four numbers that membership inference attacks look at.</summary>
/// <remarks>
/// <para>Pure functions on one row, with the values and signs of the literature: correctness and confidence are high for rows that
/// the classifier was trained on, both entropies are low. <see cref="MembershipSignal"/> turns them all the same way.</para>
/// <para>Natural logarithms; what stands inside a logarithm is at least 1e-30, so every value is finite: entropy is at most ln K,
/// modified
/// entropy at most about 138 (sure of a wrong class).</para>
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

    /// <summary>How undecided the classifier is, -sum_k p_k log p_k: 0 (sure of one class, right or wrong) to ln K.</summary>
    /// <param name="probabilities">The classifier's softmax output: one probability a class.</param>
    public static double Entropy(ReadOnlySpan<float> probabilities)
    {
        var sum = 0.0;
        foreach (double probability in probabilities)
            sum -= probability * Log(probability);
        return sum;
    }

    /// <summary>
    /// Entropy that knows the true class, -(1 - p_y) log p_y - sum_{k != y} p_k log(1 - p_k): 0 (sure and right), large where the
    /// classifier
    /// is sure and wrong.
    /// </summary>
    /// <remarks>The scripts behind several published tables compute it otherwise than its paper; this is the paper's.</remarks>
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
