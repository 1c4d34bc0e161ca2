using MLNetUnlearning.Attacks;
using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning.Tests;

public class UnlearningEvaluatorTests
{
    private static UnlearningMetrics Evaluate(IDataView view, params MembershipAttack[] attacks) =>
        UnlearningEvaluator.Evaluate(new MLContext(seed: 1), view, attacks: attacks.Length == 0 ? null : attacks);

    [Fact]
    public void Planted_rows_have_the_metrics_that_were_planted()
    {
        var metrics = Evaluate(PlantedRows.View(PlantedRows.Random));
        Assert.Equal(75, metrics.UnlearningAccuracy, 9);
        Assert.Equal(100, metrics.RetainAccuracy, 9);
        Assert.Equal(60, metrics.TestAccuracy, 9);
        Assert.Equal(75, metrics.MembershipInferenceEfficacy, 9);
        Assert.Equal(100, metrics.TrainingPrivacyAccuracy, 9); // every retained row above every test row
        Assert.Equal("confidence, RBF SVM", Assert.Single(metrics.MembershipInference).Attack);
        Assert.Equal(100, metrics.MembershipInference[0].NonMembersRecognised, 9);
        Assert.Empty(metrics.ForgottenClasses);
        Assert.Equal([20, 4, 0, 5, 10], Subset.Names.Select(subset => metrics.RowCounts[subset]));
    }

    [Fact]
    public void Each_attack_is_told_at_every_threshold_in_both_evaluations()
    {
        var attack = Assert.Single(Evaluate(PlantedRows.View(PlantedRows.Random), new ThresholdAttack()).MembershipInference);
        Assert.Equal(1, attack.TrainingPrivacy.AreaUnderCurve.Value); // every retained row above every test row
        Assert.Equal(100, attack.TrainingPrivacy.TruePositiveRateAtOnePercent.Value);
        Assert.InRange(attack.Forgotten.AreaUnderCurve.Value, 0.25, 0.75); // one forgotten row above all test rows, three among them
        Assert.Equal(25, attack.Forgotten.TruePositiveRateAtOnePercent.Value);
        Assert.StartsWith("5 non-members cannot show", attack.Forgotten.Limits[0]);
    }

    [Fact]
    public void The_first_attack_given_is_the_headline()
    {
        var metrics = Evaluate(PlantedRows.View(PlantedRows.Random), new Below(0.2), new KernelSvmAttack());
        Assert.Equal(["confidence below 0.2", "confidence, RBF SVM"], metrics.MembershipInference.Select(attack => attack.Attack));
        Assert.Equal(0, metrics.MembershipInferenceEfficacy);
        Assert.Equal(50, metrics.TrainingPrivacyAccuracy); // takes every row for a member
        Assert.Equal(75, metrics.MembershipInference[1].Efficacy, 9);
    }

    [Fact]
    public void Attacks_are_trained_on_equally_many_members_and_non_members()
    {
        var attack = new Below(0.5);
        Evaluate(PlantedRows.View(PlantedRows.Random), attack);
        Assert.Equal([(10, 10), (5, 5)], attack.TrainedOn); // 20 retained and 10 test rows; then half of those
    }

