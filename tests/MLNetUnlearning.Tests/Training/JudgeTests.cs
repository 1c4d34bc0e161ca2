namespace MLNetUnlearning.Tests;

/// <summary>A run is judged by answers that its rows state.</summary>
public sealed class JudgeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly FormulaNetwork network;
    private long asked; // rows that passed it

    private static readonly (long, float, float, float)[] Known = [(0, 0.8f, 0.1f, 0.1f), (1, 0.1f, 0.8f, 0.1f), (2, 0.1f, 0.1f, 0.8f)];

    public JudgeTests() => network = Stated.Network(rows => asked += rows);

    [Fact]
    public void Unseen_rows_count_by_the_share_of_their_class_among_the_forgotten_ones()
    {
        var judge = Judge(
            retain: Known,
            forget: [(0, 0.9f, 0.05f, 0.05f), (0, 0.9f, 0.05f, 0.05f), (0, 0.9f, 0.05f, 0.05f), (1, 0.05f, 0.9f, 0.05f)],
            unseen: [(0, 0.6f, 0.2f, 0.2f), (0, 0.2f, 0.6f, 0.2f), (1, 0.3f, 0.4f, 0.3f), (2, 0.95f, 0.03f, 0.02f)]);
        var now = judge.Now();
        Assert.Equal((4, 3, 4), (now.NumberOfForgottenRows, now.NumberOfRetainedRows, now.NumberOfUnseenRows));
        Assert.Equal(100, now.ForgottenAccuracy);
        Assert.Equal(90, now.ForgottenConfidence, 4);
        // Three of four are of class 0, whose unseen rows are right in one of two cases with a mean confidence of 0.4.
        Assert.Equal(0.75 * 50 + 0.25 * 100, now.ExpectedForgottenAccuracy!.Value, 9);
        Assert.Equal(0.75 * 40 + 0.25 * 40, now.ExpectedForgottenConfidence!.Value, 4);
        Assert.Equal(1 / (2 * 0.375 * 0.375 + 0.25 * 0.25), now.NumberOfYardstickRows!.Value, 9);
        Assert.Equal(1, now.AttackAreaUnderCurve!.Value, 9); // class 2 has no forgotten rows, so its unseen row plays no part
        Assert.Equal((50, 50), (now.UnseenAccuracyBefore, now.UnseenAccuracy));
        Assert.Equal((100, 100), (now.RetainAccuracyBefore, now.RetainAccuracy));
        Assert.True(judge.KnowsWhatToExpect);
    }

    [Fact]
    public void What_is_expected_is_what_was_answered_before_the_network_changed()
    {
        var judge = Judge(retain: Known, forget: [(0, 0.7f, 0.2f, 0.1f)], unseen: [(0, 0.5f, 0.3f, 0.2f)]);
        Stated.Raise(network, -1);
        var now = judge.Now();
        Assert.Equal((100, 0), (now.ExpectedForgottenAccuracy!.Value, now.ForgottenAccuracy));
        Assert.Equal(50, now.ExpectedForgottenConfidence!.Value, 4);
        Assert.Equal((100, 0, 100), (now.RetainAccuracyBefore, now.RetainAccuracy, now.RetainAccuracyLost));
        Assert.Equal((100, 0), (now.UnseenAccuracyBefore!.Value, now.UnseenAccuracy!.Value));
        Assert.Equal(0, now.AttackAreaUnderCurve); // the row that was the surer of the two is now the less sure
        Stated.Raise(network, 0);
        Assert.Equal(0.5, judge.Now().AttackAreaUnderCurve);
    }

    [Fact]
    public void A_class_without_unseen_rows_is_replaced_by_all_of_them()
    {
        var judge = Judge(
            retain: Known, forget: [(0, 0.9f, 0.05f, 0.05f), (1, 0.05f, 0.9f, 0.05f)],
            unseen: [(0, 0.6f, 0.2f, 0.2f), (0, 0.2f, 0.6f, 0.2f)]);
        Assert.Equal(50, judge.Now().ExpectedForgottenAccuracy);
        Assert.Equal(2, judge.Now().NumberOfYardstickRows!.Value, 9);
        var other = Judge(retain: Known, forget: [(1, 0.05f, 0.9f, 0.05f)], unseen: [(0, 0.6f, 0.2f, 0.2f)]);
        Assert.Equal(100, other.Now().ExpectedForgottenAccuracy);
    }

    [Fact]
    public void It_is_replaced_by_all_of_them_also_where_another_forgotten_class_has_some()
    {
        var now = Judge(
            retain: Known, forget: [(0, 0.9f, 0.05f, 0.05f), (1, 0.05f, 0.9f, 0.05f), (1, 0.05f, 0.9f, 0.05f), (1, 0.05f, 0.9f, 0.05f)],
            unseen: [(0, 0.6f, 0.2f, 0.2f), (2, 0.6f, 0.2f, 0.2f), (2, 0.6f, 0.2f, 0.2f)]).Now();
        // A quarter is like the unseen row of class 0, which is right; the rest like all three, of which a third is right.
        Assert.Equal(100 * (0.25 + 0.75 / 3), now.ExpectedForgottenAccuracy!.Value, 9);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_class_that_is_forgotten_whole_is_expected_never_to_be_named(bool hasUnseenRows)
    {
        var judge = Judge(
            retain: Known[..2], forget: Known[2..],
            unseen: hasUnseenRows ? [(0, 0.6f, 0.2f, 0.2f), (2, 0.6f, 0.2f, 0.2f)] : null);
        var now = judge.Now();
        Assert.Equal((0, 0), (now.ExpectedForgottenAccuracy, now.ExpectedForgottenConfidence));
        Assert.Equal((100, null, null), (now.ForgottenAccuracy, now.NumberOfYardstickRows, now.AttackAreaUnderCurve));
        Assert.Equal(hasUnseenRows ? (1, 100.0) : (0, default(double?)), (now.NumberOfUnseenRows, now.UnseenAccuracy));
        Assert.True(judge.KnowsWhatToExpect);
    }

    [Fact]
    public void Where_one_class_is_forgotten_whole_and_another_in_part_each_counts_by_its_rows()
    {
        var now = Judge(
            retain: Known[..2], forget: [Known[2], (0, 0.9f, 0.05f, 0.05f)], unseen: [(0, 0.6f, 0.2f, 0.2f), (2, 0.2f, 0.2f, 0.6f)]).Now();
        Assert.Equal(50, now.ExpectedForgottenAccuracy!.Value, 9);
        Assert.Equal(30, now.ExpectedForgottenConfidence!.Value, 4);
        Assert.Null(now.AttackAreaUnderCurve);
    }

    [Fact]
    public void Without_unseen_rows_of_classes_that_stay_nothing_is_expected()
    {
        var judge = Judge(retain: Known, forget: Known[..1], unseen: null);
        var now = judge.Now();
        Assert.False(judge.KnowsWhatToExpect);
        Assert.Equal((null, null, null), (now.ExpectedForgottenAccuracy, now.ExpectedForgottenConfidence, now.AttackAreaUnderCurve));
        Assert.Null(now.IsReached);
        Assert.False(Judge(retain: Known[..1], forget: [Known[0], Known[1]], unseen: [Known[1]]).KnowsWhatToExpect);
    }

    [Fact]
    public void Answers_that_are_no_numbers_are_no_distance_either()
    {
        var judge = Judge(retain: Known, forget: Known[..1], unseen: Known[..1]);
        Stated.Raise(network, float.NaN);
        Assert.Equal(double.NaN, judge.Now().Distance);
        Assert.False(judge.Now().IsReached);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_network_that_a_search_looked_at_is_not_asked_the_same_again(bool hasUnseenRows)
    {
        var judge = Judge(retain: Known, forget: [(0, 0.7f, 0.2f, 0.1f)], unseen: hasUnseenRows ? [(0, 0.5f, 0.3f, 0.2f)] : null);
        Stated.Raise(network, 2);
        var now = judge.Now();
        judge.DistanceNow();
        Stated.Raise(network, 0.5f);
        judge.DistanceNow();
        Stated.Raise(network, 2); // the best of the two
        asked = 0;
        Assert.Equal(now, judge.Now());
        Assert.Equal(hasUnseenRows ? 0 : 1, asked); // without unseen rows, a search asks about retained rows alone
        Stated.Raise(network, 3);
        Assert.NotEqual(now.ForgottenConfidence, judge.Now().ForgottenConfidence);
    }

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
    }

    /// <summary>A judge of a run on rows that are one tensor, as in every run.</summary>
    private Judge Judge(
        (long, float, float, float)[] retain, (long, float, float, float)[] forget, (long, float, float, float)[]? unseen)
    {
        var all = Stated.Rows([.. retain, .. forget, .. unseen ?? []]);
        RowSubset Part(int start, int count) => all.Select(Enumerable.Range(start, count).Select(row => (long)row));
        return new Judge(
            network,
            new ForgetSplit(
                Part(0, retain.Length), Part(retain.Length, forget.Length),
                unseen is null ? null : Part(retain.Length + forget.Length, unseen.Length)),
            CancellationToken.None);
    }
}
