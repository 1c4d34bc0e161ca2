using MLNetUnlearning.Attacks;
using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning.Tests;

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

    [Fact]
    public void An_attack_that_asks_for_probabilities_gets_them_behind_its_signals()
    {
        var attack = new Recorder();
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(2, Subset.Retain, 0.5f, "dog"), .. PlantedRows.Of(1, Subset.Forget, 0.5f),
            .. PlantedRows.Of(2, Subset.Test, 0.5f, "dog"),
        ];
        UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(rows), attacks: [attack]);
        Assert.All(attack.Rows, row => Assert.Equal(4, row.Length));
        Assert.Contains(attack.Rows, row => row.Zip([0.5, 0.05, 0.5, 0.45]).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6));
    }

    private sealed record Recorder : MembershipAttack
    {
        public List<double[]> Rows { get; } = [];

        public override string Name => "recorder";

        public override IReadOnlyList<MembershipSignal> Signals => [MembershipSignal.Confidence];

        public override bool SeesProbabilities => true;

        public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
        {
            Rows.AddRange(members);
            return _ => 0;
        }
    }

    // As in docs/metrics.md.
    public sealed record MarginAttack : MembershipAttack
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
