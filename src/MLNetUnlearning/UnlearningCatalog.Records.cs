using MLNetUnlearning.Data;
using MLNetUnlearning.Records;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Writes a signed record that a model has forgotten rows on request, and adds it to the chain of records in its
    /// folder.</summary>
    /// <remarks>
    /// <para>The record holds no row and no name: of each row a keyed commitment, of the models their hashes, how it was done, what tests
    /// found, and what may be left. The key of the commitments is that of the classifier's fingerprints and stays with you. With it and a
    /// picture, <see cref="FindRecordedRows"/> says whether that picture was among the rows.</para>
    /// <para>Evidence is what <paramref name="metrics"/> and the run itself measured. Nothing is measured here.</para>
    /// </remarks>
    /// <param name="path">The file to create. Other records in its folder are the chain that it is added to.</param>
    /// <param name="requestId">Your name for the request, which tells nothing of who asked.</param>
    /// <param name="before">The model that the run was given.</param>
    /// <param name="after">The model that it made.</param>
    /// <param name="marked">The training rows with their marks, in the form that the model takes. Null: they are not at hand any more, and
    /// the record says that nobody looked for rows that were not found or for near-duplicates.</param>
    /// <param name="metrics">What the model after was measured to do; null: it was not measured, and the record says so.</param>
    /// <param name="details">What else the record says; null: nothing.</param>
    /// <param name="key">The private key that signs. Null: <see cref="RecordKey.PrivateFile"/> in the folder of the record, which is made
    /// if it is not there.</param>
    /// <returns>The record as it was written.</returns>
    /// <exception cref="ArgumentException">The request has no name, the model after was not made from the model before by one run, the key
    /// cannot sign, the request came in later than now, or a retrained model is given without its metrics or the other way
    /// round.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A model holds no classifier or several, the run has forgotten nothing, the marked rows
    /// are not those that it has forgotten, the key of the rows is missing, or the chain in the folder is broken.</exception>
    /// <exception cref="IOException">The file, or that of who asked, exists already or cannot be written, or an artefact cannot be
    /// read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a file is denied.</exception>
    public DeletionRecord WriteRecord(
        string path, string requestId, ITransformer before, ITransformer after, IDataView? marked = null,
        UnlearningMetrics? metrics = null, RecordDetails? details = null, RecordKey? key = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        details ??= new();
        if (details.Retrained is null != details.RetrainedMetrics is null)
            throw new ArgumentException("A retrained model and its metrics are given together or not at all.", nameof(details));
        if (key is { CanSign: false }) throw new ArgumentException("The key is a public one, which cannot sign.", nameof(key));
        var (id, completed) = (Guid.NewGuid().ToString(), DateTimeOffset.UtcNow);
        if (details.Received > completed)
            throw new ArgumentException(
                $"The request was received at {Time(details.Received.Value)}, after now ({Time(completed)}): look at the time, and at the "
                + "clock of this machine.", nameof(details));
        var requester = details.Requester is null ? null : RequesterBeside.Of(id, requestId, details.Requester);
        var request = new RequestPart(
            requestId, Time(completed), details.Received is { } received ? Time(received) : null,
            requester is null ? null : RequesterBeside.Commitment(requester));
        var unsigned = Described(id, request, before, after, marked, metrics, details);
        using var own = key is null ? RecordKey.LoadOrCreate(Path.GetDirectoryName(Path.GetFullPath(path))!) : null;
        var signer = key ?? own!;
        unsigned = unsigned with { SignedBy = new(RecordKey.Algorithm, signer.Identity) };
        var bytes = RecordChain.Add(
            path, previous => RecordFile.Seal(unsigned with { Previous = previous }, signer),
            beside: requester is null ? null : () => RequesterBeside.Write(path, requester));
        return new DeletionRecord(RecordFile.Of(path, bytes));
    }

    /// <summary>Says of each row whether it was among those that a record speaks of.</summary>
    /// <param name="record">The record; <see cref="DeletionRecord.Verify"/> says whether it can be trusted.</param>
    /// <param name="rows">Rows with features prepared by the same steps as in training, and with ids where the record says so. They need no
    /// label.</param>
    /// <param name="fingerprintKey">The secret key of the classifier's rows, which lies beside its file.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of known size.</param>
    /// <param name="idColumnName">The column of ids, where the classifier was trained with ids; otherwise it is not read.</param>
    /// <returns>For each row, in the order of the view, whether it was forgotten.</returns>
    /// <exception cref="ArgumentException">The key is that of other rows, or the record's rows have ids and no column is named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">A pixel is out of its range, or a row has no id.</exception>
    public IReadOnlyList<bool> FindRecordedRows(
        DeletionRecord record, IDataView rows, FingerprintKey fingerprintKey, string featureColumnName = "Features",
        string? idColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(fingerprintKey);
        var content = record.Content;
        if (content.Rows.HaveIds && idColumnName is null)
            throw new ArgumentException(
                "The rows of the record are told apart by ids too: name the column of ids.", nameof(idColumnName));
        var shape = content.Model.Images is { } images
            ? FeatureShape.Image(
                images.Width, images.Height, images.Channels, images.Brightest == 1 ? PixelRange.ZeroToOne : PixelRange.ZeroTo255)
            : FeatureShape.Vector(content.Model.NumberOfFeatures!.Value);
        var found = RowIdentities.Of(rows, featureColumnName, content.Rows.HaveIds ? idColumnName : null, shape);
        return [.. found.Select(row => record.Holds(row, fingerprintKey))];
    }

    /// <summary>Says whether a picture was among the rows that a record speaks of.</summary>
    /// <param name="record">The record; <see cref="DeletionRecord.Verify"/> says whether it can be trusted.</param>
    /// <param name="imagePath">The file of the picture. It is decoded and scaled as <c>ml.LoadImageFolder</c> and <c>ml.ImagePixels</c> do;
    /// pictures that were prepared otherwise are looked up by <see cref="FindRecordedRows"/>.</param>
    /// <param name="fingerprintKey">The secret key of the classifier's rows, which lies beside its file.</param>
    /// <param name="id">The id of the row, where the classifier was trained with ids; otherwise it is not read.</param>
    /// <exception cref="ArgumentException">The key is that of other rows, or the record's rows have ids and none is given.</exception>
    /// <exception cref="ImageFileException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The classifier does not take pictures of three colors.</exception>
    public bool IsRecorded(DeletionRecord record, string imagePath, FingerprintKey fingerprintKey, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrEmpty(imagePath);
        var images = record.Content.Model.Images;
        if (images is not { Channels: 3, Brightest: 255 })
            throw new InvalidOperationException(
                "The classifier of the record takes other features than pictures of three colors of 0 to 255: prepare the rows as in "
                + "training, and look them up by FindRecordedRows.");
        var row = context.Data.LoadFromEnumerable([new RecordedImage(Path.GetFullPath(imagePath), id ?? "")]);
        var pixels = context.ImagePixels(imageWidth: images.Width, imageHeight: images.Height, inputColumnName: nameof(RecordedImage.Path));
        var idColumn = id is null ? null : nameof(RecordedImage.Id);
        return FindRecordedRows(record, pixels.Fit(row).Transform(row), fingerprintKey, idColumnName: idColumn)[0];
    }

    /// <summary>Everything that a record says but its place in the chain and its signature.</summary>
    private RecordContent Described(
        string id, RequestPart request, ITransformer before, ITransformer after, IDataView? marked, UnlearningMetrics? metrics,
        RecordDetails details)
    {
        var given = new[] { before, after, details.Retrained }.OfType<ITransformer>().ToArray();
        var restored = new List<ITransformer>();
        try
        {
            restored.AddRange(given.Select(model => Restore(model, details.FingerprintKey)));
            NeuralClassifier[] classifiers = [.. restored.Select(model => FindClassifier(model))];
            var (old, made) = (classifiers[0], classifiers[1]);
            var step = RecordWriting.StepBetween(old, made);
            var guarantee = RecordWriting.GuaranteeOf(step, old);
            var rows = RecordWriting.RowsOf(
                step, old, made, marked is null ? null : ClassifierChains.UpToClassifier(restored[0]).Transform(marked), details, id);
            var judgement = step.Judgement;
            var evidence = RecordedEvidence.Of(
                guarantee, metrics,
                details.RetrainedMetrics is { } reference ? (RecordWriting.HashOf(classifiers[2]), reference) : null, judgement,
                details.Audits, rows.Found);
            return new(
                RecordContent.FormatName, RecordWriting.VersionOf(made), id, request, rows, RecordWriting.ModelOf(old, made),
                RecordWriting.MethodOf(step, guarantee), RecordWriting.Environment(), evidence,
                RecordedEvidence.UtilityOf(details.MetricsBefore, metrics, judgement),
                ResidualRisk.Of(guarantee, rows, evidence, made.Remembered.Nameless),
                RecordWriting.ArtefactsOf(old, details.Artefacts), RecordContent.None, new("", ""));
        }
        finally
        {
            foreach (var (model, of) in restored.Zip(given)) ClassifierChains.FreeRestored(model, of);
        }
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString(RecordContent.TimeFormat, CultureInfo.InvariantCulture);

    private sealed record RecordedImage(string Path, string Id);
}
