using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Features;

namespace MLNetUnlearning;

/// <summary>A stage around steps that make features, such as a pre-trained network for photos. The features of a row are computed once and
/// kept in a file, and deleted from it when the row is forgotten.</summary>
/// <remarks>
/// <para><c>Fit</c> computes the features of rows that have none yet, and keeps them. The fitted stage looks features up; those that are
/// not kept it computes, and keeps nothing. So rows that only ask for an answer leave no trace. <c>mlContext.Model.Save</c> stores the
/// steps and no feature.</para>
/// <para>In the file, a row is known by its id, hashed under a key. Features can tell who is on a photo as well as the photo itself: file
/// and key are personal data, and live no longer than the model that was trained on them.</para>
/// <para>The steps have to be fixed: features of steps that learn from rows would be other ones after the next fit. At each fit, and each
/// time that a cursor reads rows, the features of the first kept row are computed again and compared. Others than those that are kept are
/// an error. So the photos have to stay where they are.</para>
/// </remarks>
public sealed class KeptFeatures : IEstimator<ITransformer>
{
    private const int RowsPerWriting = 4096; // 8 MB of ResNet-18's features, some minutes of work

    private readonly MLContext context;
    private readonly IEstimator<ITransformer> featurizer;
    private readonly FeatureStore store;
    private readonly string idColumnName, featureColumnName;
    private readonly Func<IChannel, Action<int, int>> reports;
    private readonly CancellationToken cancellationToken;

    internal KeptFeatures(
        MLContext context, IEstimator<ITransformer> featurizer, FeatureStore store, string idColumnName, string featureColumnName,
        Func<IChannel, Action<int, int>> reports, CancellationToken cancellationToken)
    {
        (this.context, this.featurizer, this.store) = (context, featurizer, store);
        (this.idColumnName, this.featureColumnName) = (idColumnName, featureColumnName);
        (this.reports, this.cancellationToken) = (reports, cancellationToken);
    }

    /// <summary>The full path of the file.</summary>
    public string Path => store.Place;

    /// <summary>How many rows have kept features; rows of one id count once.</summary>
    public int Count => store.Table.Count;

    /// <summary>How many ids were forgotten. Their features are computed when needed, and never kept again.</summary>
    public int NumberOfForgottenIds => store.Table.Forgotten.Count;

