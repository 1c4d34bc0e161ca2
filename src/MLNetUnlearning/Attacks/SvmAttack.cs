using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>A linear support vector machine, on one signal (in effect a learned threshold) or on the whole vector of
/// probabilities.</summary>
/// <remarks>
/// <para>The exact soft-margin classifier with a free bias, the optimum of scikit-learn's <c>SVC(C=3, kernel="linear")</c>. Neither the
/// seed nor the order of the rows matters. 10,000 members and as many non-members take less than a second for one signal, and seconds for
/// the probabilities of a hundred classes.</para>
/// <para>Choose it for a simple second opinion. Its efficacies clearly differ from those of <see cref="KernelSvmAttack"/> on the same rows
/// (14 % against 18 % in one example), so do not compare them with published numbers.</para>
/// <para>Source: Cortes and Vapnik, "Support-Vector Networks", 1995. It is trained by an interior-point method: Ferris and Munson,
/// "Interior-Point Methods for Massive Support Vector Machines", 2002.</para>
/// </remarks>
public sealed record SvmAttack : MembershipAttack
{
    private const double DefaultCost = 3;

    /// <summary>The signal that the attack sees. Null: the vector of probabilities, in the order of the classes.</summary>
    /// <value>Default: <see cref="MembershipSignal.Confidence"/>. The vector does not say which class is the true one, and a linear machine
    /// finds little in it. It stands in published tables but is rarely the strongest attack.</value>
    public MembershipSignal? Signal { get; init; } = MembershipSignal.Confidence;

    /// <summary>C: the cost of a misjudged training row.</summary>
    /// <value>Default: 3. Raising it fits the training rows more closely; lowering it widens the margin and counts more rows.</value>
    public double Cost { get; init; } = DefaultCost;

    /// <inheritdoc/>
    public override string Name => $"{Signal?.Name ?? "probabilities"}, linear SVM{OtherCost}";

    /// <inheritdoc/>
    public override IReadOnlyList<MembershipSignal> Signals => Signal is null ? [] : [Signal];

    /// <inheritdoc/>
    public override bool SeesProbabilities => Signal is null;

    private string OtherCost => Cost == DefaultCost ? "" : string.Create(CultureInfo.InvariantCulture, $" (cost {Cost})");

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Positive(Cost);

    /// <inheritdoc/>
    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers) =>
        LinearSvmSolver.Train(members, nonMembers, Cost).Score;
}
