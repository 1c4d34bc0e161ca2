namespace MLNetUnlearning;

/// <summary>What pairs of shadow models tell of a method and a request: how well models that have unlearned the rows can be told from
/// models that never saw them (U-LiRA), and how far they
/// differ on every row (KLOM).</summary>
/// <remarks>
/// Each half of the pairs of shadow models is asked about with the distributions of the other half: an attacker who knows the method, its
/// settings and
/// all other rows. Intervals are the wider of Student's over the pairs and of those over rows.
/// </remarks>
public sealed class UnlearningAudit
{
    internal UnlearningAudit(string auditor, int numberOfShadowModels, RocMetrics forgotten, IReadOnlyList<double> rowScores, MarginDivergences margins)
    {
        (Auditor, NumberOfShadowModels) = (auditor, numberOfShadowModels);
        (Forgotten, RowScores, Margins) = (forgotten, rowScores, margins);
    }

    /// <summary>What this is, such as "U-LiRA, 16 pairs of shadow models, shared variances".</summary>
    public string Auditor { get; }

    /// <summary>Pairs of shadow models: one trained with the rows, which then unlearns them, and one trained without.</summary>
    public int NumberOfShadowModels { get; }

    /// <summary>How well rows that were unlearned are told from rows that were never trained on; members are the former. Its
    /// <see cref="RocMetrics.Limits"/> say what so few models cannot show.</summary>
    public RocMetrics Forgotten { get; }

    /// <summary>Of each row to forget, in the order of the view, how much surer the attacker is that it was trained on where it was: the
    /// mean logarithm of the
    /// likelihood ratio over unlearned models minus that over models that never saw it.</summary>
    /// <value>About 0: the row cannot be told. The largest are the rows that the method leaves most exposed.</value>
    public IReadOnlyList<double> RowScores { get; }

    /// <summary>KLOM over the same models: also of rows that stay, and of unseen rows.</summary>
    public MarginDivergences Margins { get; }
}

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
