using MLNetUnlearning.Auditing;

namespace MLNetUnlearning.Tests;

public class LikelihoodRatiosTests
{
    [Fact]
    public void Log_odds_stay_exact_near_certainty() =>
        Assert.Equal(Math.Log(0.9999) - Math.Log(1e-4), LikelihoodRatios.LogOdds((0.9999, 1e-4)), 12);

    [Fact]
    public void Certainty_itself_has_finite_log_odds()
    {
        Assert.Equal(-Math.Log(1e-30), LikelihoodRatios.LogOdds((1, 0)), 9);
        Assert.Equal(Math.Log(1e-30), LikelihoodRatios.LogOdds((0, 1)), 9);
    }

    [Fact]
    public void The_score_is_the_logarithm_of_the_ratio_of_two_normal_densities()
    {
        // Unlearned: 2 and 4, mean 3, variance 2. Never seen: 0 and 2, mean 1, variance 2. At 3: ((3 - 1)^2 - (3 - 3)^2) / (2 * 2) = 1.
        var scores = LikelihoodRatios.Scores([3], [[2], [4]], [[0], [2]]);
        Assert.Equal(1, Assert.Single(scores), 12);
    }

    [Fact]
    public void Few_models_share_one_variance_over_all_rows()
    {
        // Variances of the rows: 2 and 0; shared: 1 on both sides. At (3, 1): (2^2 - 0) / 2 and (1 - 0) / 2.
        var scores = LikelihoodRatios.Scores([3, 1], [[2, 1], [4, 1]], [[0, 0], [2, 0]]);
        Assert.Equal(2, scores[0], 12);
        Assert.Equal(0.5, scores[1], 12);
    }

    [Fact]
    public void Many_models_have_a_variance_for_every_row()
    {
        double[][] Models(double mean) => [.. Enumerable.Range(0, 32).Select(model => model % 2 == 0 ? 1 : -1)
            .Select(side => new[] { mean + side * 2, mean + side * 0.5 })];
        var scores = LikelihoodRatios.Scores([1, 1], Models(1), Models(0));
        Assert.Equal(0.5 / (4 * 32 / 31.0), scores[0], 12);
        Assert.Equal(0.5 / (0.25 * 32 / 31.0), scores[1], 12);
    }

    [Fact]
    public void A_single_other_model_tells_whose_value_is_nearer()
    {
        var scores = LikelihoodRatios.Scores([1, -1], [[2, 2]], [[-2, -2]]);
        Assert.Equal([4.0, -4.0], scores);
    }
}
