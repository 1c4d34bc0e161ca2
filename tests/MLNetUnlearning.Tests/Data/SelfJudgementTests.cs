namespace MLNetUnlearning.Tests;

/// <summary>What a run says of itself, from figures that were written down.</summary>
public sealed class SelfJudgementTests
{
    /// <summary>Nothing differs from what is expected.</summary>
    private static readonly SelfJudgement Right = new()
    {
        NumberOfForgottenRows = 100,
        NumberOfRetainedRows = 1000,
        NumberOfUnseenRows = 100,
        NumberOfYardstickRows = 100,
        ForgottenAccuracy = 52,
        ExpectedForgottenAccuracy = 52,
        ForgottenConfidence = 45,
        ExpectedForgottenConfidence = 45,
        AttackAreaUnderCurve = 0.5,
        RetainAccuracyBefore = 99,
        RetainAccuracy = 99,
        UnseenAccuracyBefore = 60,
        UnseenAccuracy = 60,
    };

    private static readonly SelfJudgement Whole = Right with
    {
        NumberOfYardstickRows = null,
        ForgottenAccuracy = 0,
        ExpectedForgottenAccuracy = 0,
        ForgottenConfidence = 1,
        ExpectedForgottenConfidence = 0,
        AttackAreaUnderCurve = null,
    };

    [Fact]
    public void The_distance_is_the_mean_of_the_absolute_differences()
    {
        var far = Right with { ForgottenAccuracy = 81, ForgottenConfidence = 40, RetainAccuracy = 97, UnseenAccuracy = 64 };
        Assert.Equal((29 + 5 + 2 + 4) / 4.0, far.Distance, 9);
        Assert.Equal(2, far.RetainAccuracyLost, 9);
        var unknown = far with { ExpectedForgottenAccuracy = null, ExpectedForgottenConfidence = null, AttackAreaUnderCurve = null };
        Assert.Equal((2 + 4) / 2.0, unknown.Distance, 9);
        Assert.Equal(2, (unknown with { UnseenAccuracyBefore = null, UnseenAccuracy = null }).Distance, 9);
        Assert.Equal(0, Right.Distance);
    }

    [Fact]
    public void Without_a_yardstick_it_is_not_known_unless_something_else_is_lost()
    {
        var unknown = Right with { ExpectedForgottenAccuracy = null, ExpectedForgottenConfidence = null, AttackAreaUnderCurve = null };
        Assert.Null(unknown.IsReached);
        Assert.Equal(
            "Not known, for lack of unseen rows: forgotten rows are answered right in 52.0 % of cases; the accuracy on retained rows went "
            + "from 99.0 to 99.0 %; the accuracy on unseen rows went from 60.0 to 60.0 %. On average 0.0 points from what is expected of a "
            + "retrained model.",
            unknown.ToString());
        Assert.False((unknown with { RetainAccuracy = 90 }).IsReached);
    }

    // 64 against 52 is 58 for both together: two standard errors are 2 sqrt(58 x 42 x 2 / n), 14.0 points for 100 rows, 4.4 for 1,000.
    [Theory, InlineData(100, true), InlineData(1000, false)]
    public void A_difference_counts_if_so_few_rows_do_not_explain_it(int rows, bool isReached)
    {
        var many = Right with { NumberOfForgottenRows = rows, NumberOfYardstickRows = rows, NumberOfUnseenRows = rows };
        Assert.Equal(isReached, (many with { ForgottenAccuracy = 64 }).IsReached);
        Assert.Equal(isReached, (many with { ForgottenAccuracy = 40 }).IsReached);
        Assert.Equal(isReached, (many with { UnseenAccuracy = 51 }).IsReached);
    }

    [Fact]
    public void How_much_so_few_rows_explain_is_told_where_it_is_more_than_the_bound()
    {
        var few = Right with { NumberOfForgottenRows = 10, NumberOfYardstickRows = 10 };
        Assert.Equal(2 * Math.Sqrt(52 * 48 * 0.2), few.Allowance, 9); // 44.7
        Assert.EndsWith("of a retrained model. With so few rows, differences of up to 44.7 points do not count.", few.ToString());
        Assert.DoesNotContain("so few rows", (few with { RetainAccuracy = 50 }).ToString()); // not reached, whatever the few rows say
        Assert.Equal(SelfJudgement.Bound, (Right with { NumberOfForgottenRows = 1000, NumberOfYardstickRows = 1000 }).Allowance);
        Assert.Equal(SelfJudgement.Bound, Whole.Allowance);
    }

