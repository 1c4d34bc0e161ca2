using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool;

/// <summary>What a deletion record says besides what was measured.</summary>
internal static class RecordOptions
{
    private static readonly Option<string?> RequestId = new("--request-id")
    {
        Description = "Your name for the request, which tells nothing of who asked. Default: the record's file name without its ending.",
        HelpName = "TEXT",
    };

    public static Option<string?> Requester { get; } = new("--requester")
    {
        Description = "Who asked. It is kept beside the record in a file of its own, which can be deleted.",
        HelpName = "NAME",
    };

    private static readonly Option<DateTimeOffset?> Received =
        CommonOptions.Time("--received", "When the request came in, such as 2026-11-01 or 2026-11-01T09:00Z.", isPast: true);

    public static Option<string?> Key { get; } = new("--key")
    {
        Description = "The private key that signs, as PEM: ECDSA P-256, not encrypted. Default: private.pem beside the record, which is "
            + "made if it is not there. The public key is written beside the record as public.pem, if there is none.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Artefacts = new("--artefact")
    {
        Description = "What else was made from the rows or from the classifier before, as KIND:FILE, KIND:FOLDER, or in words. KIND is "
            + $"{string.Join(", ", Kinds.Keys)}. Repeat --artefact for several.",
        HelpName = "KIND:WHAT",
    };

    private static Dictionary<string, ArtefactKind> Kinds => new()
    {
        ["export"] = ArtefactKind.Export,
        ["checkpoint"] = ArtefactKind.Checkpoint,
        ["cache"] = ArtefactKind.Cache,
        ["attacker"] = ArtefactKind.PreparedAttacker,
        ["backup"] = ArtefactKind.Backup,
        ["recipient"] = ArtefactKind.CopyOfRecipient,
        ["other"] = ArtefactKind.Other,
    };

    public static IReadOnlyList<Option> All { get; } = [RequestId, Requester, Received, Key, Artefacts];

    /// <exception cref="ToolException">An option of a record is stated, and there is none to be written.</exception>
    public static void ThrowIfStated(Session session)
    {
        if (All.FirstOrDefault(session.IsStated) is { } stated)
            throw ToolException.Usage($"{stated.Name} is for a deletion record: add --record FILE.");
    }

    /// <summary>The full path of a record to be written. Records are never replaced. Whatever would keep it from being written is said
    /// now, and not after a run of hours.</summary>
    public static string Checked(string path, Session session, string model)
    {
        foreach (var file in new[] { path, RequesterOf(path) })
            if (Path.Exists(file))
                throw ToolException.Usage($"'{file}' is there already, and a record is never replaced: state another file.");
        var full = Outputs.Checked(path, session, model);
        if (FilesOf(full).Skip(1).Concat(KeysOf(full)).FirstOrDefault(file => !session.Claim(file)) is { } taken)
            throw ToolException.Usage(
                $"'{Path.GetFileName(taken)}' belongs to the record '{path}': state another name for what else is written.");
        RequestRegister.ThrowIfLater(session.Get(Received), DateTimeOffset.UtcNow);
        _ = session.All(Artefacts).Select(ArtefactOf).ToList();
        var folder = Path.GetDirectoryName(full)!;
        using var signer = SignerOf(folder, session);
        var last = DeletionRecord.List(folder).LastOrDefault();
        if (last is not null && signer is not null && !IsSignedBy(signer, last))
            throw ToolException.WrongData(
                $"The records in the folder of '{path}' are signed by another key, and all of a folder are verified by one: state its "
                + "--key, or another folder.");
        return full;
    }

    /// <summary>What is made with a record: the record, and who asked. A failure removes it. The keys of the folder are not among it:
    /// another process may have signed by them meanwhile.</summary>
    public static string[] FilesOf(string record) => [record, RequesterOf(record)];

    /// <summary>How to keep the key, and how to check the record.</summary>
    public static string Advice(string record, Session session)
    {
        var (secret, open) = (session.Get(Key) ?? Beside(record, RecordKey.PrivateFile), Beside(record, RecordKey.PublicFile));
        using var signer = RecordKey.Load(secret);
        using var beside = RecordKey.Load(open);
        return $"Keep '{secret}' secret. "
            + (beside.Identity == signer.Identity
                ? $"To check the record: {ToolRoot.CommandLine("record", "verify", record, "--key", open)}"
                : $"To check the record, use its public key; '{open}' is another one.");
    }

    /// <summary>A key of a file.</summary>
    /// <exception cref="ToolException">The file holds none.</exception>
    public static RecordKey KeyOf(string file)
    {
        try
        {
            return RecordKey.Load(file);
        }
        catch (ArgumentException error)
        {
            throw ToolException.WrongData($"'{file}': {Failure.LineOf(error)}", error);
        }
    }

    /// <summary>The key that will sign; null: it is yet to be made.</summary>
    private static RecordKey? SignerOf(string folder, Session session)
    {
        var (secret, open) = (Path.Combine(folder, RecordKey.PrivateFile), Path.Combine(folder, RecordKey.PublicFile));
        if (session.Get(Key) is null && !File.Exists(secret))
            return !File.Exists(open) ? null : throw ToolException.WrongData(
                $"'{open}' is there and '{RecordKey.PrivateFile}' is not: state the private key that belongs to it by --key.");
        var signer = KeyOf(session.Get(Key) ?? secret);
        if (signer.CanSign) return signer;
        signer.Dispose();
        throw ToolException.WrongData($"'{session.Get(Key) ?? secret}' is a public key, which cannot sign: state the private one.");
    }

    /// <summary>An artefact of the command line: a file or folder that is there, or something elsewhere, in words.</summary>
    private static DerivedArtefact ArtefactOf(string text)
    {
        if (text.Split(':', 2) is not [var word, { Length: > 0 } place] || !Kinds.TryGetValue(word, out var kind))
            throw ToolException.Usage($"Cannot read --artefact '{text}': expected KIND:WHAT with one of {string.Join(", ", Kinds.Keys)}.");
        return Path.Exists(place) ? DerivedArtefact.AtPath(place, kind)
            : kind != ArtefactKind.CopyOfRecipient && !place.Contains(' ') && Path.HasExtension(place)
                ? throw ToolException.WrongData($"There is no file '{place}': look at --artefact.")
            : DerivedArtefact.Elsewhere(place, kind);
    }

    private static bool IsSignedBy(RecordKey key, DeletionRecord record) =>
        DeletionRecord.Verify(record.Path, key, Path.Combine(record.Path, "none")).Checks
            .Any(check => check is { Name: "signature", Outcome: RecordCheckOutcome.Passed });

    private static string RequesterOf(string record) => record + ".requester";

    /// <summary>The keys beside a record, which are made where there are none.</summary>
    private static string[] KeysOf(string record) => [Beside(record, RecordKey.PrivateFile), Beside(record, RecordKey.PublicFile)];

    private static string Beside(string record, string name) => Path.Combine(Path.GetDirectoryName(record) ?? "", name);

    /// <summary>Writes a record.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="session">The options above.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="models">The files before and after.</param>
    /// <param name="before">The classifier before.</param>
    /// <param name="after">The classifier after.</param>
    /// <param name="reference">The retrained classifier; null: there is none.</param>
    /// <param name="marked">The training rows with their marks.</param>
    /// <param name="report">What was measured of them.</param>
    public static DeletionRecord Write(
        MLContext ml, Session session, string path, (string Before, string After) models, NeuralClassifier before, NeuralClassifier after,
        NeuralClassifier? reference, IDataView marked, UnlearningReport report)
    {
        using var key = session.Get(Key) is { } file ? RecordKey.Load(file) : null;
        if (key is not null) Outputs.WriteIfNone(Beside(path, RecordKey.PublicFile), key.PublicPem);
        return ml.Unlearning().WriteRecord(
            path, session.Get(RequestId) ?? Path.GetFileNameWithoutExtension(path), before, after, marked,
            Measured.MetricsOf(report, Measured.NameOf(after))!,
            new RecordDetails
            {
                MetricsBefore = Measured.MetricsOf(report, ComparedRun.Original),
                Retrained = reference,
                RetrainedMetrics = Measured.MetricsOf(report, UnlearningReport.Retrained),
                Requester = session.Get(Requester),
                Received = session.Get(Received) ?? session.RegisteredRequests?.ReceivedAt,
                Artefacts =
                [
                    DerivedArtefact.AtPath(models.Before, ArtefactKind.ModelBefore),
                    DerivedArtefact.AtPath(models.After, ArtefactKind.ModelAfter),
                    .. session.All(Artefacts).Select(ArtefactOf),
                    .. Features(ml, models.Before, models.After, marked),
                ],
            },
            key);
    }

    /// <summary>The kept features of both classifiers, as far as there are any.</summary>
    private static IEnumerable<DerivedArtefact> Features(MLContext ml, string before, string after, IDataView marked) =>
        new[] { before, after }.Select(PhotoFeatures.FileOf).Where(File.Exists)
            .Select(file => PhotoFeatures.Kept(ml, file).ToArtefact(marked));
}
