using System.Xml.Linq;

namespace MLNetUnlearning.Tests;

public sealed class ComparisonPageTests
{
    private static readonly UnlearningComparison Comparison = new(
    [
        Run("retrain", 0, 40, 100), Run("original", 0, 0, 100), Run("near, slow", 0, 42, 80), Run("less near, quick", 0, 46, 5),
        Run("far", 0, 0, 1) with { RetainAccuracyLost = 30 },
    ]);

    [Fact]
    public void It_says_in_words_which_method_is_closest_and_which_is_quick()
    {
        var text = Read(Comparison).Descendants("p").Single(p => p.Attribute("class")?.Value == "note").Value;
        Assert.Contains("near, slow comes closest to retraining: 0.5 points away on average, in 0.80 of its time.", text);
        Assert.Contains("less near, quick is the quickest: 1.5 points, in 0.05 of its time.", text);
        Assert.Contains("far cost retained rows more than the 15 points", text);
    }

    [Fact]
    public void The_table_can_be_sorted_by_numbers_and_is_whole_without_the_script()
    {
        var page = Read(Comparison);
        var table = page.Descendants("table").Single(table => table.Attribute("class")?.Value == "sortable");
        Assert.Equal(
            Comparison.Blocks[0].Methods.Select(method => method.Name),
            table.Element("tbody")!.Elements("tr").Select(row => row.Element("th")!.Value));
        Assert.Equal(
            ["0.5", "0.5"], // average disparity, then what is shown
            table.Element("tbody")!.Elements("tr").ElementAt(2).Elements("td").Skip(4).Take(1)
                .SelectMany(cell => new[] { cell.Attribute("data-value")!.Value, cell.Value[..3] }));
        Assert.Empty(page.Descendants("button"));
        Assert.Contains("aria-sort", page.Descendants("script").Single().Value);
        Assert.DoesNotContain("peak MiB", page.Value); // nobody knows it
    }

    [Fact]
    public void The_plot_has_a_mark_and_a_name_for_each_method_but_the_original()
    {
        var plot = Read(Comparison).Descendants("svg").Single();
        string[] names = [.. plot.Elements("text").Where(text => text.Attribute("class")?.Value == "name").Select(text => text.Value)];
        Assert.Equal(["far", "less near, quick", "near, slow", "retrain"], names.Order(StringComparer.Ordinal));
        Assert.Equal(4, plot.Descendants().Attributes("class").Count(kind => kind.Value.StartsWith("mark ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_comes_from_data_is_encoded_and_nothing_is_loaded()
    {
        var comparison = new UnlearningComparison([Run("<script>x", 0, 1, 1) with { Data = "<img src=x>" }]);
        var text = comparison.ToHtml();
        Assert.DoesNotContain("<script>x", text);
        Assert.DoesNotContain("<img", text);
        Assert.DoesNotContain("http", text.Replace("http-equiv", ""));
        Assert.Contains("is not known", Read(comparison).Value); // without a retrained model
    }

    [Fact]
    public void No_runs_make_a_page_too() => Assert.Equal("No runs", Read(new UnlearningComparison([])).Descendants("h1").Single().Value);

    [Fact]
    public void Saving_writes_the_other_files_into_a_folder_beside_it()
    {
        using var folder = new TemporaryFolder();
        Comparison.SaveHtml(folder.File("methods.html"));
        Assert.Equal(
            ["attacks.csv", "comparison.csv", "comparison.jsonl", "comparison.md"],
            Directory.GetFiles(folder.File("methods.data")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static XElement Read(UnlearningComparison comparison) => XDocument.Parse(comparison.ToHtml()).Root!;

    private static ComparedRun Run(string method, int seed, double ua, double seconds) =>
        PlantedRun.Of(method, seed, ua, seconds: seconds) with { Settings = "Rate = 0.1" };
}
