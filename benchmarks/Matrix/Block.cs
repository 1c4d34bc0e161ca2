namespace Matrix;

/// <summary>A cell and a kind of request: the draws of it that are far enough to be compared with retraining.</summary>
internal sealed class Block
{
    private readonly List<Comparable> draws = [];

    /// <summary>Reads the outcomes of a block's draws. A draw whose references are not all finished does not count yet.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="kind">The kind of request.</param>
    /// <param name="units">The draws.</param>
    /// <param name="outcomes">The outcomes of a draw.</param>
    public Block(Cell cell, RequestKind kind, IReadOnlyList<DrawUnit> units, Func<DrawUnit, IReadOnlyList<Outcome>> outcomes)
    {
        (Cell, Kind, NumberOfDraws) = (cell, kind, units.Count);
        Contestants = [.. units.SelectMany(unit => unit.Contestants).Select(one => one.Name).Distinct().Except(References)];
        foreach (var unit in units)
        {
            var made = outcomes(unit).Where(outcome => unit.Contestants.Any(one => one.Name == outcome.Contestant)).ToList();
            var references = made.Where(outcome => References.Contains(outcome.Contestant) && outcome.Refused is null).ToList();
            if (references.Count == unit.Contestants.Count(one => References.Contains(one.Name)) && references.Count > 0)
                draws.Add(new Comparable(made, references));
        }
    }

    private static IReadOnlySet<string> References { get; } = Contestant.References.Select(one => one.Name).ToHashSet();

    public Cell Cell { get; }
    public RequestKind Kind { get; }
    public int NumberOfDraws { get; }

    /// <summary>Such as "10x100-resnet8 class".</summary>
    public string Name => $"{Cell.Name} {Draw.NameOf(Kind)}";

    /// <summary>Draws that count.</summary>
    public int FinishedDraws => draws.Count;

    /// <summary>Everything that is measured against the reference, in the order in which it runs.</summary>
    public IReadOnlyList<string> Contestants { get; }

    /// <summary>The mean of the references' UA, MIA-Efficacy, RA and TA over the draws.</summary>
    public double[] Reference => Mean(draws.Select(draw => draw.Reference));

    /// <summary>The retrainings behind the references of all draws.</summary>
    public int Retrainings => draws.Sum(draw => draw.References.Count);

    /// <summary>How long a retraining takes.</summary>
    public double RetrainingSeconds => draws.Average(draw => draw.References.Average(outcome => outcome.Seconds));

    /// <summary>The rows forgotten in a draw, on average.</summary>
    public double ForgottenRows => draws.Average(draw => draw.References[0].ForgottenRows);

    /// <summary>The gap of one more retraining; null until there is one.</summary>
    public double? Floor => ScoreOf(Contestant.OneMoreRetraining.Name)?.Gap;

    /// <summary>How a contestant did; null if it gave no model in any draw that counts.</summary>
    public Score? ScoreOf(string contestant)
    {
        var pairs = draws.SelectMany(draw => draw.All.Where(outcome => outcome.Contestant == contestant && outcome.Refused is null)
            .Select(outcome => (Outcome: outcome, Differences: Differences(outcome.Figures(), draw.Reference)))).ToList();
        if (pairs.Count == 0) return null;
        var mean = Mean(pairs.Select(pair => pair.Differences));
        return new Score(
            mean, mean.Average(Math.Abs), pairs.Min(pair => pair.Differences[Score.RetainAccuracy]), pairs.Count,
            pairs.Average(pair => pair.Outcome.Seconds), pairs.Average(pair => pair.Outcome.PreparationSeconds));
    }

    /// <summary>What the runs of a contestant said of themselves, each text once with its number of draws; of the default, first which
    /// method it chose.</summary>
    public string SaidOf(string contestant)
    {
        var made = draws.SelectMany(draw => draw.All).Where(outcome => outcome.Contestant == contestant).ToList();
        var chosen = made.Where(_ => contestant == Contestant.DefaultName).Select(outcome => outcome.Method);
        var said = made.Select(outcome => outcome.Refused is null ? outcome.Verdict : "refused");
        return string.Join("; ", chosen.Concat(said).Where(text => text.Length > 0).CountBy(text => text)
            .Select(text => text.Value == made.Count ? text.Key : $"{text.Key} ({text.Value} of {made.Count} draws)"));
    }

    private static double[] Differences(double[] figures, double[] reference) => [.. figures.Zip(reference, (one, other) => one - other)];

    private static double[] Mean(IEnumerable<double[]> several)
    {
        var all = several.ToList();
        return [.. Enumerable.Range(0, 4).Select(figure => all.Average(figures => figures[figure]))];
    }

    private sealed record Comparable(IReadOnlyList<Outcome> All, IReadOnlyList<Outcome> References)
    {
        public double[] Reference { get; } = Mean(References.Select(outcome => outcome.Figures()));
    }
}

/// <summary>How a contestant did in a block.</summary>
/// <param name="Differences">Of UA, MIA-Efficacy, RA and TA to the reference, in points, mean over the draws.</param>
/// <param name="Gap">The mean of their absolute values.</param>
/// <param name="WorstRetainAccuracy">The lowest difference of RA in a draw.</param>
/// <param name="Draws">Draws with a model.</param>
/// <param name="Seconds">Of a run without preparations, mean over the draws.</param>
/// <param name="PreparationSeconds">Of its preparations.</param>
internal sealed record Score(
    double[] Differences, double Gap, double WorstRetainAccuracy, int Draws, double Seconds, double PreparationSeconds)
{
    /// <summary>The place of RA among the figures.</summary>
    public const int RetainAccuracy = 2;
}
