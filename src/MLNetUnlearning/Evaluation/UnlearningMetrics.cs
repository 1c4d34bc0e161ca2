using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning;

/// <summary>What a model has forgotten, what it has kept, and what it gives away.</summary>
/// <remarks>
/// High values alone are not good. A model that answers at random has forgotten everything. Rows that a model handles worse than rows it
/// never saw can be told as easily as members. The standard is a model retrained without the forgotten rows: <see cref="CompareTo"/>.
/// </remarks>
public sealed class UnlearningMetrics : IFigures
{
    internal UnlearningMetrics(
        ScoredRows rows, IReadOnlyList<MembershipInferenceMetrics> inference, IReadOnlyList<ForgottenRowsMetrics> groups,
        IReadOnlyList<double> forgottenScores)
    {
        double Accuracy(string subset) => 100.0 * rows[subset].Count(row => row.IsCorrect) / rows[subset].Count;
        IEnumerable<long> ClassesOf(string subset) => rows[subset].Select(row => (long)row.Class);
        UnlearningAccuracy = 100 - Accuracy(Subset.Forget);
        RetainAccuracy = Accuracy(Subset.Retain);
        TestAccuracy = Accuracy(Subset.Test);
        MembershipInference = inference;
        RunTime = rows.Columns.Seconds(ClassifierAnnotations.RunTimeSeconds);
        PreparationTime = rows.Columns.Seconds(ClassifierAnnotations.PreparationSeconds);
        Sparsity = rows.Columns.Number(ClassifierAnnotations.Sparsity) * 100;
        RetainAccuracyLost = rows.Columns.Number(ClassifierAnnotations.RetainAccuracyLost) is { } lost && !double.IsNaN(lost) ? lost : null;
        Judgement = rows.Columns.Judgement();
        (SoFar, OfStayingClasses, OfForgottenClasses) = (groups[0], groups[1], groups[2]);
        Requests = [.. groups.Skip(RequestGroup.BeforeRequests)];
        ForgottenClasses =
        [
            .. Data.ForgottenClasses.Whole([.. ClassesOf(Subset.Forget)], ClassesOf(Subset.Retain))
                .Select(index => rows.Columns.Classes.Names[(int)index]),
        ];
        var staying = ClassesOf(Subset.Retain).ToHashSet();
        ShareOfForgottenClasses = (double)ClassesOf(Subset.Forget).Count(index => !staying.Contains(index)) / rows[Subset.Forget].Count;
        Limits = [.. SampleLimits.Of(rows)];
        RowCounts = Subset.Names.ToDictionary(subset => subset, subset => rows[subset].Count);
        Classes = rows.Columns.Classes.Names;
        Rows = [.. Subset.Names.SelectMany(subset => rows[subset].Select((row, at) => new RowAnswer(
            row.Number, subset, row.Class, row.Predicted, row.Confidence, subset == Subset.Forget ? forgottenScores[at] : null)))];
        Model = rows.Columns.Description();
        Metrics = Figure.Judged(this);
    }

    /// <summary>The most pictures that are kept.</summary>
    internal const int MostPictures = 48;

    /// <summary>UA: how much of what was to be forgotten is no longer recognised.</summary>
    /// <value>Percent, 0 to 100: 100 minus the accuracy on the forgotten rows. The best value is that of a retrained model: 100 if a class
    /// was forgotten, otherwise about the share of misjudged test rows.</value>
    public double UnlearningAccuracy { get; }

    /// <summary>MIA-Efficacy: the share of the forgotten rows that the first attack takes for rows never trained on.</summary>
    /// <value>Percent, 0 to 100. The best value is that of a retrained model. It can be compared with published tables if
    /// <see cref="MembershipInferenceMetrics.IsPublishedEfficacy"/> is true.</value>
    public double MembershipInferenceEfficacy => MembershipInference[0].Efficacy;

    /// <summary>RA: the accuracy on the training rows that stay.</summary>
    /// <value>Percent, 0 to 100. Higher is better; a retrained model is usually near 100.</value>
    public double RetainAccuracy { get; }

    /// <summary>TA: the accuracy on the test rows. If classes were forgotten, their test rows are left out.</summary>
    /// <value>Percent, 0 to 100. Higher is better; the best value is that of a retrained model.</value>
    public double TestAccuracy { get; }

    /// <summary>How often the first attack, trained on half of the retained and test rows, is right about the other half.</summary>
    /// <value>Percent. 50, the value of guessing, is best.</value>
    public double TrainingPrivacyAccuracy => MembershipInference[0].TrainingPrivacyAccuracy;

    /// <summary>What each attack finds out, in the order in which they were given.</summary>
    public IReadOnlyList<MembershipInferenceMetrics> MembershipInference { get; }

