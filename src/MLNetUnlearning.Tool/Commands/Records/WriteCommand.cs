using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Commands.Records;

/// <summary>Writes a deletion record of a classifier that has forgotten.</summary>
internal sealed class WriteCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    private static readonly Option<string?> Page = new("--html")
    {
        Description = "A page to read, to be written beside.",
        HelpName = "FILE",
    };

    public WriteCommand() : base(
        "write", "Measure a classifier and record what it has forgotten. --original is the classifier before, --output the record.")
    {
        Add(ModelArgument);
        foreach (var option in Measured.Options.Concat([.. RecordOptions.All, Page, Outputs.Output, CommonOptions.Force])) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var original = session.Required(Measured.OriginalFile);
        var stated = session.Required(Outputs.Output);
        var output = RecordOptions.Checked(stated, session, path);
        var page = session.Get(Page) is { } html ? Outputs.Checked(html, session, path) : null;
        using var measured = Measured.Of(session, path);
        DeletionRecord? record = null;
        Outputs.AllOrNone([page, .. RecordOptions.FilesOf(output)], () =>
        {
            record = RecordOptions.Write(
                measured.Context, session, output, (original, path), measured.Original!, measured.Classifier, measured.Reference,
                measured.Marked, measured.Report);
            if (page is not null) record.SaveHtml(page);
        });
        return new Result(
            Json(stated, record!), $"{stated}: {record}\n  {record!.Statement}\n  {RecordOptions.Advice(stated, session)}");
    }

    public static JsonObject Json(string path, DeletionRecord record) => new()
    {
        ["record"] = path,
        ["id"] = record.Id,
        ["request"] = record.RequestId,
        ["rows"] = record.NumberOfRows,
        ["method"] = record.Method,
        ["guarantee"] = record.Guarantee.ToString().ToLowerInvariant(),
        ["completed"] = record.Completed.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["sha256"] = record.Sha256,
    };
}
