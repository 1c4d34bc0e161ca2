using MLNetUnlearning.Attacks;

namespace MLNetUnlearning.Tests;

public class KernelSvmAttackTests
{
    [Theory, MemberData(nameof(AttackFixture.Cases), MemberType = typeof(AttackFixture))]
    public void Decides_like_the_SVC_of_scikit_learn(string model, string signal)
    {
        var efficacy = AttackFixture.Efficacy(new KernelSvmAttack { Signal = AttackFixture.Signals[signal] }, model);
        Assert.Equal(100 * AttackFixture.Result(model, signal, "forget_efficacy_rbf_svc"), efficacy, 1.0);
    }

    [Theory, InlineData("leaky"), InlineData("mild")]
    public void Decides_alike_on_many_rows_and_on_few_of_greater_weight(string model)
    {
        double[] Confidences(string rows) => AttackFixture.Expected(model, rows, "confidence");
        IEnumerable<double> FourTimes(double[] rows) => rows.SelectMany(row => Enumerable.Range(0, 4).Select(copy => row + 1e-9 * copy));
        var (members, nonMembers) = (Confidences("members"), Confidences("nonmembers"));
        var few = KernelSvmSolver.Train(members, nonMembers, cost: 1.2, gamma: 1, tolerance: 1e-4);
        var many = KernelSvmSolver.Train(FourTimes(members), FourTimes(nonMembers), cost: 0.3, gamma: 1, tolerance: 1e-4);
        Assert.All(Confidences("forget"), row => Assert.Equal(few.Score(row), many.Score(row), 2e-3));
    }

    [Fact]
    public void Finds_members_between_non_members_where_a_threshold_cannot()
    {
        var machine = KernelSvmSolver.Train([4.9, 5.0, 5.1], [1.0, 1.1, 9.0, 9.1], cost: 3, gamma: 1, tolerance: 1e-3);
        Assert.True(machine.Score(5.05) > 0);
        Assert.True(machine.Score(1.05) < 0);
        Assert.True(machine.Score(9.05) < 0);
    }

    [Fact]
    public void Two_rows_have_the_margin_of_the_closed_form()
    {
        // One member at 0, one non-member at 1: both weights are 1 / (1 - exp(-gamma)) where C allows, the bias is 0.
        var machine = KernelSvmSolver.Train([0.0], [1.0], cost: 100, gamma: 1, tolerance: 1e-9);
        Assert.Equal(1, machine.Score(0), 1e-6);
        Assert.Equal(-1, machine.Score(1), 1e-6);
        Assert.Equal(0, machine.Score(0.5), 1e-6);
    }

    [Fact]
    public void Rows_that_cannot_be_told_apart_end_in_a_decision_all_the_same()
    {
        var machine = KernelSvmSolver.Train([1.0, 1.0, 1.0], [1.0, 1.0], cost: 3, gamma: 1, tolerance: 1e-3);
        Assert.True(double.IsFinite(machine.Score(1)));
    }

    [Fact]
    public void The_kernel_is_exact_near_and_far()
    {
        double[] points = [0, 1e-6, 0.1, 0.5, 1, 3, 20, 1000];
        var kernel = new double[points.Length];
        GaussianKernel.Fill(points, center: 0, gamma: 1, kernel);
        Assert.All(points.Zip(kernel), pair => Assert.Equal(Math.Exp(-pair.First * pair.First), pair.Second, 1e-10));
    }

    [Fact]
    public void Defaults_are_the_published_ones()
    {
        var attack = new KernelSvmAttack();
        Assert.Equal((3, 1, 1e-3), (attack.Cost, attack.Gamma, attack.Tolerance));
        Assert.Equal("confidence, RBF SVM", attack.Name);
        Assert.True(attack.IsPublishedEfficacy);
    }

    [Fact]
    public void Other_settings_show_in_the_name_and_are_not_the_published_attack()
    {
        Assert.Equal("confidence, RBF SVM (cost 3, gamma 2.5)", new KernelSvmAttack { Gamma = 2.5 }.Name);
        Assert.False(new KernelSvmAttack { Gamma = 2.5 }.IsPublishedEfficacy);
        Assert.Equal("entropy, RBF SVM", new KernelSvmAttack { Signal = MembershipSignal.Entropy }.Name);
        Assert.False(new KernelSvmAttack { Signal = MembershipSignal.Entropy }.IsPublishedEfficacy);
    }

    [Fact]
    public void All_wrong_settings_are_named() =>
        Assert.Equal(3, new KernelSvmAttack { Cost = 0, Gamma = double.NaN, Tolerance = 1 }.Violations().Count());
}
