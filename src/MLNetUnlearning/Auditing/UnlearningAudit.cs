namespace MLNetUnlearning;

/// <summary>What pairs of shadow models tell of a method and a request: how well models that have unlearned the rows can be told from
/// models that never saw them (U-LiRA), and how much their answers differ on every row (KLOM).</summary>
/// <remarks>
/// Each half of the pairs is judged with the distributions of the other half. This is an attacker who knows the method, its settings and
/// all other rows. Intervals are the wider of two: Student's over the pairs, and those over rows.
/// </remarks>
public sealed class UnlearningAudit
{
    internal UnlearningAudit(
        string auditor, int numberOfShadowModels, RocMetrics forgotten, IReadOnlyList<double> rowScores, MarginDivergences margins)
    {
        (Auditor, NumberOfShadowModels) = (auditor, numberOfShadowModels);
        (Forgotten, RowScores, Margins) = (forgotten, rowScores, margins);
    }

    /// <summary>The name of the audit, such as "U-LiRA, 16 pairs of shadow models, shared variances".</summary>
    public string Auditor { get; }

    /// <summary>The number of pairs of shadow models. One of a pair is trained with the rows and then unlearns them; the other is trained
    /// without them.</summary>
    public int NumberOfShadowModels { get; }

    /// <summary>How well rows that were unlearned are told from rows that were never trained on. The former are the members. Its
    /// <see cref="RocMetrics.Limits"/> say what so few models cannot show.</summary>
    public RocMetrics Forgotten { get; }

    /// <summary>How much surer the attacker is of each row to forget, in the order of the view, if the row was trained on. This is the mean
    /// logarithm of the likelihood ratio over unlearned models, minus that over models that never saw the row.</summary>
    /// <value>About 0 if the row cannot be told. The rows with the largest values are left most exposed.</value>
    public IReadOnlyList<double> RowScores { get; }

    /// <summary>KLOM over the same models. It covers rows that stay, and unseen rows, too.</summary>
    public MarginDivergences Margins { get; }

    /// <summary>The name of the audit, the area, and the mean divergences.</summary>
    public override string ToString() => $"{Auditor}: {Forgotten}; {Margins}";
}

/// <summary>The answers of the models of all pairs for some rows: log-odds of the true class, models x rows.</summary>
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
