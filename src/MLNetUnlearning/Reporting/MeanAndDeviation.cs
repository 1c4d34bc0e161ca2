namespace MLNetUnlearning;

/// <summary>A figure over several seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The sample standard deviation (n - 1); null for a single seed.</param>
public sealed record MeanAndDeviation(double Mean, double? Deviation)
{
    /// <summary>Mean and deviation; null where there is no number or one of them is unknown.</summary>
    internal static MeanAndDeviation? Of(IEnumerable<double?> numbers)
    {
        var known = numbers.ToList();
        if (known.Count == 0 || known.Contains(null)) return null;
        var mean = known.Average()!.Value;
        return new MeanAndDeviation(mean, known.Count == 1 ? null : Math.Sqrt(known.Sum(number => Math.Pow(number!.Value - mean, 2)) / (known.Count - 1)));
    }
}
