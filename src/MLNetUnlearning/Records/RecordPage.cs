using System.Text;
using System.Xml.Linq;
using MLNetUnlearning.Files;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Records;

/// <summary>A deletion record as a page to read: one HTML file without scripts. All that comes from the record is encoded.</summary>
internal static class RecordPage
{
    private const string Missing = "not stated";

    /// <summary>What the figures mean, for whoever has not read another page.</summary>
    private static readonly string[] Meanings =
    [
        "Unlearning accuracy: the share of the forgotten rows that the model gets wrong.",
        "Membership inference efficacy: the share of the forgotten rows that an attack takes for rows that the model was never trained on.",
        "Retain accuracy and test accuracy: the shares of the rows that stay and of the test rows that the model gets right.",
        "The best value of each is that of a model trained without the rows: the reference. High values alone are not good.",
        "In the small pictures the circle is the value, the line its interval, and the diamond the reference.",
    ];

    /// <summary>Writes a page, whole or not at all.</summary>
    public static void Save(string path, string page)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>The page of a record.</summary>
    public static string Of(DeletionRecord record) => Page.Of(
        "Deletion record", record.RequestId, Lead(record), [.. Sections(record)],
        ["This page is a view of the record. What is signed is the file. Verify it before you rely on it.", Loads]);

    /// <summary>The page of a verification: the checks, then what the record says where it is by the given key.</summary>
    public static string Of(RecordVerification verification)
    {
        var record = verification.Record;
        return Page.Of(
            "Verification of a deletion record", record?.RequestId ?? Path.GetFileName(verification.Path),
            record is null ? "What the file says is not shown: it is no record, or it is not as the given key signed it." : Lead(record),
            [Checks(verification), .. record is null ? [] : Sections(record)],
            ["This page is not signed. Whoever must rely on it makes the checks again.", Loads]);
    }

    private const string Loads = "It loads nothing from elsewhere and needs no script.";

    private static string Lead(DeletionRecord record) =>
        $"{Rows(record.NumberOfRows)} forgotten by “{record.Method}”, {record.Content.Method.Guarantee}.";

    private static Section Checks(RecordVerification verification) => new(
        "checks", "The checks",
        Tag("p.note", Tag("strong", verification.IsSound ? "The record is sound. " : "The record is not sound. "),
            verification.IsSound ? "No check failed." : "Do not rely on what it says. Ask whoever wrote it for the file as it was signed."),
        Parts.Table(
            "What was looked at, in this order", ["check", "outcome", "what was found"],
            verification.Checks.Select(check => (IReadOnlyList<object?>)
            [
                check.Name, check.Outcome == RecordCheckOutcome.Failed ? Tag("td", Tag("strong", check.Words)) : check.Words,
                Tag("td.text", check.Explanation),
            ]), isNumber: _ => false));

    private static IEnumerable<Section> Sections(DeletionRecord record)
    {
        var content = record.Content;
        var subject = record.Guarantee == DeletionGuarantee.Exact ? "The model after" : "This record";
        yield return new(
            "glance", "At a glance", Tag("p.note", Tag("strong", $"{subject} is {content.Evidence.Statement}.")),
            Parts.Facts(
                ("Received", content.Request.Received ?? Missing), ("Completed", content.Request.Completed + Took(record)),
                ("Compared with", content.Evidence.Reference == RecordContent.None
                    ? "no retrained model" : "a model trained without the rows"),
                ("Signed by", $"key {content.SignedBy.Key[..Math.Min(16, content.SignedBy.Key.Length)]}…")));
        yield return new("left", "What may be left", List(content.ResidualRisk));
        yield return new("artefacts", "What else was made from the rows", Artefacts(content.Artefacts));
        yield return new("evidence", "Evidence", Evidence(content.Evidence));
        yield return new("utility", "What the model can still do", Utility(content.Utility));
        yield return new("rows", "The rows", RowFacts(content.Rows));
        yield return new("method", "How it was done", Done(content));
        yield return new("record", "This record", Parts.Facts(
            ("File", Path.GetFileName(record.Path)), ("SHA-256 of the file", Tag("code", record.Sha256)), ("Id", Tag("code", content.Id)),
            ("Record before it", Tag("code", content.Previous)), ("Public key", Tag("code", content.SignedBy.Key)),
            ("Signature", content.SignedBy.Algorithm)));
    }

    private static IEnumerable<object?> Evidence(EvidencePart evidence) =>
    [
        Tag("p", evidence.Reference == RecordContent.None
            ? "There is no reference: no model was trained without the rows."
            : new object[] { "The reference is a model trained without the rows. Its SHA-256: ", Tag("code", evidence.Reference) }),
        evidence.SelfJudgement is { } judgement ? Tag("p", $"The run itself, without a reference: {judgement.Text}") : null,
        evidence.Metrics.Count == 0 ? null : new object?[] { Figures("Metrics", evidence.Metrics), List(Meanings, ".soft") },
        evidence.Attacks.Select(attack => new object?[]
        {
            Figures($"Attack: {attack.Attack}", [.. attack.Figures, .. attack.WorstRow is { } worst ? [worst] : Array.Empty<FigurePart>()]),
            List(attack.Limits, ".soft"),
        }),
        List(evidence.Limits, ".note"),
    ];

