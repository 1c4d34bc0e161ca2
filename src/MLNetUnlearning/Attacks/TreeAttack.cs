using System.Globalization;
using Microsoft.ML;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>Asks boosted regression trees (ML.NET's <c>FastTree</c>) on all four signals at once, and on the vector of probabilities where
/// it is wanted.</summary>
/// <remarks>
/// <para>Choose it to see what the signals tell together that none tells alone: a row may be unlike a member for being too certain as well
/// as for being uncertain, which no threshold sees. Its numbers are its own: do not set them beside published ones.</para>
/// <para>No seed and no scaling of the signals plays a part. The method of the trainer is Friedman, "Greedy Function Approximation: A
/// Gradient Boosting Machine", 2001, with Newton steps.</para>
/// </remarks>
public sealed record TreeAttack : MembershipAttack
{
    /// <summary>Whether the vector of probabilities, in the order of the classes, is looked at beside the four signals.</summary>
    /// <value>Default: false. With it the attack sees what a classifier does with single classes; it needs many more rows to
    /// profit.</value>
    public bool WithProbabilities { get; init; }

    /// <summary>Trees, each of which corrects those before it.</summary>
    /// <value>Default: 100. Raising it follows the training rows more closely and takes longer.</value>
    public int NumberOfTrees { get; init; } = 100;

    /// <summary>The most leaves of a tree.</summary>
    /// <value>Default: 8. Raising it lets more signals act together, and follows the training rows more closely.</value>
    public int NumberOfLeaves { get; init; } = 8;

    /// <summary>The fewest training rows in a leaf; with fewer than twice as many in all, every row is taken for a non-member.</summary>
    /// <value>Default: 10. Lowering it lets the trees follow single rows.</value>
    public int MinimumRowsPerLeaf { get; init; } = 10;

    /// <summary>How much of its correction a tree makes.</summary>
    /// <value>Default: 0.1. Lowering it needs more trees and follows the training rows less closely.</value>
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
