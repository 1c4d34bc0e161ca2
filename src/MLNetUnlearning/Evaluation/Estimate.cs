using System.Globalization;

namespace MLNetUnlearning.Evaluation;

/// <summary>A number measured on a sample, and the interval that holds the true one with a confidence of 95 %.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Lower">The lower end of the interval.</param>
/// <param name="Upper">The upper end of the interval.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper)
{
    /// <summary>The same of a share, in percent.</summary>
    internal Estimate InPercent() => new(100 * Value, 100 * Lower, 100 * Upper);

    /// <summary>Such as "0.531 (0.49 to 0.572)".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.###} ({Lower:0.###} to {Upper:0.###})");
}
