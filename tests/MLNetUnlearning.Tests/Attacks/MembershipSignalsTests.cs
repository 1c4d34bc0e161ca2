using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

public class MembershipSignalsTests
{
    private static readonly float[] Undecided = [0.5f, 0.25f, 0.25f], Sure = [0, 1, 0];

    [Fact]
    public void Correctness_is_whether_the_most_probable_class_is_the_true_one()
    {
        Assert.Equal(1, MembershipSignals.Correctness(Undecided, 0));
        Assert.Equal(0, MembershipSignals.Correctness(Undecided, 1));
    }

    [Fact]
    public void Confidence_is_the_probability_of_the_true_class() =>
        Assert.Equal(0.25, MembershipSignals.Confidence(Undecided, 2));

    [Fact]
    public void Entropy_is_in_natural_logarithms() =>
        Assert.Equal(0.5 * Math.Log(2) + 2 * 0.25 * Math.Log(4), MembershipSignals.Entropy(Undecided), 12);

    [Fact]
    public void Modified_entropy_takes_log_p_of_the_true_class_and_log_1_minus_p_of_the_others() =>
        Assert.Equal(-0.5 * Math.Log(0.5) - 2 * 0.25 * Math.Log(0.75), MembershipSignals.ModifiedEntropy(Undecided, 0), 12);

    [Fact]
    public void Certainty_keeps_logarithms_finite()
    {
        Assert.Equal(0, MembershipSignals.Entropy(Sure));
        Assert.Equal(0, MembershipSignals.ModifiedEntropy(Sure, 1));
        Assert.Equal(-2 * Math.Log(1e-30), MembershipSignals.ModifiedEntropy(Sure, 0), 9);
    }

    [Theory, MemberData(nameof(AttackFixture.Cases), MemberType = typeof(AttackFixture))]
    public void Every_row_has_the_signal_that_the_reference_computes(string model, string signal)
    {
        foreach (var rows in new[] { "members", "nonmembers", "forget" })
        {
            var computed = AttackFixture.Outputs(model, rows).Select(row => Published(signal, row.Probabilities, row.Label)).ToArray();
            var expected = AttackFixture.Expected(model, rows, signal);
            Assert.Equal(expected.Length, computed.Length);
            Assert.All(expected.Zip(computed), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    public static TheoryData<string> SignalNames() => [.. AttackFixture.Signals.Keys];

    [Theory, MemberData(nameof(SignalNames))]
    public void Higher_is_more_member_like_for_every_signal(string name)
    {
        var signal = AttackFixture.Signals[name];
        Assert.True(signal.Of(Sure, 1) >= signal.Of(Undecided, 0), "a row that is known well over one that is known a little");
        Assert.True(signal.Of(Sure, 1) > signal.Of(Undecided, 1), "a row that is known well over one that is not known");
        double Mean(string rows) => AttackFixture.Outputs("leaky", rows).Average(row => signal.Of(row.Probabilities, row.Label));
        Assert.True(Mean("members") > Mean("nonmembers"), "rows that were trained on over rows that were not");
    }

    private static double Published(string signal, float[] probabilities, int label) => signal switch
    {
        "correctness" => MembershipSignals.Correctness(probabilities, label),
        "confidence" => MembershipSignals.Confidence(probabilities, label),
        "entropy" => MembershipSignals.Entropy(probabilities),
        _ => MembershipSignals.ModifiedEntropy(probabilities, label),
    };
}
