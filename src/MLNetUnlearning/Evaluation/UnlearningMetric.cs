namespace MLNetUnlearning.Evaluation;

/// <summary>Where a metric should go.</summary>
public enum MetricDirection
{
    /// <summary>Higher is better.</summary>
    HigherIsBetter,

    /// <summary>Lower is better.</summary>
    LowerIsBetter,

    /// <summary>The value of a retrained model is best: neither high nor low values are good in themselves.</summary>
    CloserToRetrained,

    /// <summary>50 %, the value of guessing, is best.</summary>
    CloserToChance,
}

/// <summary>How a value is judged.</summary>
public enum MetricRating
{
    /// <summary>Nothing can be said without the metrics of a retrained model.</summary>
    Unknown,

    /// <summary>Clearly off.</summary>
    Bad,

    /// <summary>Neither.</summary>
    Fair,

    /// <summary>As it should be.</summary>
    Good,
}

/// <summary>A judgement of a value.</summary>
/// <param name="Rating">Good, fair, bad, or unknown.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record MetricInterpretation(MetricRating Rating, string Reason);

/// <summary>A number with its name, its unit, and what to think of it.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">"%" or "points".</param>
/// <param name="Direction">Where it should go.</param>
/// <param name="Interpretation">What to think of it.</param>
public sealed record UnlearningMetric(
    string Name, double Value, string Unit, MetricDirection Direction, MetricInterpretation Interpretation);
