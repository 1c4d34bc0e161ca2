using System.Text.Json;
using MLNetUnlearning.Reporting;

namespace MLNetUnlearning.Tests;

public sealed class ReportDataTests
{
    private static readonly UnlearningReport Report = PlantedReport.Of(["cat", "dog, \"big\"", "eel"]);

    [Theory]
    [InlineData("report.html", "report.data")]
    [InlineData("a/r.b.html", "a/r.b.data")]
    [InlineData("report", "report.data")]
    public void The_folder_has_the_name_of_the_page(string page, string folder) => Assert.Equal(folder, ReportData.FolderOf(page));

    [Fact]
    public void The_json_has_figures_verdicts_intervals_and_how_models_were_made_but_no_picture()
    {
        var json = ReportData.ToJson(Report);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal(Report.Verdicts.Select(verdict => verdict.Answer), root.GetProperty("verdicts").EnumerateArray()
            .Select(verdict => verdict.GetProperty("answer").GetString()));
        var model = root.GetProperty("models")[1];
        Assert.Equal(Report.Models[1].Metrics.UnlearningAccuracy, model.GetProperty("unlearningAccuracy").GetDouble(), 3);
        Assert.Equal(
            Report.Models[1].Metrics.Metrics[0].Interval!.Value.Lower,
            model.GetProperty("intervals").GetProperty("unlearning accuracy").GetProperty("lower").GetDouble(), 9);
        Assert.Equal(12, model.GetProperty("made").GetProperty("history")[1].GetProperty("seed").GetInt32());
        Assert.DoesNotContain("iVBOR", json); // how a PNG begins
    }

    [Fact]
    public void The_tables_have_all_rows()
    {
        using var folder = new TemporaryFolder();
        ReportData.Save(folder.File("r.data"), Report);
        string[] Lines(string name) => File.ReadAllLines(folder.File("r.data", name));
        var rows = Report.Models[0].Metrics.RowCounts.Values.Sum();
        Assert.Equal(1 + 3 * rows, Lines("rows.csv").Length);
        Assert.Equal(1 + 3 * 4, Lines("figures.csv").Length);
        Assert.Equal(1 + 3, Lines("attacks.csv").Length);
        Assert.Equal(1 + 3 * 4 * 20, Lines("confidence.csv").Length); // no row was forgotten before
        Assert.Equal(1 + 3 * 4, Lines("curves.csv").Length);
        Assert.Equal(1 + 3 * 3 * 4, Lines("classes.csv").Length);
        Assert.Equal(3 * rows, Lines("confusion.csv").Skip(1).Sum(line => int.Parse(line.Split(',')[^1])));
        Assert.Contains(Lines("classes.csv"), line => line.StartsWith("unlearned,\"dog, \"\"big\"\"\",", StringComparison.Ordinal));
        Assert.Contains(Lines("roc.csv"), line => line.StartsWith("unlearned,\"confidence, RBF SVM\",0,", StringComparison.Ordinal));
    }
}
