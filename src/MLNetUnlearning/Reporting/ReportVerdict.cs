namespace MLNetUnlearning;

/// <summary>What a report says of a model, in words: a question of somebody who has to decide, and the answer.</summary>
/// <param name="Model">The name of the model in the report.</param>
/// <param name="Question">The question, such as "Did it forget?".</param>
/// <param name="Answer">The answer in a few words, such as "Yes" or "0.6 points".</param>
/// <param name="Rating">What to think of it. The bounds are those of <see cref="UnlearningMetric.Interpretation"/>.</param>
/// <param name="Reason">The numbers behind it, in a few sentences.</param>
public sealed record ReportVerdict(string Model, string Question, string Answer, MetricRating Rating, string Reason)
{
    /// <summary>Such as "unlearned: Did it forget? Yes. ..".</summary>
    public override string ToString() => $"{Model}: {Question} {Answer}. {Reason}";
}
