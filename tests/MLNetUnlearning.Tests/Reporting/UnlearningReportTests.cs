using System.Text.Json;
using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning.Tests;

public class UnlearningReportTests
{
    private static readonly UnlearningMetrics Unlearned = Metrics(PlantedRows.Random, 12.5, 3);

    // All forgotten rows but none of the others misjudged: UA 100, MIA-Efficacy 100, RA 100, TA 60.
    private static readonly UnlearningMetrics Retrained = Metrics(
        [.. PlantedRows.Random.Select(row => row.Subset == Subset.Forget ? row with { Confidence = 0.3f } : row)], 80, null);

    private static readonly UnlearningReport Report = new("random:0.1", [new("unlearned", Unlearned), new("retrained", Retrained)])
    {
        Notes = ["20 epochs"],
    };

    private static UnlearningMetrics Metrics(PlantedRow[] rows, double seconds, double? preparation) =>
        UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(rows, null, seconds, preparation));

    [Fact]
    public void The_table_has_a_row_a_model_in_aligned_columns()
    {
        var lines = Report.ToTable().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("Forget random:0.1 (20 retain, 4 forget, 5 unseen, 10 test rows)", lines[0]);
        Assert.Equal("  model          UA  MIA-Efficacy      RA     TA  avg. disparity  seconds  preparation s", lines[1]);
        Assert.Equal("  unlearned   75.00         75.00  100.00  60.00           12.50    12.50           3.00", lines[2]);
        Assert.Equal("  retrained  100.00        100.00  100.00  60.00            0.00    80.00              -", lines[3]);
    }

    [Fact]
    public void Below_the_table_stand_the_attack_the_judgements_and_the_notes()
    {
        var table = Report.ToTable();
        Assert.Contains("Attack: confidence, RBF SVM, the one of published tables.", table);
        Assert.Contains("unlearned, unlearning accuracy: bad. Less is forgotten than by retraining.", table);
        Assert.Contains("  20 epochs", table);
    }

    [Fact]
    public void The_json_has_percent_and_seconds_by_model()
    {
        const string expected = """
            {"forget":"random:0.1","membershipInferenceAttack":"confidence, RBF SVM","models":[
            {"model":"unlearned","unlearningAccuracy":75,"membershipInferenceEfficacy":75,"retainAccuracy":100,"testAccuracy":60,
             "averageDisparity":12.5,"sparsity":null,"seconds":12.5,"preparationSeconds":3},
            {"model":"retrained","unlearningAccuracy":100,"membershipInferenceEfficacy":100,"retainAccuracy":100,"testAccuracy":60,
             "averageDisparity":0,"sparsity":null,"seconds":80,"preparationSeconds":null}]}
            """;
        Assert.Equal(Compact(expected), Compact(Report.ToJson()));
    }

    [Fact]
    public void Without_a_retrained_model_there_is_no_disparity()
    {
        var report = new UnlearningReport("class:cat", [new("unlearned", Unlearned)]);
        Assert.Empty(report.Gaps);
        Assert.Contains("\"averageDisparity\":null", Compact(report.ToJson()));
    }

    [Fact]
    public void Two_models_of_one_name_are_refused()
    {
        var model = new ReportedModel("unlearned", Unlearned);
        Assert.Throws<ArgumentException>(() => new UnlearningReport("class:cat", [model, model]));
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("deeper", "report.json");
        UnlearningReport.Save(path, Report);
        UnlearningReport.Save(path, Report, Report);
        using var saved = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(2, saved.RootElement.GetArrayLength());
        Assert.Single(Directory.GetFiles(folder.File("deeper")));
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);
}
