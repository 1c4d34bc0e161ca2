using MLNetUnlearning.Attacks;
using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning.Tests;

public class UnlearningGapTests
{
    private static UnlearningMetrics Metrics(PlantedRow[] rows, params MembershipAttack[] attacks) =>
        UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(rows), attacks: attacks.Length == 0 ? null : attacks);

    // Two more forgotten rows recognised, one retained row less, two test rows more.
    private static readonly PlantedRow[] Other =
    [
        .. PlantedRows.Of(10, Subset.Retain, 0.95f), .. PlantedRows.Of(9, Subset.Retain, 0.93f, "dog"),
        .. PlantedRows.Of(1, Subset.Retain, 0.3f, "dog"),
        .. PlantedRows.Of(3, Subset.Forget, 0.95f), .. PlantedRows.Of(1, Subset.Forget, 0.30f),
        .. PlantedRows.Of(5, Subset.Unseen, 0.40f),
        .. PlantedRows.Of(8, Subset.Test, 0.55f, "dog"), .. PlantedRows.Of(2, Subset.Test, 0.28f, "cat"),
    ];

    [Fact]
    public void Average_disparity_is_the_mean_distance_of_four_metrics()
    {
        var gap = Metrics(Other).CompareTo(Metrics(PlantedRows.Random));
        Assert.Equal(25 - 75, gap.UnlearningAccuracy, 9);
        Assert.Equal(25 - 75, gap.MembershipInferenceEfficacy, 9);
        Assert.Equal(95 - 100, gap.RetainAccuracy, 9);
        Assert.Equal(80 - 60, gap.TestAccuracy, 9);
        Assert.Equal((50 + 50 + 5 + 20) / 4.0, gap.AverageDisparity, 9);
        Assert.Equal("confidence, RBF SVM", gap.Attack);
    }

    [Fact]
    public void A_model_is_not_far_from_itself()
    {
        var metrics = Metrics(PlantedRows.Random);
        var gap = metrics.CompareTo(metrics);
        Assert.Equal(0, gap.AverageDisparity);
        Assert.All(gap.Metrics, metric => Assert.Equal(MetricRating.Good, metric.Interpretation.Rating));
    }

    [Fact]
    public void Too_little_forgetting_is_bad_and_says_why()
    {
        var gap = Metrics(Other).CompareTo(Metrics(PlantedRows.Random));
        var forgetting = gap.Metrics.Single(metric => metric.Name == "unlearning accuracy");
        Assert.Equal(new MetricInterpretation(MetricRating.Bad, "Less is forgotten than by retraining."), forgetting.Interpretation);
        Assert.Equal(MetricRating.Bad, gap.Metrics[0].Interpretation.Rating);
    }

    [Fact]
    public void Different_attacks_are_not_compared()
    {
        var otherAttack = Metrics(PlantedRows.Random, new KernelSvmAttack { Cost = 1 });
        var error = Assert.Throws<ArgumentException>(() => Metrics(Other).CompareTo(otherAttack));
        Assert.StartsWith(
            "Cannot compare attack 'confidence, RBF SVM' with attack 'confidence, RBF SVM (cost 1, gamma 1)'.", error.Message);
    }

    [Fact]
    public void Different_rows_are_not_compared()
    {
        var error = Assert.Throws<ArgumentException>(() => Metrics(Other).CompareTo(Metrics([.. PlantedRows.Random.Skip(1)])));
        Assert.StartsWith("Cannot compare metrics of different rows: subset 'Retain' has 20 rows here and 19 there.", error.Message);
    }

    [Fact]
    public void Every_metric_says_what_to_think_of_it() => Assert.All(Metrics(Other).Metrics, metric =>
    {
        Assert.Equal("%", metric.Unit);
        Assert.EndsWith(".", metric.Interpretation.Reason);
    });
}
