using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool;

/// <summary>What a deletion record says besides what was measured.</summary>
internal static class RecordOptions
{
    private static readonly Option<string?> RequestId = new("--request-id")
    {
        Description = "Your name for the request, which tells nothing of who asked. Default: the record's file name without its ending.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> Requester = new("--requester")
    {
        Description = "Who asked. It is kept beside the record in a file of its own, which can be deleted.",
        HelpName = "NAME",
    };

    private static readonly Option<DateTimeOffset?> Received = new("--received")
    {
        Description = "When the request came in, such as 2026-11-01 or 2026-11-01T09:00Z.",
        HelpName = "TIME",
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "The private key that signs, as PEM. Default: private.pem beside the record, which is made if it is not there.",
        HelpName = "FILE",
    };

    public static IReadOnlyList<Option> All { get; } = [RequestId, Requester, Received, Key];

    /// <exception cref="ToolException">An option of a record is stated, and there is none to be written.</exception>
    public static void ThrowIfStated(Session session)
    {
        if (All.FirstOrDefault(session.IsStated) is { } stated)
            throw ToolException.Usage($"{stated.Name} is for a deletion record: add --record FILE.");
    }

    /// <summary>The full path of a record to be written. Records are never replaced.</summary>
    public static string Checked(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.Exists(full)) throw ToolException.Usage($"'{path}' is there already, and a record is never replaced: state another file.");
        Outputs.ThrowIfNoFolder(path);
        return full;
    }

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
        return ml.Unlearning().WriteRecord(
            path, session.Get(RequestId) ?? Path.GetFileNameWithoutExtension(path), before, after, marked,
            Measured.MetricsOf(report, Measured.NameOf(after))!,
            new RecordDetails
            {
                MetricsBefore = Measured.MetricsOf(report, ComparedRun.Original),
                Retrained = reference,
                RetrainedMetrics = Measured.MetricsOf(report, UnlearningReport.Retrained),
                Requester = session.Get(Requester),
                Received = session.Get(Received),
                Artefacts =
                [
                    DerivedArtefact.AtPath(models.Before, ArtefactKind.ModelBefore),
                    DerivedArtefact.AtPath(models.After, ArtefactKind.ModelAfter),
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
