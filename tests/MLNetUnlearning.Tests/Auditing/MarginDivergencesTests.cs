namespace MLNetUnlearning.Tests;

public class MarginDivergencesTests
{
    [Fact]
    public void The_divergence_is_that_of_the_shares_of_each_bin()
    {
        // Shares 3/4 and 1/4 of the first and the last bin against 1/4 and 3/4: (3/4 - 1/4) log 3.
        Assert.Equal(0.5 * Math.Log(3), MarginHistogram.Divergence([0, 0, 0, 1], [0, 1, 1, 1]), 12);
        // All but -95 lie in the last of 20 bins from -95 to 5.1: 1/3 log(1/3 / 1/2) + 2/3 log(2/3 / 1/2).
        Assert.Equal(Math.Log(2 / 3.0) / 3 + 2 * Math.Log(4 / 3.0) / 3, MarginHistogram.Divergence([-95, 5.1, 0.2], [-95, 4.9]), 12);
    }

    [Fact]
    public void Equal_margins_are_at_no_divergence_and_margins_without_a_common_bin_at_the_logarithm_of_the_floor()
    {
        Assert.Equal(0, MarginHistogram.Divergence([1, 2, 7], [7, 1, 2]), 12);
        Assert.Equal(0, MarginHistogram.Divergence([3, 3], [3, 3, 3]), 12);
        Assert.Equal(Math.Log(1e5), MarginHistogram.Divergence([10, 10], [-10, -10]), 12);
    }

    [Fact]
    public void It_is_not_symmetric()
    {
        Assert.Equal(Math.Log(2), MarginHistogram.Divergence([0, 0], [0, 1]), 12);
        Assert.Equal(0.5 * Math.Log(0.5) + 0.5 * Math.Log(0.5 / 1e-5), MarginHistogram.Divergence([0, 1], [0, 0]), 12);
    }

    [Fact]
    public void Each_row_has_its_own_over_the_models_and_kinds_are_kept_apart()
    {
        var forgotten = new PairAnswers([[10, 0], [10, 1]], [[-10, 0], [-10, 1]]); // 2 models x 2 rows
        var margins = new MarginDivergences(forgotten, forgotten.Of([1]), unseen: forgotten.Of([0]));
        Assert.Equal(Math.Log(1e5), margins.Forgotten.Rows[0], 12);
        Assert.Equal(0, margins.Forgotten.Rows[1], 12);
        Assert.Equal(0, margins.Retained.Mean, 12);
        Assert.Equal(Math.Log(1e5), margins.Unseen!.Mean, 12);
        Assert.Null(new MarginDivergences(forgotten, forgotten, unseen: null).Unseen);
    }

    [Theory, InlineData(1, 1), InlineData(20, 19), InlineData(100, 95)]
    public void The_percentile_is_the_smallest_value_that_95_percent_do_not_exceed(int rows, double expected) =>
        Assert.Equal(expected, new RowDivergences([.. Enumerable.Range(1, rows).Select(value => (double)value)]).NinetyFifthPercentile);
}
