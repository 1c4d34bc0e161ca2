using Microsoft.ML;
using MLNetUnlearning.Attacks;

namespace WriteYourOwnMethod;

/// <summary>An attack of one's own: a row is a member where its loss is below a threshold, the one that tells most members from
/// non-members.</summary>
/// <remarks>The library's <see cref="ThresholdAttack"/> does this for any signal; here one sees how such an attack is made.</remarks>
internal sealed record LossThreshold : MembershipAttack
{
    // A signal is a function of one row's probabilities and its label; higher is more member-like, hence minus the loss.
    private static readonly MembershipSignal MinusLoss =
        new("minus loss", (probabilities, label) => Math.Log(Math.Max(probabilities[label], 1e-7)));

    // Says exactly what it is: only figures of attacks of the same name are compared.
    public override string Name => "loss, best threshold";

    public override IReadOnlyList<MembershipSignal> Signals => [MinusLoss];

    public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
    {
        var rows = members.Select(row => (Signal: row[0], IsMember: true))
            .Concat(nonMembers.Select(row => (Signal: row[0], IsMember: false)))
            .OrderByDescending(row => row.Signal).ToList();
        // From the most member-like row down: so many members, less so many non-members, lie above a threshold right below this row.
        var (threshold, best, balance) = (double.PositiveInfinity, 0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            balance += rows[i].IsMember ? 1 : -1;
            var isLastOfEquals = i + 1 == rows.Count || rows[i + 1].Signal < rows[i].Signal;
            if (isLastOfEquals && balance > best) (threshold, best) = (rows[i].Signal, balance);
        }
        return signals => signals[0] >= threshold ? 1 : -1;
    }
}
