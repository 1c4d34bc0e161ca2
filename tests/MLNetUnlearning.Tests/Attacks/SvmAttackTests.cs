using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

public class SvmAttackTests
{
    [Theory, MemberData(nameof(AttackFixture.Cases), MemberType = typeof(AttackFixture))]
    public void Is_close_to_the_linear_SVC_of_scikit_learn(string model, string signal)
    {
        var efficacy = AttackFixture.Efficacy(new SvmAttack { Signal = AttackFixture.Signals[signal] }, model);
        Assert.Equal(100 * AttackFixture.Result(model, signal, "forget_efficacy_linear_svc"), efficacy, 1.5);
    }

    /// <summary>scikit-learn 1.2.1, SVC(C=3, kernel="linear") on the fixture's probabilities: percent of forget called nonmember.</summary>
    [Theory]
    [InlineData("leaky", 30.8)]
    [InlineData("forgotten", 36.0)]
    [InlineData("mild", 56.0)]
    [InlineData("calibrated", 47.2)]
    public void Is_close_to_the_linear_SVC_on_the_vector_of_probabilities_too(string model, double efficacy) =>
        Assert.Equal(efficacy, AttackFixture.Efficacy(new SvmAttack { Signal = null }, model), 1.5);

    [Fact]
    public void A_model_that_has_forgotten_nothing_scores_low() =>
        Assert.InRange(AttackFixture.Efficacy(new SvmAttack(), "leaky"), 0, 20);

    [Fact]
    public void Defaults_are_pinned()
    {
        var attack = new SvmAttack();
        Assert.Equal((3, 2000, 50), (attack.Cost, attack.NumberOfIterations, attack.BatchSize));
        Assert.Equal("confidence, linear SVM", attack.Name);
        Assert.False(attack.IsPublishedEfficacy);
        Assert.Equal("probabilities, linear SVM", new SvmAttack { Signal = null }.Name);
    }

    [Fact]
    public void Another_cost_shows_in_the_name() =>
        Assert.Equal("confidence, linear SVM (cost 0.5)", new SvmAttack { Cost = 0.5 }.Name);

    [Fact]
    public void All_wrong_settings_are_named() =>
        Assert.Equal(3, new SvmAttack { Cost = -1, NumberOfIterations = 0, BatchSize = 0 }.Violations().Count());
}
