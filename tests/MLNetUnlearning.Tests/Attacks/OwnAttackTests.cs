using Microsoft.ML;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Tests.Evaluation;

namespace MLNetUnlearning.Tests.Attacks;

public class OwnAttackTests
{
    [Fact]
    public void The_attack_of_the_metrics_page_works()
    {
        var view = PlantedRows.View(PlantedRows.Random);
        var metrics = UnlearningEvaluator.Evaluate(new MLContext(seed: 1), view, attacks: [new MarginAttack()]);
        Assert.Equal("margin, mean threshold", metrics.MembershipInference[0].Attack);
        Assert.Equal(75, metrics.MembershipInferenceEfficacy, 9);
    }

    // As in docs/metrics.md.
    public sealed class MarginAttack : MembershipAttack
    {
        public override string Name => "margin, mean threshold";

        public override IReadOnlyList<MembershipSignal> Signals { get; } =
            [new("margin", (probabilities, label) => probabilities[label] - probabilities.ToArray().Where((_, k) => k != label).Max())];

        public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
        {
            var threshold = (members.Average(row => row[0]) + nonMembers.Average(row => row[0])) / 2;
            return signals => signals[0] - threshold; // positive: member
        }
    }
}
