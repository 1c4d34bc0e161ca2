using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

public class ThresholdAttackTests
{
    [Theory, MemberData(nameof(AttackFixture.Cases), MemberType = typeof(AttackFixture))]
    public void Finds_the_cut_of_the_reference_exactly(string model, string signal)
    {
        var attack = new ThresholdAttack { Signal = AttackFixture.Signals[signal] };
        Assert.Equal(100 * AttackFixture.Result(model, signal, "forget_efficacy_threshold"), AttackFixture.Efficacy(attack, model), 1e-9);

        var score = AttackFixture.Trained(attack, model);
        var (members, nonMembers) = (AttackFixture.Observed(attack, model, "members"), AttackFixture.Observed(attack, model, "nonmembers"));
        var right = members.Count(row => score(row) > 0) + nonMembers.Count(row => score(row) <= 0);
        var accuracy = right / (double)(members.Length + nonMembers.Length);
        Assert.Equal(AttackFixture.Result(model, signal, "best_threshold_train_accuracy"), accuracy, 1e-9);
    }

    [Fact]
    public void The_cut_is_a_signal_trained_on_and_belongs_to_the_members()
    {
        var score = Trained([3, 4], [1, 2]);
        Assert.True(score([3]) > 0);
        Assert.True(score([Math.BitDecrement(3.0)]) <= 0);
        Assert.True(score([4]) > score([3]));
    }

    [Fact]
    public void Of_cuts_that_are_right_equally_often_the_lowest_is_taken()
    {
        var score = Trained([2, 4], [1, 3]); // from 2 on: 3 of 4 right; from 4 on: 3 of 4 right
        Assert.True(score([2]) > 0);
        Assert.True(score([1.9]) < 0);
    }

    [Fact]
    public void Equal_signals_fall_on_one_side_together()
    {
        var score = Trained([5, 5, 5], [5, 1]);
        Assert.True(score([5]) > 0);
        Assert.True(score([1]) < 0);
    }

    [Fact]
    public void Where_members_have_lower_signals_no_cut_beats_taking_every_row_for_a_member() =>
        Assert.True(Trained([1, 2], [3, 4])([0.99 + 0.01]) > 0);

    [Fact]
    public void Where_most_rows_are_non_members_every_row_may_be_one()
    {
        var score = Trained([1], [2, 3, 4]);
        Assert.All([1.0, 2, 3, 4], signal => Assert.True(score([signal]) <= 0));
    }

    [Fact]
    public void The_order_of_the_rows_changes_nothing()
    {
        double[] members = [.. Enumerable.Range(0, 50).Select(row => row * 37 % 50 + 7.0)];
        double[] nonMembers = [.. Enumerable.Range(0, 50).Select(row => row * 13 % 50 + 0.0)];
        double[] asked = [.. Enumerable.Range(0, 60).Select(row => (double)row)];
        var (score, reversed) = (Trained(members, nonMembers), Trained([.. members.Reverse()], [.. nonMembers.Reverse()]));
        Assert.Equal(asked.Select(row => score([row])), asked.Select(row => reversed([row])));
    }

    [Fact]
    public void Defaults_are_pinned()
    {
        Assert.Equal("confidence, best threshold", new ThresholdAttack().Name);
        Assert.Equal("modified entropy, best threshold", new ThresholdAttack { Signal = MembershipSignal.ModifiedEntropy }.Name);
        Assert.False(new ThresholdAttack().IsPublishedEfficacy);
    }

    private static MembershipScore Trained(double[] members, double[] nonMembers) =>
        new ThresholdAttack().Train(new MLContext(seed: 1), [.. members.Chunk(1)], [.. nonMembers.Chunk(1)]);
}
