namespace MLNetUnlearning.Tests;

/// <summary>What metrics keep of single rows, of planted rows and of a classifier.</summary>
public sealed class RowAnswerTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private static readonly string[] Classes = ["cat", "dog", "eel"];

    [Fact]
    public void Every_row_keeps_its_number_its_answer_and_its_confidence()
    {
        var metrics = PlantedReport.Model("unlearned", Classes).Metrics;
        Assert.Equal(metrics.RowCounts.Values.Sum(), metrics.Rows.Count);
        Assert.Equal(metrics.Rows.Count, metrics.Rows.Select(row => row.Row).Distinct().Count());
        var worst = metrics.Rows.Single(row => row.Row == 6); // the first class has six retained rows before it
        Assert.Equal((Subset.Forget, 0, 0, true), (worst.Subset, worst.Class, worst.Predicted, worst.IsCorrect));
        Assert.Equal(0.94, worst.Confidence, 6);
        var hardly = metrics.Rows.Single(row => row.Row == 7);
        Assert.Equal((0, 1, false), (hardly.Class, hardly.Predicted, hardly.IsCorrect));
        Assert.All(metrics.Rows, row => Assert.Equal(row.Subset == Subset.Forget, row.Membership is not null));
    }

    [Fact]
    public void The_attack_that_gives_the_efficacy_gives_the_scores()
    {
        var metrics = PlantedReport.Model("unlearned", Classes).Metrics;
        var taken = metrics.Rows.Count(row => row.Membership > 0);
        Assert.Equal(metrics.MembershipInferenceEfficacy, 100 - 100.0 * taken / metrics.RowCounts[Subset.Forget], 9);
        double[] scores = [.. metrics.MostExposed.Select(row => row.Membership!.Value)];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(12, scores.Length);
    }

    [Fact]
    public void Pictures_are_those_of_the_most_exposed_rows_and_no_more_than_asked_for()
    {
        var metrics = PlantedReport.Model("unlearned", Classes, pictures: 3).Metrics;
        Assert.Equal(metrics.MostExposed.Take(3).Select(row => row.Row), metrics.Pictures.Select(picture => picture.Row));
        Assert.Empty(PlantedReport.Model("unlearned", Classes, pictures: 0).Metrics.Pictures);
        Assert.Throws<ArgumentOutOfRangeException>(() => PlantedReport.Model("unlearned", Classes, pictures: 49));
    }

    [Fact]
    public void Shares_of_rows_have_intervals_that_hold_them()
    {
        var metrics = PlantedReport.Model("unlearned", Classes).Metrics;
        Assert.Equal([true, true, true, true, false], metrics.Metrics.Select(metric => metric.Interval is not null));
        Assert.All(metrics.Metrics.Where(metric => metric.Interval is not null), metric =>
        {
            Assert.Equal(metric.Value, metric.Interval!.Value.Value, 9);
            Assert.InRange(metric.Value, metric.Interval.Value.Lower, metric.Interval.Value.Upper);
        });
    }

    [Fact]
    public void A_classifier_tells_its_metrics_what_it_is_and_shows_its_rows()
    {
        var ml = new MLContext(seed: 1);
        var classifier = trained.Classifier;
        var metrics = ml.Unlearning().Evaluate(classifier, Tiny.Rows(), Tiny.Unseen, Tiny.Rows(seed: 5), numberOfPictures: 2);
        var model = metrics.Model!;
        Assert.Equal((Tiny.Shape, "Features"), (model.Shape, model.Features));
        Assert.Equal(classifier.History, model.History);
        Assert.Equal(classifier.Curves.Select(curve => curve.Points.Count), model.Curves.Select(curve => curve.Points.Count));
        Assert.Equal(("training", RunCurve.Loss), (model.Curves[0].Stage, model.Curves[0].Figure));
        Assert.Matches("^[0-9a-f]{64}$", model.WeightsHash);
        Assert.Contains("TorchSharp 0.", model.Versions);
        Assert.Equal(2, metrics.Pictures.Count);
        Assert.All(metrics.Pictures, picture => Assert.Equal((Tiny.Side, Tiny.Side), (picture.Width, picture.Height)));
    }

    [Fact]
    public void A_game_keeps_how_often_its_attackers_were_right()
    {
        var ml = new MLContext(seed: 1);
        using var unlearned = Tiny.Unlearned(ml, trained.Classifier);
        var accuracy = unlearned.Curves.Single(curve => curve.Figure == RunCurve.AttackerAccuracy);
        Assert.Equal("game", accuracy.Stage);
        Assert.All(accuracy.Points, point => Assert.InRange(point.Value, 0, 100));
        Assert.Contains(unlearned.Curves, curve => curve.Figure == RunCurve.AttackerLoss);
    }
}
