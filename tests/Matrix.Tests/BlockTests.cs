namespace Matrix.Tests;

/// <summary>The arithmetic of gaps.</summary>
public sealed class BlockTests
{
    private static readonly Cell Small = Cell.All.Single(cell => cell.Name == "4x24-conv");
    private static readonly Contestant Method = Contestant.Methods.Single(one => one.Name == "FineTune");

    [Fact]
    public void A_gap_is_the_mean_of_absolute_differences_after_the_mean_over_the_draws()
    {
        // UA is 4 above the reference in one draw and 4 below in the other: 0. The others differ by 2, -6 and 1 in the mean.
        var block = Of(
            [.. References(100, 50, 90, 70), Figures(Method.Name, 104, 52, 86, 71)],
            [.. References(80, 40, 80, 60), Figures(Method.Name, 76, 42, 72, 61)]);
        var score = block.ScoreOf(Method.Name)!;
        Assert.Equal([0, 2, -6, 1], score.Differences);
        Assert.Equal(9 / 4.0, score.Gap, 1e-9);
        Assert.Equal(-8, score.WorstRetainAccuracy);
        Assert.Equal([90, 45, 85, 65], block.Reference);
        Assert.Null(block.Floor);
    }

    [Fact]
    public void The_reference_is_the_mean_of_three_retrainings_and_the_floor_the_gap_of_a_fourth()
    {
        Outcome[] retrained = [
            Figures("retrain-1", 90, 30, 99, 70), Figures("retrain-2", 93, 30, 99, 70), Figures("retrain-3", 96, 30, 99, 70),
        ];
        var block = Of([.. retrained, Figures(Contestant.OneMoreRetraining.Name, 97, 30, 97, 70)]);
        Assert.Equal([93, 30, 99, 70], block.Reference);
        Assert.Equal((4 + 2) / 4.0, block.Floor!.Value, 1e-9);
    }

    [Fact]
    public void A_draw_counts_once_all_its_references_are_there_and_a_refusal_gives_no_figures()
    {
        var block = Of(
            [.. References(100, 50, 90, 70).Skip(1), Figures(Method.Name, 0, 0, 0, 0)],
            [.. References(100, 50, 90, 70), new Outcome { Contestant = Method.Name, Refused = "ruined" }]);
        Assert.Equal((1, 2), (block.FinishedDraws, block.NumberOfDraws));
        Assert.Null(block.ScoreOf(Method.Name));
        Assert.Equal("refused", block.SaidOf(Method.Name));
    }

    [Fact]
    public void Bounds_are_checked_figure_by_figure()
    {
        var bound = Bound.Of("default", Cell.OfAblation, RequestKind.Class)!;
        Assert.Equal("", bound.MissedBy(new Score([2, -2, 0, 0], 1.5, -1.5, 1, 0, 0), floor: 0.5));
        Assert.Equal(
            "UA by 1.0, MIA-Efficacy by 2.0, RA by 0.5, gap by 0.8",
            bound.MissedBy(new Score([-3, 4, 0, 0], 2.3, -2, 1, 0, 0), floor: 0.5));
        Assert.Equal(3, Bound.Of("default", Small, RequestKind.Class)!.LostRetainAccuracy);
        Assert.Null(Bound.Of("AdversarialMinMax", Small, RequestKind.Class));
        Assert.Null(Bound.Of("FineTune", Cell.OfAblation, RequestKind.Class));
    }

    private static Block Of(params Outcome[][] draws)
    {
        Contestant[] contestants = [.. Contestant.References, Contestant.OneMoreRetraining, Method];
        var units = Draw.Of(DrawList.Report, Small, RequestKind.Class).Take(draws.Length)
            .Select(draw => new DrawUnit(draw, contestants)).ToList();
        return new Block(Small, RequestKind.Class, units, unit => draws[unit.Draw.Index]);
    }

    private static Outcome[] References(double ua, double mia, double ra, double ta) =>
        [.. Contestant.References.Select(one => Figures(one.Name, ua, mia, ra, ta))];

    private static Outcome Figures(string contestant, double ua, double mia, double ra, double ta) => new()
    {
        Contestant = contestant,
        UnlearningAccuracy = ua,
        Efficacy = mia,
        RetainAccuracy = ra,
        TestAccuracy = ta,
    };
}