    /// <summary>How long the step that made the model took, without its preparations. Null if the model does not say.</summary>
    public TimeSpan? RunTime { get; }

    /// <summary>How long preparations took, which are made once and serve every request. Null if the model does not say.</summary>
    public TimeSpan? PreparationTime { get; }

    /// <summary>The accuracy that the step that made the model cost on retained rows, as that step measured it, where it is more than 15
    /// points. Such a model is marked: its settings were too strong, or its method does not suit the request.</summary>
    /// <value>Points. Null if the step cost less, or the model does not say.</value>
    public double? RetainAccuracyLost { get; }

    /// <summary>How far the step that made the model got, as it said itself, without a retrained model and by rows of its own
    /// choice.</summary>
    /// <value>Null if the step did not unlearn or forgot other rows than those of this request, or the model does not say.</value>
    public SelfJudgement? Judgement { get; private set; }

    /// <summary>How many of the rows to forget the model was never asked to forget, although it was asked to forget others.</summary>
    /// <value>0 if it has forgotten them all. Null if it has forgotten nothing, or it does not say.</value>
    public int? NumberOfRowsNeverAsked { get; private set; }

    /// <summary>The share of the model's convolutional weights that pruning fixed at zero. Null if the model does not say.</summary>
    /// <value>Percent, 0 to 100; 0 for a dense network.</value>
    public double? Sparsity { get; }

    /// <summary>The classes that this request forgets whole. Empty if a class of a forgotten row also has rows that stay.</summary>
    public IReadOnlyList<string> ForgottenClasses { get; }

    /// <summary>The share of the rows of this request whose classes have no row that stays, 0 to 1.</summary>
    internal double ShareOfForgottenClasses { get; }

    /// <summary>What is expected of a model that never saw the forgotten rows, in percent: 100 of those whose classes go, which it never
    /// names, and so much of the others.</summary>
    internal double Expected(double ofStayingClasses) => 100 * ShareOfForgottenClasses + (1 - ShareOfForgottenClasses) * ofStayingClasses;

    /// <summary>The rows of all requests so far together: those of this request and those that the classifier had forgotten before. Rows
    /// of earlier requests count only where the evaluated view still holds them.</summary>
    public ForgottenRowsMetrics SoFar { get; }

    /// <summary>Of <see cref="SoFar"/>, the rows of classes that also have rows that stay.</summary>
    internal ForgottenRowsMetrics OfStayingClasses { get; }

    /// <summary>Of <see cref="SoFar"/>, the rows of classes none of whose rows stays.</summary>
    internal ForgottenRowsMetrics OfForgottenClasses { get; }

    /// <summary>Each request of the marked view apart, in the order in which they were marked. Empty if the view does not say which request
    /// marked a row.</summary>
    public IReadOnlyList<ForgottenRowsMetrics> Requests { get; }

    /// <summary>The number of rows of each subset.</summary>
    public IReadOnlyDictionary<string, int> RowCounts { get; }

    /// <summary>What so few rows cannot show, one sentence each; empty if there are rows enough.</summary>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>The classes, in the order of the scores.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The answer to each row, by subset and then in the order of the view.</summary>
    public IReadOnlyList<RowAnswer> Rows { get; }

    /// <summary>The answers to the rows to forget, the most exposed first: those that the first attack finds most like training rows and,
    /// among equals, those whose true class has the highest probability.</summary>
    public IEnumerable<RowAnswer> MostExposed => Rows.Where(row => row.Subset == Subset.Forget)
        .OrderByDescending(row => row.Membership).ThenByDescending(row => row.Confidence).ThenBy(row => row.Row);

    /// <summary>Small pictures of the first of <see cref="MostExposed"/>, in their order. Empty if none were asked for, or the view has no
    /// images.</summary>
    public IReadOnlyList<RowPicture> Pictures { get; internal set; } = [];

    /// <summary>What the model is and how it was made. Null if it does not say, as a model of another library.</summary>
    public ClassifierDescription? Model { get; }

    /// <summary>Whether the model's last step trained it anew.</summary>
    internal bool IsRetrained => Model?.History is [.., var last] && last.Name == ComparedRun.Retrain;

    /// <summary>UA, MIA-Efficacy, RA, TA and training privacy with names, units and interpretations.</summary>
    public IReadOnlyList<UnlearningMetric> Metrics { get; }

    /// <summary>Compares the request with what the model was asked to forget: what a step says of itself is no judgement of other
    /// rows.</summary>
    /// <param name="asked">How many of the rows to forget the model was asked to forget, in this or another request.</param>
    /// <param name="rowsOfStep">How many rows the last step forgot.</param>
    internal void OfRequest(int asked, int rowsOfStep)
    {
        NumberOfRowsNeverAsked = RowCounts[Subset.Forget] - asked;
        if (NumberOfRowsNeverAsked > 0 || asked != rowsOfStep) Judgement = null;
    }

