using System.Xml.Linq;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class RecordPageTests
{
    private static readonly UnlearningMetrics Metrics =
        UnlearningEvaluator.Evaluate(new MLContext(seed: 1), PlantedRows.View(PlantedRows.Random));

    [Fact]
    public void The_page_says_what_the_record_says()
    {
        var words = XDocument.Parse(PageOf(Full())).Root!.Value;
        string[] expected =
        [
            "2026-1", "2 rows forgotten by “fine-tune”, approximate.",
            "This record is evidence of reduced influence under the tests listed; not proof of erasure or anonymity.",
            "2026-11-29T12:00:00Z (28 days later)", "unlearning accuracy", "75\u00A0%", "19.41 to 99.37", "confidence, RBF SVM",
            "Something may be left.", "b.onnx", "replace", "tell recipients",
            "test rows that look less like training rows than the most exposed forgotten row",
        ];
        Assert.All(expected, each => Assert.Contains(each, words));
    }

    [Fact]
    public void What_comes_from_the_record_is_encoded()
    {
        const string Bad = "<script>alert('\"&')</script>";
        var content = Full() with
        {
            Request = new(Bad, "2026-11-29T12:00:00Z"),
            ResidualRisk = [Bad],
            Artefacts = [new(Bad, Bad, Bad, 1, Bad)],
            Rows = new([Bad], true, 2, Bad, []),
            Method = new(Bad, "approximate", Bad, 1, 1, 1, 1, Bad, Bad),
        };
        var page = PageOf(content);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("script", XDocument.Parse(page).Descendants().Select(element => element.Name.LocalName));
        Assert.Contains(Bad, XDocument.Parse(page).Root!.Value);
    }

    [Fact]
    public void It_stands_alone_and_its_headings_are_in_order()
    {
        var page = PageOf(Full());
        Assert.DoesNotContain("http", page.Replace("http-equiv", ""));
        Assert.DoesNotContain("url(", page);
        var root = XDocument.Parse(page).Root!;
        Assert.Equal("en", root.Attribute("lang")!.Value);
        Assert.Single(root.Descendants("h1"));
        Assert.Single(root.Descendants("main"));
        Assert.All(root.Descendants("th"), heading => Assert.Contains(heading.Attribute("scope")?.Value, new[] { "row", "col" }));
        Assert.All(root.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
    }

    [Fact]
    public void An_exact_method_is_said_to_be_of_the_model()
    {
        var content = SignedRecords.Content();
        var words = XDocument.Parse(PageOf(content with
        {
            Method = content.Method with { Guarantee = "exact" },
            Evidence = RecordedEvidence.Of(DeletionGuarantee.Exact, null, null, null),
        })).Root!.Value;
        Assert.Contains("The model after is equal to training without these rows, for what lies inside the stage; backups", words);
    }

    [Fact]
    public void A_record_without_figures_has_a_page_too()
    {
        var words = XDocument.Parse(PageOf(SignedRecords.Content())).Root!.Value;
        Assert.Contains("The model was not evaluated on test rows.", words);
        Assert.Contains("It was not measured before and after.", words);
        Assert.Contains("No exports, checkpoints, caches, backups or recipients were stated.", words);
    }

    [Fact]
    public void A_figure_is_drawn_with_its_interval_and_the_reference_beside_the_numbers()
    {
        var picture = XDocument.Parse(PageOf(Full())).Descendants("tr").First(row => row.Element("th")?.Value == "unlearning accuracy")
            .Descendants("svg").Single();
        var interval = picture.Elements("line").Single(line => line.Attribute("class")!.Value == "curve series2");
        Assert.Equal(("27.41", "107.37"), (interval.Attribute("x1")!.Value, interval.Attribute("x2")!.Value)); // 19.41 to 99.37, after 8
        Assert.Equal("83", picture.Element("circle")!.Attribute("cx")!.Value); // 75, after 8
        Assert.StartsWith("83,", picture.Element("polygon")!.Attribute("points")!.Value); // the reference has the same metrics
    }

    [Fact]
    public void A_verification_shows_its_checks_and_what_a_sound_record_says()
    {
        using var records = new SignedRecords();
        records.Add("a.json", Full());
        var page = Verified(records);
        Assert.Equal("checks", page.Descendants("section").First().Attribute("aria-labelledby")!.Value);
        Assert.Contains("The record is sound.", page.Value);
        Assert.Equal(
            ["canonical form passed", "signature passed", "chain passed", "requester not checked"],
            page.Descendants("table").First().Element("tbody")!.Elements("tr").Take(4).Select(row =>
                $"{row.Elements().First().Value} {row.Elements().ElementAt(1).Value}"));
        Assert.Contains("2 rows forgotten by “fine-tune”, approximate.", page.Value);
    }

    [Fact]
    public void A_verification_that_fails_shows_nothing_of_what_a_changed_record_says()
    {
        using var records = new SignedRecords();
        var path = records.Add("a.json", Full());
        File.WriteAllText(path, File.ReadAllText(path).Replace("fine-tune", "retrained"));
        var page = Verified(records);
        Assert.Equal("a.json", page.Descendants("h1").Single().Value);
        Assert.Contains("The record is not sound.", page.Value);
        Assert.Equal("FAILED", page.Descendants("tbody").Single().Descendants("strong").Single().Value);
        Assert.DoesNotContain("retrained", page.Value);
    }

    /// <summary>A record with figures, a reference and artefacts.</summary>
    internal static RecordContent Full() => SignedRecords.Content() with
    {
        Evidence = RecordedEvidence.Of(DeletionGuarantee.Approximate, Metrics, (new('9', 64), Metrics), null),
        Utility = RecordedEvidence.UtilityOf(Metrics, Metrics, null),
        Artefacts =
        [
            new("export", "b.onnx", "replace", 3, new('0', 64)),
            .. DerivedArtefact.Elsewhere("copies in Lyon", ArtefactKind.CopyOfRecipient).ToParts(),
        ],
    };

    private static XElement Verified(SignedRecords records)
    {
        DeletionRecord.Verify(records.File("a.json"), records.Key).SaveHtml(records.File("a.html"));
        return XDocument.Parse(File.ReadAllText(records.File("a.html"))).Root!;
    }

    private static string PageOf(RecordContent content)
    {
        using var records = new SignedRecords();
        records.Add("a.json", content);
        DeletionRecord.Load(records.File("a.json")).SaveHtml(records.File("a.html"));
        return File.ReadAllText(records.File("a.html"));
    }
}
