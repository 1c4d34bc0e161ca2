using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

/// <summary>Pages of every kind, of figures that are written down: few and many classes, with and without a retrained model, and with
/// names that are meant to do harm or are too long for a line.</summary>
internal static class PlantedPages
{
    private const string Hostile = "<script>document.title='taken'</script><img src=x onerror=alert(1)>\"'&";
    private static readonly string Long = string.Concat(Enumerable.Repeat("unbreakable", 12));
    private static readonly string[] Wicked = [Hostile, Long, "</td></table><style>*{display:none}</style>", "قطة \u202E", "猫"];

    private static readonly Dictionary<string, Func<string>> Makers = new()
    {
        ["report"] = () => PlantedReport.Of(Names(4)).ToHtml(),
        ["report-of-a-class"] = () => PlantedReport.Of(Names(5), forgetsClass: true).ToHtml(),
        ["report-of-one-model"] = () => new UnlearningReport(
            "random:0.4", [PlantedReport.Model("unlearned", Names(4), hasUnseen: false, isDescribed: false)]).ToHtml(),
        ["report-of-four-models"] = () => new UnlearningReport(
            "random:0.4", [.. new[] { "original", "unlearned", "another", "retrained" }.Select(name =>
                PlantedReport.Model(name, Names(4)))]).ToHtml(new() { Command = "mlnet-unlearn report " + Long }),
        ["report-of-ten-classes"] = () => PlantedReport.Of(Names(10)).ToHtml(),
        ["report-of-two-classes"] = () => PlantedReport.Of(Names(2)).ToHtml(),
        ["report-of-a-hundred-classes"] = () => PlantedReport.Of(Names(100)).ToHtml(),
        ["report-of-wicked-names"] = () => new UnlearningReport(Hostile + Long,
            [.. new[] { "original", Hostile, Long, "retrained" }.Select(name => PlantedReport.Model(name, Wicked))])
        { Notes = [Hostile, Long] }.ToHtml(),
        ["comparison"] = () => Comparison().ToHtml(),
        ["comparison-of-wicked-names"] = () => new UnlearningComparison(
            [.. Wicked.Append("retrain").Select((name, place) => PlantedRun.Of(name, 1, 10 * place, seconds: 1 + place) with
            {
                Data = Hostile + Long, Forget = Long, Settings = Hostile + Long, Attacks = [new(Hostile, 1, 2, 3), new(Long, 1, 2, 3)],
            })]).ToHtml(new() { Command = Hostile }),
        ["comparison-of-nothing"] = () => new UnlearningComparison([]).ToHtml(),
        ["record"] = () => OfRecord(FullRecord(), RecordPage.Of),
        ["record-without-figures"] = () => OfRecord(SignedRecords.Content(), RecordPage.Of),
        ["record-of-wicked-names"] = () => OfRecord(WickedRecord(), RecordPage.Of),
        ["verification"] = () => OfVerification(FullRecord(), _ => { }),
        ["verification-that-fails"] = () => OfVerification(FullRecord(), path =>
            File.WriteAllText(path, File.ReadAllText(path).Replace("fine-tune", "retrained"))),
    };

    private static readonly ConcurrentDictionary<string, string> Made = new();

    /// <summary>The names of all pages.</summary>
    public static IEnumerable<string> Names() => Makers.Keys;

    /// <summary>A page, made once.</summary>
    public static string Of(string name) => Made.GetOrAdd(name, _ => Makers[name]());

    private static string[] Names(int classes) =>
        [.. SyntheticImages.ClassNames.Concat(Enumerable.Range(0, 90).Select(of => $"class {of}")).Take(classes)];

    private static UnlearningComparison Comparison()
    {
        (string Name, double Ua, double Seconds)[] methods =
        [
            ("original", 0, 200), ("retrain", 30, 180), ("fine-tune", 4, 22), ("gradient ascent", 52, 3), ("random labels", 27, 21),
            ("NegGrad+", 33, 25), ("adversarial min-max", 31, 48), ("boundary shrink", 45, 11),
        ];
        var runs = methods.SelectMany(method => Enumerable.Range(0, 3).Select(seed => PlantedRun.Of(
            method.Name, seed, method.Ua + seed, 20 + method.Ua + seed, 99 - method.Ua / 60, 61 - seed, method.Seconds + seed) with
        { Data = "Planted images", Settings = method.Name is "original" ? "" : "NumberOfEpochs = 10, LearningRate = 0.01" })).ToList();
        return new([.. runs, .. runs.Select(run => run with { Sparsity = 95, TestAccuracy = run.TestAccuracy - 2 })]);
    }

    private static RecordContent FullRecord()
    {
        UnlearningMetrics Of(string model) => PlantedReport.Model(model, Names(4)).Metrics;
        var (before, after, retrained) = (Of("original"), Of("unlearned"), Of("retrained"));
        var content = SignedRecords.Content("2026-0042");
        return content with
        {
            Rows = content.Rows with { Found = 16 },
            Model = content.Model with { Before = Hash("a.zip"), After = Hash("b.zip"), NumberOfClasses = 4 },
            Method = content.Method with { Settings = "NumberOfEpochs = 10, LearningRate = 0.01", RetainedRows = 24 },
            Evidence = RecordedEvidence.Of(DeletionGuarantee.Approximate, after, (Hash("r.zip"), retrained), null),
            Utility = RecordedEvidence.UtilityOf(before, after, null),
            ResidualRisk =
            [
                "The weights were changed and not made anew: something of the rows may be left in them.",
                "Rows that stay and look like forgotten ones were not looked for among backups.",
            ],
            Artefacts =
            [
                new("model before", "a.zip", "destroy", 4_711, Hash("a.zip")), new("export", "b.onnx", "replace", 3, Hash("b.onnx")),
                .. DerivedArtefact.Elsewhere("copies in Lyon", ArtefactKind.CopyOfRecipient).ToParts(),
            ],
        };
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static RecordContent WickedRecord()
    {
        var full = FullRecord();
        return full with
        {
            Request = new(Hostile + Long, "2026-11-29T12:00:00Z"),
            ResidualRisk = [Hostile, Long],
            Artefacts = [new(Hostile, Long, Hostile, 1, new('0', 64)), new(Long, Hostile, Long)],
            Rows = full.Rows with { IdentifiedBy = [Hostile, Long] },
            Method = full.Method with { Name = Hostile + Long, Settings = Long, Choice = Hostile, Device = Long },
        };
    }

    private static string OfRecord(RecordContent content, Func<DeletionRecord, string> page)
    {
        using var records = new SignedRecords();
        return page(DeletionRecord.Load(records.Add("2026-0042.json", content)));
    }

    private static string OfVerification(RecordContent content, Action<string> change)
    {
        using var records = new SignedRecords();
        var path = records.Add("2026-0042.json", content);
        change(path);
        return RecordPage.Of(DeletionRecord.Verify(path, records.Key));
    }
}