    private static XElement Figures(string caption, IReadOnlyList<FigurePart> figures) => Parts.Table(
        caption, ["figure", "value", "95 % interval", "picture", "reference", "rows"],
        figures.Select(figure => (IReadOnlyList<object?>)
        [
            figure.Name, Number(figure.Value, figure.Unit),
            figure is { Lower: { } lower, Upper: { } upper } ? $"{Number(lower)} to {Number(upper)}" : "-",
            Tag("td.range", Range(figure)), figure.Reference is { } known ? Number(known, figure.Unit) : "-", Number(figure.Rows),
        ]), ".figures", isNumber: column => column is not (0 or 3));

    /// <summary>The value of a figure with its interval, and the reference, from 0 to the most that the unit has. The numbers stand
    /// beside it.</summary>
    private static XElement Range(FigurePart figure)
    {
        const double left = 8, width = 100, middle = 8;
        double X(double value) => left + width * Math.Clamp(value / (figure.Unit == "" ? 1 : 100), 0, 1);
        return Tag("svg", With("viewBox", $"0 0 {Short(width + 2 * left)} {Short(2 * middle)}"), With("aria-hidden", "true"),
            Svg.Line("grid", left, middle, left + width, middle),
            figure is { Lower: { } lower, Upper: { } upper } ? Svg.Line("curve series2", X(lower), middle, X(upper), middle) : null,
            figure.Reference is { } known ? Svg.Mark(1, X(known), middle) : null,
            Svg.Mark(2, X(figure.Value), middle));
    }

    private static XElement Utility(IReadOnlyList<UtilityPart> utility) => utility.Count == 0
        ? Tag("p", "It was not measured before and after.")
        : Parts.Table(
            "Accuracy before and after", ["figure", "before", "after", "change", "rows", "measured by"],
            utility.Select(one => (IReadOnlyList<object?>)
            [
                one.Name, Number(one.Before, "%"), Number(one.After, "%"), $"{(one.Change > 0 ? "+" : "")}{Number(one.Change)} points",
                Number(one.Rows), Tag("td", one.MeasuredBy),
            ]), isNumber: column => column is > 0 and < 5);

    private static object[] RowFacts(RowsPart rows)
    {
        static string Known(int? count) => count is { } number ? Number(number) : "nobody looked";
        return
        [
            Parts.Facts(
                ("Identified by", string.Join(", ", rows.IdentifiedBy)), ("Found and forgotten", Number(rows.Found)),
                ("Not found", Known(rows.NotFound)), ("Forgotten before already", Known(rows.ForgottenAgain)),
                ("Rows that stay and look alike", Known(rows.NearDuplicates)),
                ("A row is", rows.HaveIds ? "a picture and its id" : "a picture")),
            Tag("p.soft", $"The record holds a keyed commitment of each row, under fingerprint key {rows.Key}. Whoever has that key and a "
                + "picture can find out whether it was among the rows."),
        ];
    }

    private static XElement Done(RecordContent content)
    {
        var (method, model, machine) = (content.Method, content.Model, content.Environment);
        return Parts.Facts(
            ("Method", $"{method.Name} ({method.Guarantee})"),
            ("Settings", method.Settings == "" ? "none" : Tag("code", method.Settings)),
            ("Why these", method.Choice ?? "stated"), ("Seed", $"{method.Seed}"), ("Rows that stay", Number(method.RetainedRows)),
            ("Time", $"{Number(method.Seconds)} s, preparations {Number(method.PreparationSeconds)} s"),
            ("Computed on", method.Device ?? Missing),
            ("Network", $"{model.Network}; {model.RowsInWords}; "
                + $"{model.NumberOfClasses} classes; sparsity {Number(model.Sparsity)}"),
            ("Model before, SHA-256", Tag("code", model.Before)), ("Model after, SHA-256", Tag("code", model.After)),
            ("Versions", $"{machine.Library}; {machine.Engine}; {machine.Runtime}"),
            ("Machine", $"{machine.System}, {machine.Architecture}, {Number(machine.Processors)} processors"));
    }

    private static XElement Artefacts(IReadOnlyList<ArtefactPart> artefacts) => artefacts.Count == 0
        ? Tag("p", "No exports, checkpoints, caches, backups or recipients were stated.")
        : Parts.Table(
            "Files and copies that are known", ["to do", "what", "name", "SHA-256"],
            artefacts.Select(one => (IReadOnlyList<object?>)
                [one.Duty, one.Kind, Tag("td.text", one.Name), Tag("td.text", one.Sha256 is { } hash ? Tag("code", hash) : "-")]),
            isNumber: _ => false);

    private static XElement? List(IReadOnlyList<string> items, string kind = "") =>
        items.Count == 0 ? null : Tag($"ul{kind}", items.Select(item => Tag("li", item)));

    private static string Took(DeletionRecord record) => record.Received is not { } received ? ""
        : (record.Completed - received).TotalDays is var days && days >= 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Floor(days):0} days later)") : " (before it was received)";

    private static string Rows(int count) => count == 1 ? "1 row" : $"{Number(count)} rows";

    private static string Number(double value, string unit = "") =>
        value.ToString("0.##", CultureInfo.InvariantCulture) + (unit == "" ? "" : $" {unit}");
}
