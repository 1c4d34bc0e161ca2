namespace MLNetUnlearning.Tests;

public class RobustMembershipInferenceTests
{
    [Fact]
    public void The_ratio_is_to_the_mean_of_models_with_and_models_without_the_row() =>
        Assert.Equal(0.9 / 0.6, RobustMembershipInference.Ratio(0.9, with: [0.7, 0.9], without: [0.3, 0.5]), 12);

    [Fact]
    public void Scores_are_the_share_of_the_population_that_is_favoured_no_more()
    {
        var audit = RobustMembershipInference.Of(4, forgotten: [1.5, 0.5, 2], retained: [3], unseen: [1, 2, 0.6, 1.5]);
        Assert.Equal([0.75, 0, 1], audit.ForgottenScores);
        Assert.Equal((2.5 + 0 + 3.5) / 12, audit.Forgotten.AreaUnderCurve.Value, 12);
        Assert.Equal(1, audit.Retained.AreaUnderCurve.Value);
        Assert.Equal("RMIA, 4 shadow models", audit.Auditor);
    }

    [Fact]
    public void Few_models_and_few_rows_are_said_to_be_few()
    {
        var limits = RobustMembershipInference.Of(2, [1], [1], [1]).Forgotten.Limits;
        Assert.StartsWith("2 shadow models: what is usual for a row is known from 1 with it and as many without", limits[0]);
        Assert.Contains(limits, limit => limit.Contains("cannot show a false positive rate of 1 %"));
    }
}
