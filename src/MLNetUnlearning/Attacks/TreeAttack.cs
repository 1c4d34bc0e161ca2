using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>Boosted regression trees (ML.NET's <c>FastTree</c>) on all four signals at once and, if wanted, on the vector of
/// probabilities.</summary>
/// <remarks>
/// <para>Choose it to see what the signals tell together. A row may be unlike a member because the classifier is too certain of it as well
/// as because it is too uncertain; no threshold detects both. Its numbers cannot be compared with published ones.</para>
/// <para>The seed and the scale of the signals do not matter. The trainer's method is Friedman, "Greedy Function Approximation: A Gradient
/// Boosting Machine", 2001, with Newton steps.</para>
/// </remarks>
public sealed record TreeAttack : MembershipAttack
{
    /// <summary>Whether the attack also sees the vector of probabilities, in the order of the classes.</summary>
    /// <value>Default: false. True shows the attack what the classifier does with single classes; it needs many more rows to
    /// profit.</value>
    public bool WithProbabilities { get; init; }

    /// <summary>The number of trees. Each corrects those before it.</summary>
    /// <value>Default: 100. Raising it fits the training rows more closely and takes longer; lowering it does the opposite.</value>
    public int NumberOfTrees { get; init; } = 100;

    /// <summary>The largest number of leaves of a tree.</summary>
    /// <value>Default: 8. Raising it lets more signals act together and fits the training rows more closely; lowering it does the
    /// opposite.</value>
    public int NumberOfLeaves { get; init; } = 8;

    /// <summary>The fewest training rows in a leaf. With fewer than twice as many rows in all, every row is taken for a
    /// non-member.</summary>
    /// <value>Default: 10. Raising it makes the trees smoother; lowering it lets them follow single rows.</value>
    public int MinimumRowsPerLeaf { get; init; } = 10;

    /// <summary>The share of its correction that a tree makes, in (0, 1].</summary>
    /// <value>Default: 0.1. Raising it needs fewer trees and fits the training rows more closely; lowering it needs more trees and fits
    /// them less closely.</value>
    public double LearningRate { get; init; } = 0.1;

    /// <inheritdoc/>
    public override string Name => $"all signals{(WithProbabilities ? " and probabilities" : "")}, boosted trees{OtherSettings}";

    /// <inheritdoc/>
    public override IReadOnlyList<MembershipSignal> Signals =>
        [MembershipSignal.Correctness, MembershipSignal.Confidence, MembershipSignal.Entropy, MembershipSignal.ModifiedEntropy];

    /// <inheritdoc/>
    public override bool SeesProbabilities => WithProbabilities;

    private string OtherSettings => this == new TreeAttack { WithProbabilities = WithProbabilities }
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $" ({NumberOfTrees} trees, {NumberOfLeaves} leaves, {MinimumRowsPerLeaf} rows, rate {LearningRate})");

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks()
        .AtLeast(NumberOfTrees, 1)
        .AtLeast(NumberOfLeaves, 2)
        .AtLeast(MinimumRowsPerLeaf, 1)
        .Share(LearningRate);

    /// <inheritdoc/>
    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var trainer = context.BinaryClassification.Trainers.FastTree(
            numberOfLeaves: NumberOfLeaves, numberOfTrees: NumberOfTrees, minimumExampleCountPerLeaf: MinimumRowsPerLeaf,
            learningRate: LearningRate);
        var model = trainer.Fit(AttackRows.Alternating(context, members, nonMembers));
        return AttackRows.Scorer(context, model, members[0].Length);
    }
}
