namespace MLNetUnlearning.Tests;

/// <summary>Metrics say what so few rows cannot show.</summary>
public sealed class SampleLimitsTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Few_rows_are_told_in_the_metrics_in_the_log_and_below_the_table()
    {
        var warnings = new List<string>();
        ml.Log += (_, e) => warnings.Add(e.Message);
        var metrics = ml.Unlearning().Evaluate(PlantedRows.View(PlantedRows.Random));
        string[] expected =
        [
            "There are 4 forgotten rows: UA and MIA-Efficacy can only change in steps of 25 points.",
            "There are 10 test rows: TA can only change in steps of 10 points.",
            "Each attack is trained on 10 retained and 10 test rows: what it finds is little more than chance.",
        ];
        Assert.Equal(expected, metrics.Limits);
        Assert.All(expected, limit => Assert.Contains(warnings, said => said.EndsWith(limit)));
        Assert.All(expected, limit => Assert.Contains(limit, new UnlearningReport("rows", [new("original", metrics)]).ToTable()));
    }

    [Fact]
    public void One_forgotten_row_and_one_class_are_told()
    {
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(30, Subset.Retain, 0.9f), .. PlantedRows.Of(1, Subset.Forget, 0.5f),
            .. PlantedRows.Of(30, Subset.Test, 0.6f),
        ];
        Assert.Equal(
            [
                "There is 1 forgotten row: UA and MIA-Efficacy can only be 0 or 100 %.",
                "All retained and test rows are of class 'cat': the accuracies do not show whether the model tells classes apart.",
            ],
            ml.Unlearning().Evaluate(PlantedRows.View(rows)).Limits);
    }

    [Fact]
    public void Rows_enough_are_worth_no_word()
    {
        PlantedRow[] rows =
        [
            .. PlantedRows.Of(20, Subset.Retain, 0.9f), .. PlantedRows.Of(20, Subset.Retain, 0.9f, "dog"),
            .. PlantedRows.Of(20, Subset.Forget, 0.5f), .. PlantedRows.Of(30, Subset.Test, 0.6f),
        ];
        Assert.Empty(ml.Unlearning().Evaluate(PlantedRows.View(rows)).Limits);
    }
}
