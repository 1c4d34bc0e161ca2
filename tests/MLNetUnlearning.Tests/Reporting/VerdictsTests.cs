using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Reporting;

namespace MLNetUnlearning.Tests;

public sealed class VerdictsTests
{
    private static readonly string[] Classes = ["cat", "dog", "eel"];

    [Fact]
    public void There_are_five_answers_for_each_model_that_is_neither_the_original_nor_retrained()
    {
        var verdicts = PlantedReport.Of(Classes).Verdicts;
        Assert.Equal(
            [
                "Did it forget?", "Is the rest intact?", "How far is it from retraining?", "Can an attacker tell?", "What did it cost?",
            ], verdicts.Select(verdict => verdict.Question));
        Assert.All(verdicts, verdict => Assert.Equal("unlearned", verdict.Model));
        Assert.StartsWith("unlearned: Did it forget? ", verdicts[0].ToString());
    }

    [Fact]
    public void A_class_that_is_gone_is_forgotten_and_the_rest_is_intact()
    {
        var verdicts = PlantedReport.Of(Classes, forgetsClass: true).Verdicts;
        Assert.Equal(("Yes", MetricRating.Good), (verdicts[0].Answer, verdicts[0].Rating));
        Assert.Contains("It answers 0.0 % of the 4 forgotten rows right, where the original answered 100.0 % right.", verdicts[0].Reason);
        Assert.Contains("A model retrained without them answers 0.0 % right.", verdicts[0].Reason);
        Assert.Equal(("Yes", MetricRating.Good), (verdicts[1].Answer, verdicts[1].Rating));
        Assert.Equal("0.0 points", verdicts[2].Answer);
        Assert.Equal("Hardly", verdicts[3].Answer);
        Assert.Equal("2.0 s", verdicts[4].Answer);
        Assert.Contains("0.20 of the time of retraining (10.0 s).", verdicts[4].Reason);
    }

    [Fact]
    public void A_model_that_was_left_as_it_was_has_not_forgotten()
    {
        var (original, retrained) = (PlantedReport.Model("original", Classes), PlantedReport.Model("retrained", Classes));
        var verdicts = new UnlearningReport("random:0.4", [original, new("untouched", original.Metrics), retrained]).Verdicts;
        Assert.Equal(("No", MetricRating.Bad), (verdicts[0].Answer, verdicts[0].Rating));
        Assert.Equal(("Yes", MetricRating.Bad), (verdicts[3].Answer, verdicts[3].Rating));
    }

    [Fact]
    public void A_model_that_forgot_more_than_retraining_is_told_so()
    {
        var retrained = PlantedReport.Model("original", Classes) with { Model = "retrained" };
        var report = new UnlearningReport("random:0.4", [PlantedReport.Model("unlearned", Classes), retrained]);
        Assert.Equal("Too much", report.Verdicts[0].Answer);
        Assert.Equal("Yes, they stand out", report.Verdicts[3].Answer);
    }

