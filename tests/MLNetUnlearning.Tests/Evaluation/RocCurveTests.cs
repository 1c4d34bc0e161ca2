namespace MLNetUnlearning.Tests;

public class RocCurveTests
{
    [Fact]
    public void The_area_is_the_share_of_pairs_in_which_the_member_wins_and_half_of_the_draws() =>
        Assert.Equal((2 + 1.5 + 0) / 6, new RocCurve([5, 3, 1], [3, 2]).Area(), 12);

    [Fact]
    public void Many_equal_scores_are_draws_with_each_other() => Assert.Equal(0.5, new RocCurve([1, 1, 1, 2], [1, 1, 2, 1]).Area(), 12);

    [Fact]
    public void A_perfect_score_has_an_area_of_1_and_an_interval_below_it()
    {
        var area = new RocCurve([3, 4, 5], [0, 1, 2]).ToMetrics().AreaUnderCurve;
        Assert.Equal((1, 1), (area.Value, area.Upper));
        Assert.InRange(area.Lower, 0.3, 0.8);
    }

    [Fact]
    public void At_one_percent_the_second_highest_of_200_non_members_and_those_below_are_no_alarm()
    {
        double[] nonMembers = [.. Enumerable.Range(0, 200).Select(row => (double)row)]; // 198 and 199 may be false alarms
        var metrics = new RocCurve([197, 197.5, 198, 300], nonMembers).ToMetrics();
        Assert.Equal(75, metrics.TruePositiveRateAtOnePercent.Value);
        Assert.Equal(25, metrics.TruePositiveRateAtTenthOfAPercent.Value); // none of 200 may be one
        Assert.Equal(
            "200 non-members cannot show a false positive rate of 0.1 %: "
            + "the true positive rate there is the one without any false positive.", Assert.Single(metrics.Limits));
    }

    [Fact]
    public void A_thousand_non_members_show_everything() =>
        Assert.Empty(new RocCurve([1], [.. Enumerable.Range(0, 1000).Select(row => (double)row)]).ToMetrics().Limits);

    [Fact]
    public void A_member_that_scores_as_the_threshold_is_not_found() =>
        Assert.Equal(0, new RocCurve([2, 2], [1, 2]).ToMetrics().TruePositiveRateAtOnePercent.Value);

    [Fact]
    public void The_curve_goes_from_no_false_positive_to_all()
    {
        var points = new RocCurve([5, 3, 1], [3, 2]).ToMetrics().Points;
        Assert.Equal([new RocPoint(0, 100.0 / 3), new(50, 200.0 / 3), new(100, 100)], points);
    }

    [Theory, InlineData(10), InlineData(1000), InlineData(100_000)]
    public void The_curve_has_few_points_and_never_falls(int rows)
    {
        var random = new Random(1);
        var points = new RocCurve(
            Enumerable.Range(0, rows).Select(_ => random.NextDouble() + 0.2), Enumerable.Range(0, rows).Select(_ => random.NextDouble()))
            .Points();
        Assert.InRange(points.Count, 2, 100);
        Assert.Equal((0, 100), (points[0].FalsePositiveRate, points[^1].TruePositiveRate));
        Assert.Equal(points.OrderBy(point => point.FalsePositiveRate).ThenBy(point => point.TruePositiveRate), points);
    }
}
