using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>ML.NET's linear support vector machine, on one signal (in effect a learned threshold) or on the whole vector of
/// probabilities.</summary>
/// <remarks>
/// <para>Choose it for a simple second opinion. Its efficacies clearly differ from those of <see cref="KernelSvmAttack"/> on the same rows
/// (14 % against 18 % in one example), so do not compare them with published numbers.</para>
/// <para>ML.NET's trainer learns by stochastic steps in the order of the rows. So members and non-members alternate here. If all members
/// came first, the trainer would end in a constant "non-member", which is 100 % efficacy for any model. The regularisation 1 / (C n) makes
/// it scikit-learn's <c>SVC(C=3, kernel="linear")</c>, up to the stochastic steps (within 1.5 points of efficacy).</para>
/// <para>The trainer's method is Pegasos: Shalev-Shwartz et al., "Primal Estimated sub-GrAdient SOlver for SVM", 2011.</para>
/// </remarks>
public sealed record SvmAttack : MembershipAttack
{
    private const double DefaultCost = 3;

    /// <summary>The signal that the attack sees. Null: the vector of probabilities, in the order of the classes.</summary>
    /// <value>Default: <see cref="MembershipSignal.Confidence"/>. The vector does not say which class is the true one, and a linear machine
    /// finds little in it. It stands in published tables but is rarely the strongest attack.</value>
    public MembershipSignal? Signal { get; init; } = MembershipSignal.Confidence;

    /// <summary>C: the cost of a misjudged training row. The trainer's regularisation is 1 / (C n) for n rows.</summary>
    /// <value>Default: 3. Raising it fits the training rows more closely and needs more iterations; lowering it does the opposite.</value>
    public double Cost { get; init; } = DefaultCost;

    /// <summary>Passes over the training rows.</summary>
    /// <value>Default: 2000. Raising it takes longer and settles the threshold; lowering it saves time and leaves the threshold where the
    /// last rows have put it.</value>
    public int NumberOfIterations { get; init; } = 2000;

    /// <summary>Rows in one step of the trainer.</summary>
    /// <value>Default: 50. Raising it makes steps less noisy; lowering it lets single rows move the threshold more.</value>
    public int BatchSize { get; init; } = 50;

    /// <inheritdoc/>
    public override string Name => $"{Signal?.Name ?? "probabilities"}, linear SVM{OtherCost}";

    /// <inheritdoc/>
    public override IReadOnlyList<MembershipSignal> Signals => Signal is null ? [] : [Signal];

    /// <inheritdoc/>
    public override bool SeesProbabilities => Signal is null;

    private string OtherCost => Cost == DefaultCost ? "" : string.Create(CultureInfo.InvariantCulture, $" (cost {Cost})");

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .Positive(Cost)
        .AtLeast(NumberOfIterations, 1)
        .AtLeast(BatchSize, 1);

    /// <inheritdoc/>
    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var rows = AttackRows.Alternating(context, members, nonMembers);
        var model = context.BinaryClassification.Trainers.LinearSvm(new LinearSvmTrainer.Options
        {
            Lambda = (float)(1 / (Cost * (members.Count + nonMembers.Count))),
            NumberOfIterations = NumberOfIterations,
            BatchSize = BatchSize,
        }).Fit(rows).Model;
        var (weights, bias) = (model.Weights, model.Bias);
        return observed => bias + weights.Select((weight, index) => weight * observed[index]).Sum();
    }
}