    [Fact]
    public void A_forgotten_class_is_recognised_as_such()
    {
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(8, Subset.Retain, 0.9f, "dog"), .. PlantedRows.Of(4, Subset.Forget, 0.1f, "cat"),
            .. PlantedRows.Of(8, Subset.Test, 0.6f, "dog"),
        ];
        var metrics = Evaluate(PlantedRows.View(rows));
        Assert.Equal(["cat"], metrics.ForgottenClasses);
        Assert.Equal(100, metrics.UnlearningAccuracy);
        var forgetting = metrics.Metrics.Single(metric => metric.Name == "unlearning accuracy");
        Assert.Equal(MetricRating.Good, forgetting.Interpretation.Rating);
    }

    [Fact]
    public void Labels_are_matched_with_the_scores_by_value()
    {
        var metrics = Evaluate(PlantedRows.View(PlantedRows.Random, labelClasses: ["eel", "cat", "dog"]));
        Assert.Equal(75, metrics.UnlearningAccuracy, 9);
        Assert.Equal(75, metrics.MembershipInferenceEfficacy, 9);
    }

    [Fact]
    public void A_label_that_the_classifier_does_not_know_is_refused_by_name()
    {
        var view = PlantedRows.View(PlantedRows.Random, labelClasses: ["cat", "dog", "eel", "fox"]);
        Refused.With<InvalidOperationException>("'fox'", () => Evaluate(view));
    }

    [Fact]
    public void Times_come_with_the_scores_where_the_model_states_them()
    {
        var metrics = Evaluate(PlantedRows.View(PlantedRows.Random, runTime: 12.5, preparationTime: 3));
        Assert.Equal((TimeSpan.FromSeconds(12.5), TimeSpan.FromSeconds(3)), (metrics.RunTime, metrics.PreparationTime));
        Assert.Null(Evaluate(PlantedRows.View(PlantedRows.Random)).RunTime);
    }

    [Fact]
    public void The_same_seed_gives_the_same_metrics()
    {
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(300, Subset.Retain, 0.5f), .. PlantedRows.Of(30, Subset.Forget, 0.5f),
            .. PlantedRows.Of(100, Subset.Test, 0.48f, "dog"),
        ];
        var view = PlantedRows.View(rows);
        double[] Measured()
        {
            var metrics = Evaluate(view, new KernelSvmAttack(), new SvmAttack());
            return [.. metrics.MembershipInference.Select(attack => attack.Efficacy), metrics.TrainingPrivacyAccuracy];
        }
        Assert.Equal(Measured(), Measured());
    }

    [Theory]
    [InlineData("Score", "Could not find score column 'Score'")]
    [InlineData("Label", "Could not find label column 'Label'")]
    [InlineData("PredictedLabel", "Could not find predicted label column 'PredictedLabel'")]
    [InlineData("Subset", "Could not find subset column 'Subset'")]
    public void A_missing_column_is_refused_in_ML_NETs_words(string missing, string message)
    {
        var without = PlantedRows.View(PlantedRows.Random).Without(missing);
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(without)).Message);
    }

    [Fact]
    public void A_score_of_another_type_is_refused()
    {
        var view = PlantedRows.View(PlantedRows.Random);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => UnlearningEvaluator.Evaluate(new MLContext(seed: 1), view, scoreColumnName: "Label"));
        Assert.StartsWith("Schema mismatch for score column 'Label': expected Vector<Single>", error.Message);
    }

    [Theory, InlineData(Subset.Retain), InlineData(Subset.Forget), InlineData(Subset.Test)]
    public void An_empty_subset_is_refused_by_name(string subset)
    {
        var view = PlantedRows.View([.. PlantedRows.Random.Where(row => row.Subset != subset)]);
        var error = Assert.Throws<InvalidOperationException>(() => Evaluate(view));
        Assert.Equal($"There are no rows of subset '{subset}' in column 'Subset'.", error.Message);
    }

    [Fact]
    public void Unseen_rows_are_not_needed() =>
        Evaluate(PlantedRows.View([.. PlantedRows.Random.Where(row => row.Subset != Subset.Unseen)]));

    [Theory, InlineData(float.NaN), InlineData(3.5f)]
    public void Scores_that_are_no_probabilities_are_refused_with_their_row(float score)
    {
        var rows = PlantedRows.Random;
        rows[7] = rows[7] with { Confidence = score };
        var error = Assert.Throws<InvalidOperationException>(() => Evaluate(PlantedRows.View(rows)));
        Assert.StartsWith("Row 7 has a score of", error.Message);
    }

    [Fact]
    public void All_that_is_wrong_with_the_attacks_is_said_at_once() => Refused.With<ArgumentException>(
        ["confidence, RBF SVM: Tolerance", "confidence, linear SVM (cost 0): Cost", "confidence, linear SVM: given 2 times."],
        () => Evaluate(
            PlantedRows.View(PlantedRows.Random), new KernelSvmAttack { Tolerance = 0 }, new SvmAttack { Cost = 0 }, new SvmAttack(),
            new SvmAttack()));

    /// <summary>An attack with a fixed threshold, that remembers what it was trained on.</summary>
    private sealed record Below(double Threshold) : MembershipAttack
    {
        public List<(int Members, int NonMembers)> TrainedOn { get; } = [];

        public override string Name => FormattableString.Invariant($"confidence below {Threshold}");

        public override IReadOnlyList<MembershipSignal> Signals => [MembershipSignal.Confidence];

        public override MembershipScore Train(MLContext context, IReadOnlyList<double[]> members, IReadOnlyList<double[]> nonMembers)
        {
            TrainedOn.Add((members.Count, nonMembers.Count));
            return signals => signals[0] - Threshold;
        }
    }
}
