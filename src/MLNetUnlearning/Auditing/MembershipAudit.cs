namespace MLNetUnlearning;

/// <summary>What RMIA finds out about a classifier: how well its forgotten rows, and its retained rows, can be told from rows it never
/// saw.</summary>
/// <remarks>Intervals are for independent rows. They do not cover what other shadow models would change.</remarks>
public sealed class MembershipAudit
{
    internal MembershipAudit(
        string auditor, int numberOfShadowModels, RocMetrics forgotten, RocMetrics retained, IReadOnlyList<double> forgottenScores)
    {
        (Auditor, NumberOfShadowModels) = (auditor, numberOfShadowModels);
        (Forgotten, Retained, ForgottenScores) = (forgotten, retained, forgottenScores);
    }

    /// <summary>The name of the audit, such as "RMIA, 4 shadow models".</summary>
    public string Auditor { get; }

    /// <summary>The number of shadow models. Each is trained on half of the rows.</summary>
    public int NumberOfShadowModels { get; }

    /// <summary>How well the rows to forget are told from the unseen ones. An area of 0.5 means that nothing of them is left.</summary>
    public RocMetrics Forgotten { get; }

    /// <summary>How well the retained rows are told from the unseen ones. This shows what the classifier gives away of the rows it was
    /// trained on.</summary>
    public RocMetrics Retained { get; }

    /// <summary>RMIA's score of each row to forget, in the order of the view: the share of unseen rows that the classifier favours no more
    /// than the row. Favour is relative to what shadow models give a row.</summary>
    /// <value>0 to 1; 1 is most member-like.</value>
    public IReadOnlyList<double> ForgottenScores { get; }

    /// <summary>The name of the audit and the two areas.</summary>
    public override string ToString() => $"{Auditor}: forgotten rows {Forgotten}, retained rows {Retained}";
}

/// <summary>RMIA (Zarifzadeh, Liu and Shokri 2024): r(x) = p(x | audited) / p(x), where p(x) is the mean over models trained with x and
/// models trained without it. The score of x is the share of rows z of the population with r(x) >= r(z).</summary>
internal static class RobustMembershipInference
{
    private const double SmallestProbability = 1e-30;

    /// <summary>r(x).</summary>
    /// <param name="audited">The probability of the row's true class by the audited classifier.</param>
    /// <param name="with">The same by shadow models trained on the row; at least one.</param>
    /// <param name="without">The same by shadow models not trained on it; at least one.</param>
    public static double Ratio(double audited, IEnumerable<double> with, IEnumerable<double> without) =>
        audited / Math.Max((with.Average() + without.Average()) / 2, SmallestProbability);

    /// <summary>The metrics of a classifier whose rows shadow models were asked about.</summary>
    /// <param name="audited">The probability of each row's true class by the audited classifier: training rows, then unseen ones.</param>
    /// <param name="shadows">The same by each shadow model.</param>
    /// <param name="halves">The rows that each of them was trained on.</param>
    /// <param name="marks">Which of the training rows are to be forgotten.</param>
    public static MembershipAudit Of(
        IReadOnlyList<double> audited, IReadOnlyList<double[]> shadows, IReadOnlyList<IReadOnlySet<int>> halves, IReadOnlyList<bool> marks)
    {
        IEnumerable<double> Answers(int row, bool isWith) =>
            shadows.Where((_, index) => halves[index].Contains(row) == isWith).Select(answers => answers[row]);
        double[] ratios = [.. audited.Select((own, row) => Ratio(own, Answers(row, isWith: true), Answers(row, isWith: false)))];
        double[] Marked(bool mark) => [.. ratios.Take(marks.Count).Where((_, row) => marks[row] == mark)];
        return Of(shadows.Count, Marked(true), Marked(false), ratios[marks.Count..]);
    }

    /// <summary>The metrics of a classifier. Rows are ranked by r. The score is the rank of r in the population, so the order is the same,
    /// but r has no ties in a small population.</summary>
    /// <param name="numberOfShadowModels">The number of shadow models behind the ratios.</param>
    /// <param name="forgotten">r of the rows to forget.</param>
    /// <param name="retained">r of the rows that stay.</param>
    /// <param name="unseen">r of rows never trained on: the non-members, which also are the population.</param>
    public static MembershipAudit Of(int numberOfShadowModels, double[] forgotten, double[] retained, double[] unseen)
    {
        double Score(double ratio) => unseen.Count(other => ratio >= other) / (double)unseen.Length;
        return new MembershipAudit(
            $"RMIA, {numberOfShadowModels} shadow models", numberOfShadowModels,
            Metrics(forgotten, unseen, numberOfShadowModels), Metrics(retained, unseen, numberOfShadowModels),
            [.. forgotten.Select(Score)]);
    }

    private static RocMetrics Metrics(double[] members, double[] unseen, int models) => new RocCurve(members, unseen).ToMetrics(models >= 8
        ? []
        :
        [
            $"{models} shadow models: what is usual for a row is known from {models / 2} with it and as many without. "
            + "Another seed gives other numbers.",
        ]);
}
