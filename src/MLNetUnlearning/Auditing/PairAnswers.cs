namespace MLNetUnlearning.Auditing;

/// <summary>What the models of all pairs say of some rows: log-odds of the true class, models x rows.</summary>
/// <param name="Unlearned">By models that have unlearned the rows to forget.</param>
/// <param name="Never">By as many models that were never trained on them.</param>
internal sealed record PairAnswers(IReadOnlyList<double[]> Unlearned, IReadOnlyList<double[]> Never)
{
    public int NumberOfRows => Never[0].Length;

    public double[] UnlearnedOf(int row) => [.. Unlearned.Select(model => model[row])];

    public double[] NeverOf(int row) => [.. Never.Select(model => model[row])];

    /// <summary>The answers for some of the rows.</summary>
    public PairAnswers Of(long[] rows)
    {
        double[][] Chosen(IReadOnlyList<double[]> models) => [.. models.Select(model => rows.Select(row => model[row]).ToArray())];
        return new PairAnswers(Chosen(Unlearned), Chosen(Never));
    }
}
