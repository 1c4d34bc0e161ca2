using MLNetUnlearning.Evaluation;
namespace MLNetUnlearning;

/// <summary>What a model has forgotten, what it has kept, and what it gives away.</summary>
/// <remarks>
/// High values alone are not good: a model that answers at random has forgotten everything, and rows that a model handles worse than
/// ones it never saw are as
/// easily told as members. The yardstick is a model retrained without the forgotten rows: <see cref="CompareTo"/>.
/// </remarks>
public sealed class UnlearningMetrics
{
    private UnlearningMetrics(ScoredRows rows, IReadOnlyList<MembershipInferenceMetrics> inference)
    {
        UnlearningAccuracy = 100 - Accuracy(rows[Subset.Forget]);
        RetainAccuracy = Accuracy(rows[Subset.Retain]);
        TestAccuracy = Accuracy(rows[Subset.Test]);
        MembershipInference = inference;
        RunTime = rows.Columns.Seconds(UnlearningEvaluator.RunTimeAnnotation);
        PreparationTime = rows.Columns.Seconds(UnlearningEvaluator.PreparationTimeAnnotation);
        Sparsity = rows.Columns.Number(UnlearningEvaluator.SparsityAnnotation) * 100;
        var forgotten = Data.ForgottenClass.Of(rows[Subset.Retain].Select(row => ((long)row.Class, false))
            .Concat(rows[Subset.Forget].Select(row => ((long)row.Class, true))));
        ForgottenClass = forgotten < 0 ? null : rows.Columns.Classes.Names[(int)forgotten];
        RowCounts = Subset.Names.ToDictionary(subset => subset, subset => rows[subset].Count);
        Metrics = Interpretations.Of(this);
    }

    /// <summary>UA: how much of what was to be forgotten is no longer recognised.</summary>
    /// <value>Percent, 0 to 100: 100 minus the accuracy on the forgotten rows. Best where a retrained model has it: at 100 where a class
    /// was forgotten, about where unseen rows
    /// are misjudged otherwise.</value>
    public double UnlearningAccuracy { get; }

    /// <summary>MIA-Efficacy: the share of the forgotten rows that the first attack takes for rows the model was never trained
    /// on.</summary>
    /// <value>Percent, 0 to 100. Best where a retrained model has it. Comparable with published tables where
    /// <see cref="MembershipInferenceMetrics.IsPublishedEfficacy"/> says so.</value>
    public double MembershipInferenceEfficacy => MembershipInference[0].Efficacy;

    /// <summary>RA: the accuracy on the training rows that stay.</summary>
    /// <value>Percent, 0 to 100. Higher is better; a retrained model is usually near 100.</value>
    public double RetainAccuracy { get; }

    /// <summary>TA: the accuracy on the test rows; without the forgotten class where a class was forgotten.</summary>
    /// <value>Percent, 0 to 100. Higher is better; best where a retrained model has it.</value>
    public double TestAccuracy { get; }

    /// <summary>How often the first attack, trained on half of the retained and test rows, is right about the other half.</summary>
    /// <value>Percent; 50, the value of guessing, is best.</value>
    public double TrainingPrivacyAccuracy => MembershipInference[0].TrainingPrivacyAccuracy;

    /// <summary>What each attack finds out, in the order in which they were given.</summary>
    public IReadOnlyList<MembershipInferenceMetrics> MembershipInference { get; }

    /// <summary>How long the step that made the model took, without <see cref="PreparationTime"/>; null where the model does not
    /// say.</summary>
    public TimeSpan? RunTime { get; }

    /// <summary>How long preparations took that are made once a classifier and serve every request; null where the model does not
    /// say.</summary>
    public TimeSpan? PreparationTime { get; }

    /// <summary>How many of the model's convolutional weights pruning fixed at zero; null where the model does not say.</summary>
    /// <value>Percent, 0 to 100; 0 for a dense network.</value>
    public double? Sparsity { get; }

    /// <summary>The class whose training rows are exactly the forgotten ones; null where single rows were forgotten.</summary>
    public string? ForgottenClass { get; }

    /// <summary>The number of rows of each subset.</summary>
    public IReadOnlyDictionary<string, int> RowCounts { get; }

    /// <summary>The five numbers with names, units and interpretations.</summary>
    public IReadOnlyList<UnlearningMetric> Metrics { get; }

    /// <summary>How far this model is from a retrained one.</summary>
    /// <param name="retrained">The metrics of a model retrained without the forgotten rows, on the same rows by the same attack.</param>
    /// <exception cref="ArgumentException">The two were measured by different attacks or on other rows.</exception>
    public UnlearningGap CompareTo(UnlearningMetrics retrained)
    {
        ArgumentNullException.ThrowIfNull(retrained);
        var (attack, otherAttack) = (MembershipInference[0].Attack, retrained.MembershipInference[0].Attack);
        if (attack != otherAttack)
            throw new ArgumentException($"Cannot compare attack '{attack}' with attack '{otherAttack}'.", nameof(retrained));

        var other = Subset.Names.FirstOrDefault(subset => RowCounts[subset] != retrained.RowCounts[subset]);
        if (other != null)
        {
            throw new ArgumentException(
                $"Cannot compare metrics of different rows: subset '{other}' has {RowCounts[other]} rows here and {retrained.RowCounts[other]} there.",
                nameof(retrained));
        }

        return new UnlearningGap(this, retrained);
    }

    internal static UnlearningMetrics Of(ScoredRows rows, IReadOnlyList<MembershipInferenceMetrics> inference) => new(rows, inference);

    private static double Accuracy(IReadOnlyList<EvaluatedRow> rows) => 100.0 * rows.Count(row => row.IsCorrect) / rows.Count;
}