    [Fact]
    public void Where_nothing_was_different_before_the_run_it_is_said_that_the_rows_show_nothing()
    {
        var known = Right with { ForgottenAccuracyBefore = 95, ForgottenConfidenceBefore = 90, AttackAreaUnderCurveBefore = 0.9 };
        Assert.True(known.CanShowForgetting);
        Assert.DoesNotContain("Before the run", known.ToString());
        var few = known with
        {
            NumberOfForgottenRows = 10,
            NumberOfYardstickRows = 10,
            ForgottenAccuracyBefore = 70,
            ForgottenConfidenceBefore = 60,
        };
        Assert.True(few.CanShowForgetting); // by the attack
        var none = few with { AttackAreaUnderCurveBefore = 0.6 };
        Assert.Equal((true, false), (none.IsReached, none.CanShowForgetting));
        Assert.EndsWith("so few rows do not show that anything was forgotten.", none.ToString());
        var many = Right with
        {
            NumberOfForgottenRows = 1000,
            NumberOfYardstickRows = 1000,
            ForgottenAccuracyBefore = 53,
            ForgottenConfidenceBefore = 46,
            AttackAreaUnderCurveBefore = 0.51,
        };
        Assert.EndsWith("by these figures there was nothing to forget.", many.ToString());
        Assert.DoesNotContain("Before the run", (none with { RetainAccuracy = 50 }).ToString()); // not reached
        Assert.Null(Right.CanShowForgetting); // of a file of before
        Assert.True((Whole with { ForgottenAccuracyBefore = 80, ForgottenConfidenceBefore = 70 }).CanShowForgetting);
    }

    [Theory, InlineData(5, true), InlineData(5.1, false)]
    public void Nobody_allows_for_chance_in_what_is_expected_of_a_whole_class(double points, bool isReached)
    {
        Assert.Equal(isReached, (Whole with { ForgottenAccuracy = points }).IsReached);
        Assert.Equal(isReached, (Whole with { ForgottenConfidence = points }).IsReached);
    }

    // An attack that guesses has two standard errors of 2 sqrt(201 / (12 x 100 x 100)) = 0.082.
    [Theory, InlineData(0.58, true), InlineData(0.585, false), InlineData(0.42, true), InlineData(0.415, false)]
    public void Forgotten_rows_that_look_too_well_or_too_badly_known_are_told(double area, bool isReached) =>
        Assert.Equal(isReached, (Right with { AttackAreaUnderCurve = area }).IsReached);

    [Theory, InlineData(94, true), InlineData(93.9, false), InlineData(100, true)]
    public void Only_a_loss_on_rows_that_stay_counts(double after, bool isReached) =>
        Assert.Equal(isReached, (Right with { RetainAccuracy = after, NumberOfRetainedRows = 100_000 }).IsReached);

    [Fact]
    public void Figures_that_are_no_numbers_reach_nothing()
    {
        var none = Right with { ForgottenConfidence = double.NaN };
        Assert.False(none.IsReached);
        Assert.Equal(double.NaN, none.Distance);
    }

    [Fact]
    public void In_words_it_says_what_is_reached_or_what_is_missing()
    {
        Assert.Equal(
            "Reached: forgotten rows are answered right in 0.0 % of cases (expected: 0.0 %); the mean confidence on forgotten rows is "
            + "1.0 % (expected: 0.0 %); the accuracy on retained rows went from 99.0 to 98.0 %; the accuracy on unseen rows went from 60.0 "
            + "to 60.0 %. On average 0.5 points from what is expected of a retrained model.",
            (Whole with { RetainAccuracy = 98 }).ToString());
        Assert.Equal(
            "Not reached: forgotten rows are answered right in 80.0 % of cases (expected: 52.0 %, as for unseen rows); an attack by "
            + "confidence tells forgotten rows from unseen ones (area under its curve: 0.71). On average 7.0 points from what is expected "
            + "of a retrained model.",
            (Right with { ForgottenAccuracy = 80, AttackAreaUnderCurve = 0.71 }).ToString());
    }

    [Fact]
    public void As_JSON_it_keeps_every_figure_and_tells_what_follows()
    {
        Assert.Equal(Right, SelfJudgement.Parse(Right.ToJson()));
        Assert.Equal(Whole, SelfJudgement.Parse(Whole.ToJson()));
        Assert.Contains("\"isReached\":true", Right.ToJson());
        Assert.Contains("\"distance\":0", Right.ToJson());
    }
}
