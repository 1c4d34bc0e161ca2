using System.Text;
using MLNetUnlearning.Files;

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
        "In the small pictures the dot is the value, the bar its interval, and the ring the reference.",
    ];

    /// <summary>Writes the page, whole or not at all.</summary>
    public static void Save(string path, DeletionRecord record)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = Encoding.UTF8.GetBytes(Text(record));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The page.</summary>
    public static string Text(DeletionRecord record)
    {
        var content = record.Content;
        var page = new RecordHtml();
        page.Open("header");
        page.Element("p", "Deletion record", "kicker");
        page.Element("h1", content.Request.Id);
        page.Element("p", $"{Rows(content.Rows.Found)} forgotten by “{content.Method.Name}”, {content.Method.Guarantee}.", "lead");
        var subject = record.Guarantee == DeletionGuarantee.Exact ? "The model after" : "This record";
        page.Element("p", $"{subject} is {content.Evidence.Statement}.", "statement");
        page.Facts(
            ("Received", content.Request.Received ?? Missing), ("Completed", content.Request.Completed + Took(record)),
            ("Compared with", content.Evidence.Reference == RecordContent.None ? "no retrained model" : "a model trained without the rows"),
            ("Signed by", $"key {content.SignedBy.Key[..Math.Min(16, content.SignedBy.Key.Length)]}…"));
        page.Close("header");
        page.Section("What may be left", () => page.List(content.ResidualRisk));
        page.Section("What else was made from the rows", () => Artefacts(page, content.Artefacts));
        page.Section("Evidence", () => Evidence(page, content.Evidence));
        page.Section("What the model can still do", () => Utility(page, content.Utility));
        page.Section("The rows", () => RowFacts(page, content.Rows));
        page.Section("How it was done", () => Done(page, content));
        page.Section("This record", () =>
        {
            page.Facts(
                ("File", System.IO.Path.GetFileName(record.Path)), ("SHA-256 of the file", record.Sha256), ("Id", content.Id),
                ("Record before it", content.Previous), ("Public key", content.SignedBy.Key), ("Signature", content.SignedBy.Algorithm));
            page.Element("p", "This page is a view of the record. What is signed is the file. Verify it before you rely on it.", "note");
        });
        return page.ToDocument($"Deletion record {content.Request.Id}");
    }

    private static void Evidence(RecordHtml page, EvidencePart evidence)
    {
        page.Element("p", evidence.Reference == RecordContent.None
            ? "There is no reference: no model was trained without the rows."
            : $"The reference is a model trained without the rows, with the SHA-256 {evidence.Reference}.");
        if (evidence.SelfJudgement is { } judgement) page.Element("p", $"The run itself, without a reference: {judgement.Text}");
        if (evidence.Metrics.Count > 0)
        {
            Figures(page, "Metrics", evidence.Metrics);
            page.List(Meanings, "note");
        }
        foreach (var attack in evidence.Attacks)
        {
            FigurePart[] worst = attack.WorstRow is null ? [] : [attack.WorstRow];
            Figures(page, $"Attack: {attack.Attack}", [.. attack.Figures, .. worst]);
            page.List(attack.Limits, "note");
        }
        page.List(evidence.Limits, "note");
    }

    private static void Figures(RecordHtml page, string caption, IReadOnlyList<FigurePart> figures) => page.Table(
        caption, ["Figure", "Value", "95 % interval", "", "Reference", "Rows"],
        figures.Select(figure => new[]
        {
            Cell.Text(figure.Name), Cell.Number(Number(figure.Value, figure.Unit)),
            Cell.Number(figure is { Lower: { } lower, Upper: { } upper } ? $"{Number(lower)} to {Number(upper)}" : "–"),
            Cell.Range(figure), Cell.Number(figure.Reference is { } known ? Number(known, figure.Unit) : "–"),
            Cell.Number(Number(figure.Rows)),
        }));

    private static void Utility(RecordHtml page, IReadOnlyList<UtilityPart> utility)
    {
        if (utility.Count == 0) page.Element("p", "It was not measured before and after.");
        else
            page.Table(
                "Accuracy before and after", ["Figure", "Before", "After", "Change", "Rows", "Measured by"],
                utility.Select(one => new[]
                {
                    Cell.Text(one.Name), Cell.Number(Number(one.Before, "%")), Cell.Number(Number(one.After, "%")),
                    Cell.Number($"{(one.Change > 0 ? "+" : "")}{Number(one.Change)} points"), Cell.Number(Number(one.Rows)),
                    Cell.Text(one.MeasuredBy),
                }));
    }

    private static void RowFacts(RecordHtml page, RowsPart rows)
    {
        static string Known(int? count) => count is { } number ? Number(number) : "nobody looked";
        page.Facts(
            ("Identified by", string.Join(", ", rows.IdentifiedBy)), ("Found and forgotten", Number(rows.Found)),
            ("Not found", Known(rows.NotFound)), ("Forgotten before already", Known(rows.ForgottenAgain)),
            ("Rows that stay and look alike", Known(rows.NearDuplicates)),
            ("A row is", rows.HaveIds ? "a picture and its id" : "a picture"));
        page.Element(
            "p", $"The record holds a keyed commitment of each row, under fingerprint key {rows.Key}. Whoever has that key and a picture "
            + "can find out whether it was among the rows.", "note");
    }

    private static void Done(RecordHtml page, RecordContent content)
    {
        var (method, model, machine) = (content.Method, content.Model, content.Environment);
        page.Facts(
            ("Method", $"{method.Name} ({method.Guarantee})"), ("Settings", method.Settings == "" ? "none" : method.Settings),
            ("Why these", method.Choice ?? "stated"), ("Seed", Number(method.Seed)), ("Rows that stay", Number(method.RetainedRows)),
            ("Time", $"{Number(method.Seconds)} s, preparations {Number(method.PreparationSeconds)} s"),
            ("Computed on", method.Device ?? Missing),
            ("Network", $"{model.Network}; {model.RowsInWords}; "
                + $"{model.NumberOfClasses} classes; sparsity {Number(model.Sparsity)}"),
            ("Model before, SHA-256", model.Before), ("Model after, SHA-256", model.After),
            ("Versions", $"{machine.Library}; {machine.Engine}; {machine.Runtime}"),
            ("Machine", $"{machine.System}, {machine.Architecture}, {Number(machine.Processors)} processors"));
    }

    private static void Artefacts(RecordHtml page, IReadOnlyList<ArtefactPart> artefacts)
    {
        if (artefacts.Count == 0) page.Element("p", "No exports, checkpoints, caches, backups or recipients were stated.");
        else
            page.Table(
                "Files and copies that are known", ["To do", "What", "Name", "SHA-256"],
                artefacts.Select(one => new[]
                {
                    Cell.Text(one.Duty), Cell.Text(one.Kind), Cell.Text(one.Name), Cell.Code(one.Sha256 ?? "–"),
                }));
    }

    private static string Took(DeletionRecord record) => record.Received is not { } received ? ""
        : (record.Completed - received).TotalDays is var days && days >= 0
            ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Floor(days):0} days later)") : " (before it was received)";

    private static string Rows(int count) => count == 1 ? "1 row" : $"{Number(count)} rows";

    private static string Number(double value, string unit = "") =>
        value.ToString("0.##", CultureInfo.InvariantCulture) + (unit == "" ? "" : $" {unit}");
}