    [Fact]
    public void Of_a_class_and_some_rows_it_is_expected_that_the_class_is_never_named_and_the_others_are_judged_like_new_rows()
    {
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(10, Subset.Retain, 0.95f), .. PlantedRows.Of(10, Subset.Retain, 0.93f, "dog"),
            .. PlantedRows.Of(6, Subset.Forget, 0.3f, "eel"), .. PlantedRows.Of(2, Subset.Forget, 0.9f, "dog"), // the last are right
            .. PlantedRows.Of(5, Subset.Test, 0.9f), .. PlantedRows.Of(5, Subset.Test, 0.9f, "dog"), // all are right
        ];
        var metrics = UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(rows));
        Assert.Equal((75, 0.75), (metrics.UnlearningAccuracy, metrics.ShareOfForgottenClasses));
        Assert.Equal(MetricRating.Good, metrics.Metrics[0].Interpretation.Rating);
        Assert.Contains("would misjudge about 75.0 % of them: all of classes that go", metrics.Metrics[0].Interpretation.Reason);
        var verdicts = new UnlearningReport("class:eel and 2 rows", [new("unlearned", metrics)]).Verdicts;
        Assert.Equal("Yes", verdicts[0].Answer);
        Assert.Contains("A model that never saw them is expected to answer about 25.0 % right.", verdicts[0].Reason);
    }

    [Fact]
    public void Without_a_retrained_model_the_run_is_measured_by_what_it_expected_of_itself()
    {
        var alone = new UnlearningReport("class:cat", [PlantedReport.Model("unlearned", Classes, forgetsClass: true)]).Verdicts;
        Assert.Equal("Yes", alone[0].Answer);
        Assert.Contains("A model that never saw them is expected to answer about 0.0 % right.", alone[0].Reason);
        Assert.Equal(("Not known", MetricRating.Unknown), (alone[1].Answer, alone[1].Rating));
        Assert.Equal(("Not measured", MetricRating.Unknown), (alone[2].Answer, alone[2].Rating));
        Assert.Equal(MetricRating.Unknown, alone[4].Rating);
    }

    [Fact]
    public void The_judgement_of_the_run_stands_where_there_is_no_retrained_model()
    {
        using var classifier = Tiny.Trained(new MLContext(seed: 1));
        var ml = new MLContext(seed: 1);
        using var unlearned = ml.Unlearn(classifier, new FineTune(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        var metrics = ml.Unlearning().Evaluate(unlearned, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 5));
        var distance = new UnlearningReport("class:red", [new("unlearned", metrics)]).Verdicts[2];
        Assert.Contains(metrics.Judgement!.ToString(), distance.Reason);
        Assert.Contains(
            distance.Answer, new[] { "About as expected", "These rows cannot show it", "Not as expected", "Not known" });
    }

    [Fact]
    public void A_model_that_was_trained_anew_is_not_called_far_from_retraining()
    {
        var ml = new MLContext(seed: 1);
        using var classifier = Tiny.Trained(ml);
        using var retrained = ml.Unlearn(classifier, new Retrain(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        var metrics = ml.Unlearning().Evaluate(retrained, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 5));
        var verdicts = new UnlearningReport("class:red", [new("unlearned", metrics)]).Verdicts;
        Assert.Equal(["Yes", "It is retrained", "Hardly"], new[] { 0, 2, 3 }.Select(place => verdicts[place].Answer));
        Assert.Contains("It was trained anew without them", verdicts[0].Reason);
    }

    [Fact]
    public void Of_few_rows_chance_is_not_taken_for_forgetting_or_for_knowing()
    {
        // Three of ten test rows are wrong; of two forgotten rows none is, which happens by chance in half of all cases.
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(20, Subset.Retain, 0.95f), .. PlantedRows.Of(2, Subset.Forget, 0.7f),
            .. PlantedRows.Of(7, Subset.Test, 0.7f), .. PlantedRows.Of(3, Subset.Test, 0.3f),
        ];
        var metrics = UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(rows));
        var verdict = new UnlearningReport("ids:a.txt", [new("unlearned", metrics)]).Verdicts[0];
        Assert.Equal(("Too few rows to tell", MetricRating.Unknown), (verdict.Answer, verdict.Rating));
        Assert.Contains("chance alone explains the difference", verdict.Reason);
    }

    [Fact]
    public void Of_one_row_it_is_said_whether_it_is_answered_right()
    {
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(20, Subset.Retain, 0.95f), .. PlantedRows.Of(1, Subset.Forget, 0.3f), .. PlantedRows.Of(9, Subset.Test, 0.7f),
        ];
        var metrics = UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(rows));
        Assert.StartsWith(
            "It answers the forgotten row wrong.", new UnlearningReport("ids:a.txt", [new("unlearned", metrics)]).Verdicts[0].Reason);
    }

    [Fact]
    public void A_figure_that_was_low_before_is_no_loss()
    {
        var ml = new MLContext(seed: 1);
        var brief = Tiny.Recipe with { NumberOfEpochs = 1 };
        using var classifier = ml.Unlearning().TrainClassifier(brief, network: Tiny.Network).Fit(Tiny.Rows());
        using var unlearned = ml.Unlearn(classifier, new FineTune(), unseen: Tiny.Unseen).Fit(Tiny.Rows());
        var metrics = ml.Unlearning().Evaluate(unlearned, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 5));
        var (judged, run) = (metrics.Metrics[2], metrics.Judgement!);
        Assert.Equal("retain accuracy", judged.Name);
        Assert.True(run.RetainAccuracyBefore < 98 && run.RetainAccuracyLost <= 0, $"{run}"); // what the test is about
        Assert.Equal("The rows that stay are known as well as before the run.", judged.Interpretation.Reason);
        Assert.Equal(MetricRating.Good, judged.Interpretation.Rating);
    }

    [Fact]
    public void The_word_of_an_attack_that_only_guesses_is_not_taken()
    {
        // Rows that stay and test rows are answered alike: nothing tells them apart.
        var verdict = OfAttacker(Scored(retained: 0.602f, test: 0.6f, forgotten: 0.62f));
        Assert.Equal(("Not known", MetricRating.Unknown), (verdict.Answer, verdict.Rating));
        Assert.Contains("little more than chance", verdict.Reason);
        // Where it does tell them apart, it is believed.
        var believed = OfAttacker(Scored(retained: 0.9f, test: 0.6f, forgotten: 0.9f));
        Assert.Equal(("Yes", MetricRating.Bad), (believed.Answer, believed.Rating));
    }

    private static ReportVerdict OfAttacker(UnlearningMetrics metrics) =>
        new UnlearningReport("random:0.3", [new("unlearned", metrics)]).Verdicts[3];

    private static UnlearningMetrics Scored(float retained, float test, float forgotten)
    {
        (string Subset, float Confidence)[] rows =
        [
            .. new[] { (Subset.Retain, 20, retained), (Subset.Test, 20, test), (Subset.Unseen, 20, test), (Subset.Forget, 10, forgotten) }
                .SelectMany(kind => Enumerable.Range(0, kind.Item2).Select(row => (kind.Item1, kind.Item3 + 0.005f * (row % 10)))),
        ];
        VBuffer<float>[] scores = [.. rows.Select(row => new VBuffer<float>(2, [row.Confidence, 1 - row.Confidence]))];
        string[] classes = ["cat", "dog"], cats = [.. rows.Select(_ => "cat")];
        return Evaluation.UnlearningEvaluator.Evaluate(new MLContext(seed: 1), new WrittenView()
            .WithKey("Label", classes, cats)
            .With("Score", new VectorDataViewType(NumberDataViewType.Single, 2), scores, _ => { })
            .WithKey("PredictedLabel", classes, cats)
            .WithKey("Subset", [.. Subset.Names], [.. rows.Select(row => row.Subset)]));
    }

    [Theory, InlineData(5, "5.0 s"), InlineData(119, "119.0 s"), InlineData(600, "10.0 min"), InlineData(9000, "2.5 h")]
    public void Durations_are_in_the_unit_that_is_read_best(int seconds, string text) =>
        Assert.Equal(text, Verdicts.Duration(TimeSpan.FromSeconds(seconds)));
}
