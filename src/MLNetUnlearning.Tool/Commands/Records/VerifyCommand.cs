using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Commands.Records;

/// <summary>Verifies a deletion record, or all records of a folder.</summary>
internal sealed class VerifyCommand : ToolCommand
{
    private static readonly Argument<string> Record = new("record") { Description = "The record, or the folder of records." };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The signer's public key, such as public.pem: take it from whom you trust, not from beside the record. Required.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Files = new("--files")
    {
        Description = "A folder with the files that the record speaks of. Default: that of the record.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string?> Picture = new("--picture")
    {
        Description = "A picture: says whether it was among the forgotten rows. It needs --secret.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The secret key of the classifier's rows, such as b.zip.key.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Id = new("--id")
    {
        Description = "The id of the picture's row, where the classifier was trained with ids.",
        HelpName = "ID",
    };

    private static readonly Option<string?> Page = new("--html")
    {
        Description = "A page to read, to be written: the checks and, if the key has signed it, what the record says.",
        HelpName = "FILE",
    };

    public VerifyCommand() : base("verify", "Check a record, or a folder of records: form, signature, chain, and the files that are there.")
    {
        Add(Record);
        foreach (var option in new Option[] { Key, Files, Picture, Secret, Id, Page, CommonOptions.Force }) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Get(Record)!;
        if (!Path.Exists(path)) throw ToolException.WrongData($"There is no record '{path}'.");
        if (session.Get(Picture) is null && new Option[] { Secret, Id }.FirstOrDefault(session.IsStated) is { } ofPicture)
            throw ToolException.Usage($"{ofPicture.Name} is for looking up a picture: add --picture, or leave it out.");
        using var key = RecordOptions.KeyOf(session.Required(Key));
        string[] read = [path, .. new[] { session.Get(Key), session.Get(Picture), session.Get(Secret) }.OfType<string>()];
        var page = session.Get(Page) is { } html ? Outputs.Checked(html, session, read) : null;
        var folders = session.All(Files);
        var verified = Directory.Exists(path)
            ? DeletionRecord.VerifyAll(path, key, [.. folders])
            : [DeletionRecord.Verify(path, key, [.. folders])];
        if (verified.Count == 0) throw ToolException.WrongData($"There is no record in '{path}'.");
        var wasForgotten = session.Get(Picture) is { } picture ? WasForgotten(session, verified, picture) : null;
        if (page is not null) WritePage(verified, page);
        var json = new JsonObject
        {
            ["isSound"] = verified.All(one => one.IsSound),
            ["records"] = new JsonArray([.. verified.Select(Json)]),
            ["wasForgotten"] = wasForgotten,
        };
        var text = string.Join('\n', verified.Select(one => $"{Path.GetFileName(one.Path)}\n{Indented(one)}"));
        if (wasForgotten is { } was)
            text += was
                ? "\nThe picture was among the forgotten rows."
                : "\nThe picture was not among the forgotten rows: the model did not learn from it, or it was not to be forgotten, or its "
                    + "file was changed since.";
        var broken = verified.Count(one => !one.IsSound);
        var which = verified.Count == 1 ? "The record" : $"{broken} of {verified.Count} records";
        return new Result(json, text)
        {
            Error = broken == 0 ? null : ToolException.WrongData(
                $"{which} must not be trusted: a check has failed."),
        };
    }

    private static void WritePage(IReadOnlyList<RecordVerification> verified, string page)
    {
        if (verified.Count != 1) throw ToolException.Usage("--html needs one record: state its file, not a folder.");
        verified[0].SaveHtml(page);
    }

    private static bool? WasForgotten(Session session, IReadOnlyList<RecordVerification> verified, string picture)
    {
        if (verified is not [{ Record: { } record }])
            throw ToolException.Usage("--picture needs one record that can be read: state its file, not a folder.");
        var secret = session.Required(Secret);
        var ml = session.Context();
        return ml.Unlearning().IsRecorded(record, picture, ml.Unlearning().LoadFingerprintKey(secret), session.Get(Id));
    }

    private static string Indented(RecordVerification one) => string.Join('\n', one.Checks.Select(check => $"  {check}"));

    private static JsonNode Json(RecordVerification one) => new JsonObject
    {
        ["record"] = Path.GetFileName(one.Path),
        ["isSound"] = one.IsSound,
        ["checks"] = new JsonArray([.. one.Checks.Select(check => (JsonNode)new JsonObject
        {
            ["name"] = check.Name,
            ["outcome"] = char.ToLowerInvariant(check.Outcome.ToString()[0]) + check.Outcome.ToString()[1..],
            ["explanation"] = check.Explanation,
        })]),
    };
}
