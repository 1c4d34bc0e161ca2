using MLNetUnlearning.Reporting;

namespace MLNetUnlearning.Tests;

public sealed class ClassAccuraciesTests
{
    private static readonly string[] Classes = ["cat", "dog", "eel"];
    private static readonly UnlearningMetrics Now = PlantedReport.Model("unlearned", Classes).Metrics;

    [Fact]
    public void Each_class_has_its_accuracy_in_each_subset()
    {
        var accuracies = new ClassAccuracies(Now);
        Assert.Equal((6, 100.0), (accuracies.Rows(1, Subset.Retain), accuracies.Of(1, Subset.Retain)!.Value));
        Assert.Equal((4, 25.0), (accuracies.Rows(1, Subset.Forget), accuracies.Of(1, Subset.Forget)!.Value)); // 0.94 alone wins
        Assert.Equal(50.0, accuracies.Of(1, Subset.Test)!.Value); // 0.65 and 0.85 of 0.25, 0.45, 0.65, 0.85
        Assert.Null(accuracies.Of(1, Subset.ForgottenBefore));
    }

    [Fact]
    public void A_matrix_counts_what_rows_are_answered_as()
    {
        var matrix = AnswerMatrix.Of(Now, Subset.Forget, [0, 1, 2]);
        Assert.Equal(Classes, matrix.Names);
        Assert.Equal([1, 3, 0], matrix.Counts[0]);
        Assert.Equal([3, 0, 1], matrix.Counts[2]);
    }

    [Fact]
    public void Classes_that_are_not_shown_are_others_and_no_row_is_lost()
    {
        var matrix = AnswerMatrix.Of(Now, Subset.Forget, [0]);
        Assert.Equal(["cat", AnswerMatrix.Others], matrix.Names);
        Assert.Equal([1, 3], matrix.Counts[0]);
        Assert.Equal([3, 5], matrix.Counts[1]); // eel as cat; dog and eel as themselves, dog as eel
    }

    [Fact]
    public void Of_many_classes_those_of_forgotten_rows_and_those_that_changed_are_shown()
    {
        string[] many = [.. Enumerable.Range(0, 100).Select(of => $"class {of}")];
        var now = PlantedReport.Model("unlearned", many, forgetsClass: true);
        var before = PlantedReport.Model("original", many, forgetsClass: true);
        var shown = AnswerMatrix.Shown(now.Metrics, before.Metrics, 12);
        Assert.Equal((12, 0), (shown.Count, shown[0]));
        Assert.Equal(13, AnswerMatrix.Of(now.Metrics, Subset.Test, shown).Names.Count);
    }

    [Fact]
    public void A_histogram_has_the_shares_of_twenty_bins_and_the_mean()
    {
        var histogram = ConfidenceHistogram.Of(Now, Subset.Unseen)!; // 0.3 and 0.6 by turns
        Assert.Equal((6, 0.45), (histogram.Rows, Math.Round(histogram.Mean, 6)));
        Assert.Equal((100, 2), (histogram.Shares.Sum(), histogram.Shares.Count(share => share == 50)));
        Assert.Null(ConfidenceHistogram.Of(Now, Subset.ForgottenBefore));
    }

    [Fact]
    public void An_exposed_row_has_the_answers_of_the_other_models_to_the_same_row()
    {
        var report = PlantedReport.Of(Classes);
        var rows = ExposedRow.Of(Now, report.Models[0].Metrics, report.Models[2].Metrics, most: 5);
        Assert.Equal(5, rows.Count);
        Assert.All(rows, row =>
        {
            Assert.Equal((row.Now.Row, row.Now.Row, row.Now.Row), (row.Before!.Value.Row, row.Retrained!.Value.Row, row.Picture!.Row));
            Assert.True(row.Before.Value.IsCorrect);
        });
        Assert.All(ExposedRow.Of(Now, null, null, most: 5), row => Assert.Null(row.Before ?? row.Retrained));
    }
}