    /// <summary>Computes the features of rows that have none yet, and writes them to the file.</summary>
    /// <param name="input">The rows, with the id and what the steps need.</param>
    /// <returns>The stage for these and other rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The steps make other features than those in the file, do not work row by row, or a row
    /// has no id.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ModelFileException">The file was changed meanwhile, and is damaged.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled. Of many rows, those that were computed first are
    /// kept.</exception>
    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = ((IHostEnvironment)context).Start("Features");
        var steps = featurizer.Fit(input);
        if (!steps.IsRowToRowMapper)
            throw new InvalidOperationException("The steps that make features do not work row by row. Put other steps before this stage.");
        store.Change(static current => current); // reads what another process has written
        var wanted = Wanted(input, FeatureIds.Of(input.Schema, idColumnName, store.Key), channel);
        if (wanted.Count > 0) Compute(steps, input, wanted, channel);
        return new KeptFeaturesTransformer(steps, store, idColumnName, featureColumnName);
    }

    /// <summary>The columns of the rows with features.</summary>
    /// <param name="inputSchema">The columns of the rows.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => featurizer.GetOutputSchema(inputSchema);

    /// <summary>Counts the rows to forget whose features are kept: 0 once <see cref="Forget"/> was called.</summary>
    /// <param name="marked">The rows with their marks, and with the id. A row that stands in the view without a mark too is not
    /// counted: its features stay.</param>
    /// <param name="forgetColumnName">The column of marks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public int CountForgotten(IDataView marked, string forgetColumnName = "Forget") =>
        MarkedIdsIn(marked, forgetColumnName).Count(id => store.Table.Holds(id));

    /// <summary>Deletes the features of the marked rows: the file is written anew without them. Call it once the model has forgotten the
    /// rows. Only marks and ids are read.</summary>
    /// <remarks>The ids are remembered as hashes, so that a later fit does not keep their features again. To do that all the same, delete
    /// the file. The log warns of marked rows that have no features: under another id, their features would still be there. Backups of the
    /// file, and what a disk keeps of deleted files, are for you to deal with.</remarks>
    /// <param name="marked">The rows with their marks, and with the id. An id stays if the view has a row of it without a mark.</param>
    /// <param name="forgetColumnName">The column of marks.</param>
    /// <returns>How many rows had features; rows of one id count once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No id has all its rows marked, or a row has no id.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public int Forget(IDataView marked, string forgetColumnName = "Forget")
    {
        var gone = MarkedIdsIn(marked, forgetColumnName);
        if (gone.Count == 0)
            throw new InvalidOperationException(
                $"No features are to be deleted: no value of '{idColumnName}' has all its rows marked in '{forgetColumnName}'.");
        var (deleted, unknown) = (0, 0);
        store.Change(current =>
        {
            deleted = gone.Count(current.Holds);
            unknown = gone.Count(id => !current.Holds(id) && current.Forgotten.CountOf(id) == 0);
            return current.Without(gone);
        });
        using var channel = ((IHostEnvironment)context).Start("Features");
        channel.Info(MessageSensitivity.UserData, "The features of {0} rows were deleted from '{1}'", deleted, Path);
        if (unknown > 0)
            channel.Warning(
                MessageSensitivity.UserData, "{0} of {1} marked rows have no features in '{2}'. If '{3}' had other values when features "
                + "were kept, those are still there: delete the file", unknown, gone.Count, Path, idColumnName);
        return deleted;
    }

    /// <summary>The file as an artefact for a deletion record: to be kept if it holds no features of marked rows, otherwise to be
    /// destroyed. The record states its hash.</summary>
    /// <param name="marked">The rows with their marks, and with the id.</param>
    /// <param name="forgetColumnName">The column of marks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public DerivedArtefact ToArtefact(IDataView marked, string forgetColumnName = "Forget") => DerivedArtefact.AtPath(
        Path, ArtefactKind.Cache, CountForgotten(marked, forgetColumnName) == 0 ? ArtefactDuty.Keep : ArtefactDuty.Destroy);

    /// <summary>Deletes the file and the key beside it, at the end of the model's life. What was forgotten is not remembered
    /// either.</summary>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public void Delete() => store.Delete();

    /// <summary>How many rows it has, and where.</summary>
    public override string ToString() =>
        $"features of {Count} rows in '{Path}'; {NumberOfForgottenIds} {(NumberOfForgottenIds == 1 ? "id" : "ids")} forgotten";

    private IReadOnlyList<RowFingerprint> MarkedIdsIn(IDataView marked, string forgetColumnName)
    {
        ArgumentNullException.ThrowIfNull(marked);
        return MarkedIds.In(marked, idColumnName, forgetColumnName, store.Key, cancellationToken);
    }

    /// <summary>The rows to compute, with their ids: those without features, and one with, to compare.</summary>
    private Dictionary<DataViewRowId, RowFingerprint> Wanted(IDataView input, FeatureIds ids, IChannel channel)
    {
        var table = store.Table;
        var wanted = new Dictionary<DataViewRowId, RowFingerprint>();
        var (isCompared, forgotten) = (false, 0);
        foreach (var (row, id) in RowPass.Read<RowFingerprint>(input, [ids.Column], cursor =>
        {
            var read = ids.Reader(cursor);
            return () => read().Hash;
        }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (table.Forgotten.CountOf(id) > 0)
            {
                forgotten++;
                continue;
            }
            var isKept = table.Holds(id);
            if (isKept && isCompared) continue;
            isCompared |= isKept;
            wanted.Add(row, id);
        }
        channel.Info(
            MessageSensitivity.UserData, "Features of {0} rows are kept in '{1}'; those of {2} are computed", table.Count, Path,
            wanted.Count - (isCompared ? 1 : 0));
        if (forgotten > 0)
            channel.Warning(
                MessageSensitivity.None, "{0} rows were forgotten before: their features are computed when needed, not kept", forgotten);
        return wanted;
    }

    private void Compute(ITransformer steps, IDataView input, Dictionary<DataViewRowId, RowFingerprint> wanted, IChannel channel)
    {
        var (report, same) = (reports(channel), new SameFeatures(Path, idColumnName));
        var rows = steps.Transform(new RowFilterView(input, wanted.Keys.ToHashSet(), keep: true, wanted.Count));
        var column = rows.Schema.RequireFeatures(featureColumnName);
        using var cursor = rows.GetRowCursor([column]);
        var (getRow, getFeatures) = (cursor.GetIdGetter(), cursor.GetGetter<VBuffer<float>>(column));
        DataViewRowId row = default;
        VBuffer<float> features = default;
        var (done, fresh) = (0, new Dictionary<RowFingerprint, float[]>());
        while (cursor.MoveNextNamingFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getRow(ref row);
            getFeatures(ref features);
            float[] values = [.. features.DenseValues()];
            var (id, table) = (wanted[row], store.Table);
            if (table.Count > 0) same.RequireSize(table.Size, values.Length);
            if (table.Holds(id)) same.Require(table.Find(id), values);
            else if (!fresh.TryAdd(id, values)) same.Require(fresh[id], values);
            report(++done, wanted.Count);
            if (fresh.Count == RowsPerWriting) Keep();
        }
        Keep();

        void Keep()
        {
            if (fresh.Count > 0) store.Change(current => current.With(fresh));
            fresh.Clear();
        }
    }
}
