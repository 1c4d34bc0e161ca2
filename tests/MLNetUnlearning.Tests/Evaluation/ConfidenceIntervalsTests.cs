namespace MLNetUnlearning.Tests;

/// <summary>References: scipy 1.10 (beta.ppf, t.ppf) and a root finder on Newcombe's equation.</summary>
public class ConfidenceIntervalsTests
{
    [Theory]
    [InlineData(0, 10, 0, 0.30849710781876083)]
    [InlineData(5, 10, 0.18708602844739855, 0.8129139715526015)]
    [InlineData(10, 10, 0.6915028921812392, 1)]
    [InlineData(990, 1000, 0.9816867569448875, 0.9951944893089507)]
    public void Shares_have_the_interval_of_Clopper_and_Pearson(int count, int of, double lower, double upper)
    {
        var share = ConfidenceIntervals.OfShare(count, of);
        Assert.Equal((double)count / of, share.Value);
        Assert.Equal(lower, share.Lower, 1e-8);
        Assert.Equal(upper, share.Upper, 1e-8);
    }

    [Theory]
    [InlineData(1, 12.706204736)]
    [InlineData(2, 4.302652730)]
    [InlineData(3, 3.182446305)]
    [InlineData(30, 2.042272456)]
    public void Means_of_few_values_reach_as_far_as_Students_distribution(int degreesOfFreedom, double quantile) =>
        Assert.Equal(quantile, ConfidenceIntervals.StudentQuantile(degreesOfFreedom), 1e-6);

    [Fact]
    public void Two_runs_that_differ_say_little_and_one_says_nothing()
    {
        Assert.Equal(new Estimate(0.6, 0, 1), ConfidenceIntervals.OfMean([0.5, 0.7], 0, 1)); // 0.6 +- 12.7 * 0.1
        Assert.Equal(new Estimate(0.6, 0, 1), ConfidenceIntervals.OfMean([0.6], 0, 1));
    }

    [Theory, MemberData(nameof(Areas))]
    public void Areas_have_the_interval_of_Newcombe(double area, int members, int nonMembers, double lower, double upper)
    {
        var estimate = ConfidenceIntervals.OfArea(area, members, nonMembers);
        Assert.Equal(lower, estimate.Lower, 1e-6);
        Assert.Equal(upper, estimate.Upper, 1e-6);
    }

    public static TheoryData<double, int, int, double, double> Areas => new()
    {
        { 1, 10, 10, 0.8002136128815847, 1 },
        { 0.8, 20, 30, 0.6433456145211122, 0.8941462416512979 },
        { 0.5, 100, 100, 0.4210096137634374, 0.5789903862365626 },
    };

    [Fact]
    public void Estimates_are_written_with_their_interval() =>
        Assert.Equal("0.531 (0.49 to 0.572)", new Estimate(0.5312, 0.49, 0.5719).ToString());
}