    /// <summary>Such as "UA 95.00 %, MIA-Efficacy 90.00 % (confidence, RBF SVM), RA 99.10 %, TA 81.30 %".</summary>
    public override string ToString() => string.Join(", ", Figure.All.Select(figure => string.Create(
        CultureInfo.InvariantCulture,
        $"{figure.ShortName} {figure.Of(this):F2} %{(figure.IsOfAttack ? $" ({MembershipInference[0].Attack})" : "")}")));

    /// <summary>How far this model is from a retrained one.</summary>
    /// <param name="retrained">The metrics of a model retrained without the forgotten rows, on the same rows by the same attack.</param>
    /// <exception cref="ArgumentException">The two were measured by different attacks or on other rows.</exception>
    public UnlearningGap CompareTo(UnlearningMetrics retrained)
    {
        ArgumentNullException.ThrowIfNull(retrained);
        var (attack, otherAttack) = (MembershipInference[0].Attack, retrained.MembershipInference[0].Attack);
        if (attack != otherAttack)
            throw new ArgumentException($"Cannot compare attack '{attack}' with attack '{otherAttack}'.", nameof(retrained));
        if (Subset.Names.FirstOrDefault(subset => RowCounts[subset] != retrained.RowCounts[subset]) is not { } other)
            return new UnlearningGap(this, retrained);
        throw new ArgumentException(
            $"Cannot compare metrics of different rows: subset '{other}' has {RowCounts[other]} rows here and "
            + $"{retrained.RowCounts[other]} there.",
            nameof(retrained));
    }
}

/// <summary>How far a model is from one retrained without the forgotten rows.</summary>
/// <remarks>Differences are signed, in percentage points: this model minus the retrained one.</remarks>
public sealed class UnlearningGap
{
    internal UnlearningGap(UnlearningMetrics model, UnlearningMetrics retrained)
    {
        UnlearningAccuracy = model.UnlearningAccuracy - retrained.UnlearningAccuracy;
        MembershipInferenceEfficacy = model.MembershipInferenceEfficacy - retrained.MembershipInferenceEfficacy;
        RetainAccuracy = model.RetainAccuracy - retrained.RetainAccuracy;
        TestAccuracy = model.TestAccuracy - retrained.TestAccuracy;
        TrainingPrivacyAccuracy = model.TrainingPrivacyAccuracy - retrained.TrainingPrivacyAccuracy;
        Attack = model.MembershipInference[0].Attack;
        Metrics = Figure.Judged(model, retrained);
    }

    /// <summary>The attack behind <see cref="MembershipInferenceEfficacy"/>, on both sides.</summary>
    public string Attack { get; }

    /// <summary>Difference of the unlearning accuracies; negative: too little is forgotten.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double UnlearningAccuracy { get; }

    /// <summary>Difference of the MIA-Efficacies; negative: forgotten rows still look like members.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double MembershipInferenceEfficacy { get; }

    /// <summary>Difference of the accuracies on retained rows; negative: unlearning has cost knowledge.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double RetainAccuracy { get; }

    /// <summary>Difference of the accuracies on test rows; negative: unlearning has cost generalisation.</summary>
    /// <value>Points, -100 to 100; 0 is best.</value>
    public double TestAccuracy { get; }

    /// <summary>Difference of the training-privacy accuracies; not part of <see cref="AverageDisparity"/>.</summary>
    /// <value>Points, -100 to 100.</value>
    public double TrainingPrivacyAccuracy { get; }

    /// <summary>The headline: the mean of the absolute differences of UA, MIA-Efficacy, RA and TA, which some papers call "average
    /// gap".</summary>
    /// <value>Points, 0 to 100. Lower is better; at 0 these numbers cannot tell the model from the retrained one.</value>
    public double AverageDisparity => Metrics[0].Value;

    /// <summary>Such as "average disparity 1.50 points (UA -2.00, MIA-Efficacy +1.00, RA -0.50, TA -2.50)".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Figure.AverageDisparity} {AverageDisparity:F2} points ({string.Join(", ", Figure.All.Zip(Metrics.Skip(1), Difference))})");

    private static string Difference(Figure figure, UnlearningMetric metric) =>
        string.Create(CultureInfo.InvariantCulture, $"{figure.ShortName} {metric.Value:+0.00;-0.00;0.00}");

    /// <summary>The average and its four parts with names, units and interpretations.</summary>
    public IReadOnlyList<UnlearningMetric> Metrics { get; }
}
