using System.Globalization;
using System.Xml.Linq;

namespace MLNetUnlearning.Tests;

public sealed class ReportPageTests
{
    private const string Wicked = "<script>alert('x')</script>\"&";
    private static readonly string[] Classes = ["cat", "dog", "eel"];
    private static readonly UnlearningReport Report = PlantedReport.Of(Classes);
    private static readonly XElement Whole = Read(Report.ToHtml());

    [Fact]
    public void It_has_one_title_ordered_headings_landmarks_and_a_language()
    {
        Assert.Equal("en", Whole.Attribute("lang")!.Value);
        Assert.Single(Whole.Descendants("h1"));
        foreach (var landmark in new[] { "header", "nav", "main", "footer" }) Assert.Single(Whole.Descendants(landmark));
        var levels = Whole.Descendants().Where(element => element.Name.LocalName is "h1" or "h2" or "h3")
            .Select(element => element.Name.LocalName[1] - '0').ToList();
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
        Assert.Equal(
            ["verdict", "figures", "rows", "classes", "confidence", "attacks", "curves", "origin"],
            Whole.Descendants("section").Select(section => section.Attribute("aria-labelledby")!.Value));
        var ids = Whole.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Whole.Descendants("nav").Descendants("a"), link => Assert.Contains(link.Attribute("href")!.Value[1..], ids));
    }

    [Fact]
    public void It_loads_nothing_and_has_no_script()
    {
        var text = Report.ToHtml();
        Assert.DoesNotContain("http://", text);
        Assert.DoesNotContain("https://", text);
        Assert.Empty(Whole.Descendants("script"));
        Assert.Empty(Whole.Descendants("link"));
        Assert.All(Whole.Descendants().Attributes("src"), source => Assert.StartsWith("data:image/png;base64,", source.Value));
        Assert.DoesNotContain(
            Whole.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void The_verdicts_stand_first_and_carry_more_than_a_colour()
    {
        Assert.Equal("verdict", Whole.Descendants("h2").First().Attribute("id")!.Value);
        var shown = Whole.Descendants("dl").First().Elements("div").ToList();
        Assert.Equal(Report.Verdicts.Select(verdict => verdict.Question), shown.Select(each => each.Element("dt")!.Value));
        Assert.Equal(Report.Verdicts.Select(verdict => verdict.Answer), shown.Select(each => each.Descendants("span").Single().Value));
        Assert.All(shown, each => Assert.NotEmpty(each.Descendants("title").Single().Value));
    }

    [Fact]
    public void Each_figure_of_each_model_stands_with_its_interval_and_in_words()
    {
        var table = Table("The figures of each model");
        Assert.Equal(["figure", "original", "unlearned", "retrained"], table.Element("thead")!.Descendants("th").Select(th => th.Value));
        var rows = table.Element("tbody")!.Elements("tr").ToList();
        Assert.StartsWith(
            "UAUnlearning accuracy: the share of the forgotten rows that the model gets wrong.", rows[0].Element("th")!.Value);
        var metrics = Report.Models[1].Metrics;
        var interval = metrics.Metrics[0].Interval!.Value;
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{metrics.UnlearningAccuracy:0.0}{interval.Lower:0.0} to {interval.Upper:0.0}"),
            rows[0].Elements("td").ElementAt(1).Value);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{Report.Gaps["unlearned"].AverageDisparity:0.00}"),
            rows[4].Elements("td").ElementAt(1).Value);
    }

    [Fact]
    public void The_most_exposed_rows_stand_in_their_order_with_pictures_and_answers()
    {
        var rows = Table("All 12 forgotten rows").Element("tbody")!.Elements("tr").ToList();
        Assert.Equal(
            Report.Models[1].Metrics.MostExposed.Select(row => row.Row.ToString(CultureInfo.InvariantCulture)),
            rows.Select(row => row.Element("th")!.Value));
        Assert.All(rows, row => Assert.StartsWith("Row ", row.Descendants("img").Single().Attribute("alt")!.Value));
        Assert.Equal(["cat", "cat"], rows.Single(row => row.Element("th")!.Value == "6").Elements("td").Skip(1).Take(2)
            .Select(cell => cell.Value[..3]));
        var worst = Whole.Descendants("strong").Single(strong => strong.Value == "The worst row. ").Parent!.Value;
        Assert.Contains($"For row {rows[0].Element("th")!.Value} ", worst);
    }

    [Fact]
    public void Behind_each_chart_stands_its_table()
    {
        Assert.All(Whole.Descendants("svg").Where(svg => svg.Attribute("role")?.Value == "img"), svg =>
            Assert.NotEmpty(svg.Element("title")!.Value));
        Assert.All(Whole.Descendants("table"), table =>
        {
            Assert.NotEmpty(table.Element("caption")!.Value);
            Assert.All(table.Descendants("th"), heading => Assert.Contains(heading.Attribute("scope")!.Value, new[] { "col", "row" }));
            Assert.Equal("group", table.Parent!.Attribute("role")!.Value); // it scrolls in its own box
        });
        Assert.Equal(20, Table("The share of rows whose true class has a probability from").Element("tbody")!.Elements("tr").Count());
        var points = Report.Models.Sum(model => model.Metrics.MembershipInference[0].Forgotten.Points.Count);
        Assert.Equal(points, Table("Points of the curves of confidence, RBF SVM").Element("tbody")!.Elements("tr").Count());
    }

    [Fact]
    public void It_tells_where_the_models_come_from()
    {
        var text = Whole.Descendants("section").Last().Value;
        string[] told =
        [
            PlantedReport.Hash + "unlearned", "made retrained", "Rate = <0.1>", "strength 2 was taken", "cpu, 2 threads",
            "MLNetUnlearning 1.2.3", "seed: 12", ".NET 10",
        ];
        Assert.All(told, part => Assert.Contains(part, text));
        Assert.Contains("unlearn --seed 3", Read(Report.ToHtml(new() { Command = "unlearn --seed 3" })).Value);
    }

    [Fact]
    public void What_comes_from_data_is_encoded()
    {
        var report = new UnlearningReport(
            $"class:{Wicked}", [PlantedReport.Model("unlearned", [Wicked, "dog", "=eel"], forgetsClass: true) with { Model = Wicked }])
        { Notes = [Wicked] };
        var text = report.ToHtml(new() { Command = Wicked });
        Assert.DoesNotContain("<script", text);
        Assert.Contains(Wicked, Read(text).Value);
    }

    [Fact]
    public void Pictures_can_be_left_out_and_the_page_says_whether_it_has_some()
    {
        Assert.Contains("It is a copy of them", Whole.Value);
        foreach (var without in new[] { Report.ToHtml(new() { MaximumPictures = 0 }), PlantedReport.Of(Classes, pictures: 0).ToHtml() })
        {
            var page = Read(without);
            Assert.Empty(page.Descendants("img"));
            Assert.Contains("This page holds no pictures of rows.", page.Value);
        }
        Assert.Equal(2, Read(Report.ToHtml(new() { MaximumPictures = 2 })).Descendants("img").Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => Report.ToHtml(new() { MaximumPictures = 49 }));
    }

    [Theory, InlineData(2), InlineData(100)]
    public void Few_and_many_classes_are_shown(int classes)
    {
        var page = Read(PlantedReport.Of([.. Enumerable.Range(0, classes).Select(of => $"class {of}")]).ToHtml());
        Assert.All(page.Descendants("table").Where(table => table.Attribute("class")?.Value == "matrix"), table =>
            Assert.InRange(table.Descendants("tr").Count(), 2, 14));
        Assert.InRange(page.ToString().Length, 1, 1_000_000);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_model_alone_is_shown_without_the_others_and_without_unseen_rows(bool isDescribed)
    {
        var page = Read(new UnlearningReport(
            "random:0.4", [PlantedReport.Model("unlearned", Classes, hasUnseen: false, isDescribed: isDescribed)]).ToHtml());
        Assert.Equal(isDescribed, page.Descendants("h2").Any(heading => heading.Attribute("id")!.Value == "curves"));
        Assert.Contains("test (never seen)", page.Value);
        Assert.Contains("Not measured", page.Value);
    }

    [Fact]
    public void An_original_alone_is_a_report_too() =>
        Assert.NotNull(Read(new UnlearningReport("random:0.4", [PlantedReport.Model("original", Classes)]).ToHtml()));

    [Fact]
    public void It_is_the_same_in_every_culture()
    {
        var options = new ReportPageOptions { Time = DateTimeOffset.UnixEpoch };
        var expected = Report.ToHtml(options);
        var before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = other;
            Assert.Equal(expected, Report.ToHtml(options));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Saving_writes_the_page_and_its_data_beside_it_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Report.SaveHtml(folder.File("new", "r.html"));
        Assert.Equal(["r.html"], Directory.GetFiles(folder.File("new")).Select(Path.GetFileName));
        Assert.Contains("rows.csv", Directory.GetFiles(folder.File("new", "r.data")).Select(Path.GetFileName));
        Report.SaveHtml(folder.File("alone", "r.html"), new() { WithData = false });
        Assert.Empty(Directory.GetDirectories(folder.File("alone")));
    }

    private static XElement Table(string caption) => Whole.Descendants("table").Single(table =>
        table.Element("caption")!.Value.StartsWith(caption, StringComparison.Ordinal));

    private static XElement Read(string page)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", page);
        return XDocument.Parse(page["<!DOCTYPE html>".Length..].TrimStart()).Root!;
    }
}
