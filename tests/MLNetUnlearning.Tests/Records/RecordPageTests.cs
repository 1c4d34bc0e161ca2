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
            "2026-11-29T12:00:00Z (28 days later)", "unlearning accuracy", "75 %", "19.41 to 99.37", "confidence, RBF SVM",
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
        Assert.DoesNotContain("http", page);
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

    private static string PageOf(RecordContent content)
    {
        using var records = new SignedRecords();
        records.Add("a.json", content);
        DeletionRecord.Load(records.File("a.json")).SaveHtml(records.File("a.html"));
        return File.ReadAllText(records.File("a.html"));
    }
}
