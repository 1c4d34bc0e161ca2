using MLNetUnlearning.Auditing;

namespace MLNetUnlearning.Tests;

public class UnlearningLikelihoodAuditTests
{
    [Fact]
    public void Models_that_differ_on_every_row_are_told_apart_and_few_rows_keep_the_interval_open()
    {
        var audit = Audit(models: 4, rows: 5, gap: 10);
        Assert.Equal((1, 1), (audit.Forgotten.AreaUnderCurve.Value, audit.Forgotten.AreaUnderCurve.Upper));
        Assert.InRange(audit.Forgotten.AreaUnderCurve.Lower, 0.5, 0.8);
        Assert.Equal(100, audit.Forgotten.TruePositiveRateAtOnePercent.Value);
        Assert.All(audit.RowScores, score => Assert.True(score > 1));
    }

    [Fact]
    public void Two_pairs_tell_nothing_of_their_error_and_say_so()
    {
        var audit = Audit(models: 2, rows: 50, gap: 10);
        Assert.Equal(new Estimate(1, 0, 1), audit.Forgotten.AreaUnderCurve);
        Assert.StartsWith("2 pairs of shadow models say nothing of how much others would differ", audit.Forgotten.Limits[0]);
    }

    [Fact]
    public void Intervals_hold_one_half_where_there_is_nothing_to_find_even_when_the_rows_of_a_model_move_together()
    {
        // 200 audits of 8 pairs without any difference, half of the spread common to a model's rows: a 95 % interval may miss in 10 or so.
        var areas = Enumerable.Range(0, 200).Select(seed => Audit(models: 8, rows: 15, gap: 0, seed).Forgotten.AreaUnderCurve);
        var missed = areas.Count(area => area.Lower > 0.5 || area.Upper < 0.5);
        Assert.True(missed <= 20, $"{missed} of 200");
    }

    [Fact]
    public void Sixty_four_pairs_and_more_give_each_row_a_variance_of_its_own()
    {
        Assert.Equal("U-LiRA, 64 pairs of shadow models, own variances", Audit(models: 64, rows: 20, gap: 1).Auditor);
        Assert.Empty(Audit(models: 64, rows: 20, gap: 1).Forgotten.Limits);
    }

    private static UnlearningAudit Audit(int models, int rows, double gap, int seed = 0)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] Model(double mean)
        {
            var common = Normal();
            return [.. Enumerable.Range(0, rows).Select(_ => mean + common + Normal())];
        }
        double[][] Models(double mean) => [.. Enumerable.Range(0, models).Select(_ => Model(mean))];
        var answers = new PairAnswers(Models(gap), Models(0));
        return UnlearningLikelihoodAudit.Of(answers, new MarginDivergences(answers, answers, unseen: null));
    }
}
