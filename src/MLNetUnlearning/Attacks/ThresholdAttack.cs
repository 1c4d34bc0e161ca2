using MLNetUnlearning.Data;

namespace MLNetUnlearning.Attacks;

/// <summary>Takes rows for members if their signal reaches a threshold: the one that is right about the most training rows, found
/// exactly.</summary>
/// <remarks>
/// <para>Choose it for a result that depends on no trainer, setting or seed, and to see how much a single number tells. Its efficacies
/// clearly differ from those of <see cref="KernelSvmAttack"/> on the same rows (35 % against 18 % in one example), so do not compare them
/// with published numbers.</para>
/// <para>The threshold is one of the signals trained on, and a row with exactly this value is a member. If several thresholds are right
/// equally often, the lowest is taken, which calls the most rows members.</para>
/// <para>Source: Yeom et al., "Privacy Risk in Machine Learning: Analyzing the Connection to Overfitting", 2018; Song and Mittal,
/// "Systematic Evaluation of Privacy Risks of Machine Learning Models", 2021, who use one threshold for each class.</para>
/// </remarks>
public sealed record ThresholdAttack : MembershipAttack
{
    /// <summary>The signal that the attack sees.</summary>
    /// <value>Default: <see cref="MembershipSignal.Confidence"/>.</value>
    public MembershipSignal Signal { get; init; } = MembershipSignal.Confidence;

    /// <inheritdoc/>
    public override string Name => $"{Signal?.Name ?? "no signal"}, best threshold";

    /// <inheritdoc/>
    public override IReadOnlyList<MembershipSignal> Signals => [Signal];

    /// <inheritdoc/>
    public override IEnumerable<string> Violations() => new SettingChecks().Check(Signal, Signal is not null, "set");

    /// <inheritdoc/>
    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var cut = BestCut(members.Select(row => row[0]), nonMembers.Select(row => row[0]));
        var highestNonMember = Math.BitDecrement(cut);
        return signals => signals[0] - highestNonMember; // at the cut itself: just above 0
    }

    /// <summary>The lowest threshold that is right most often.</summary>
    private static double BestCut(IEnumerable<double> members, IEnumerable<double> nonMembers)
    {
        var rows = members.Select(signal => (Signal: signal, IsMember: true))
            .Concat(nonMembers.Select(signal => (Signal: signal, IsMember: false)))
            .OrderBy(row => row.Signal).ToArray();
        // At first all rows are members. Each row that falls below the cut is one more right answer if it is a non-member, else one less.
        var (cut, gain, best) = (rows[0].Signal, 0, 0);
        for (var row = 0; row < rows.Length; row++)
        {
            gain += rows[row].IsMember ? -1 : 1;
            var next = row + 1 < rows.Length ? rows[row + 1].Signal : Math.BitIncrement(rows[row].Signal);
            if (gain > best && next > rows[row].Signal)
                (cut, best) = (next, gain);
        }
        return cut;
    }
}
