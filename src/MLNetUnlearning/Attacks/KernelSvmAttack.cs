using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>A support vector machine with an RBF kernel on one signal. With its default settings it is the attack behind the published
/// column "MIA-Efficacy".</summary>
/// <remarks>
/// <para>The exact soft-margin classifier, by sequential minimal optimisation. Its decisions are those of scikit-learn's <c>SVC(C=3,
/// gamma="auto", kernel="rbf", tol=1e-3)</c>, where "auto" is one over the number of signals, here 1. The signal is not scaled. 10,000
/// members and as many non-members take seconds.</para>
/// <para>Choose it for every number that is to be compared with published ones. Jia et al., "Model Sparsity Can Simplify Machine
/// Unlearning", 2023, first used it for unlearning.</para>
/// </remarks>
public sealed record KernelSvmAttack : MembershipAttack
{
    private const double DefaultCost = 3, DefaultGamma = 1;

    /// <summary>The signal that the attack sees.</summary>
    /// <value>Default: <see cref="MembershipSignal.Confidence"/>.</value>
    public MembershipSignal Signal { get; init; } = MembershipSignal.Confidence;

    /// <summary>C: the cost of a misjudged training row.</summary>
    /// <value>Default: 3, as published. Raising it fits the training rows more closely; lowering it smooths the decision.</value>
    public double Cost { get; init; } = DefaultCost;

    /// <summary>gamma: how fast the kernel exp(-gamma (x - x')^2) falls with the distance of two signals.</summary>
    /// <value>Default: 1, as published. Raising it lets the decision change within smaller distances; lowering it makes the decision more
    /// like a single threshold.</value>
    public double Gamma { get; init; } = DefaultGamma;

    /// <summary>How far from the optimum training may stop: the largest violation of the optimality conditions, in (0, 1).</summary>
    /// <value>Default: 0.001, as published. Lowering it takes longer and hardly changes a decision; raising it saves time and makes
    /// decisions less exact.</value>
    public double Tolerance { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override string Name => $"{Signal?.Name ?? "no signal"}, RBF SVM{OtherSettings}";

    /// <inheritdoc/>
    public override IReadOnlyList<MembershipSignal> Signals => [Signal];

    /// <inheritdoc/>
    public override bool IsPublishedEfficacy => Signal == MembershipSignal.Confidence && OtherSettings.Length == 0;

    private string OtherSettings => (Cost, Gamma) == (DefaultCost, DefaultGamma)
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" (cost {Cost}, gamma {Gamma})");

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Check(Signal, Signal is not null, "set")
        .Positive(Cost)
        .Positive(Gamma)
        .Check(Tolerance, Tolerance is > 0 and < 1, "in (0, 1)");

    /// <inheritdoc/>
    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var machine = KernelSvmSolver.Train(members.Select(row => row[0]), nonMembers.Select(row => row[0]), Cost, Gamma, Tolerance);
        return signals => machine.Score(signals[0]);
    }
}
