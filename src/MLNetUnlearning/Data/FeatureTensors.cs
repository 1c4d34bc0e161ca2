namespace MLNetUnlearning.Data;

/// <summary>Reads the rows of one view after the other into one tensor. Only this code opens a cursor on training rows. Labels are matched
/// by value with <paramref name="classes"/> or, if it is null, with the classes of the first view. If <paramref name="onlyIdentities"/>
/// is set, it keeps what identifies the rows and not their pixels.</summary>
internal sealed class FeatureTensors(
    ClassifierColumns columns, FeatureShape shape, CancellationToken cancellationToken, LabelKeys? classes = null,
    bool onlyIdentities = false) : IDisposable
{
    private readonly PixelRows pixelRows = new(shape);
    private readonly RowPixels pixels = new(shape);
    private readonly List<long> labels = [];

    /// <summary>The classes by class index; known once a view has been read.</summary>
    public LabelKeys Classes => classes!;

    /// <summary>Says which views will be read, so that their rows are written where they stay.</summary>
    public void Expect(params IEnumerable<IDataView?> views)
    {
        foreach (var view in views) pixelRows.Expect(view?.GetRowCount());
    }

    /// <summary>Reads all rows of a view.</summary>
    /// <param name="view">Rows with a label and features.</param>
    /// <param name="forgetColumnName">The Boolean column that marks rows to forget; null: no such column is read.</param>
    /// <param name="rows">The name of the rows in messages, such as "unseen rows".</param>
    /// <param name="withLooks">Whether to compute a perceptual hash of each row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, a label is
    /// missing or its class is unknown, or a number does not fit the shape.</exception>
    /// <exception cref="ImageFileException">An image file cannot be read. The message names it.</exception>
    public ReadRows Read(IDataView view, string? forgetColumnName = null, string rows = "training rows", bool withLooks = false)
    {
        var label = view.Schema.RequireColumn("label", columns.Label, rows);
        var own = LabelKeys.Read(label, "label", rows);
        var features = FeatureShapes.RequireIn(view.Schema, columns.Features, shape, rows);
        var forget = forgetColumnName is null ? (DataViewSchema.Column?)null : view.Schema.RequireForget(forgetColumnName);
        var classMap = classes?.MapFrom(own, rows);
        classes ??= own;

        var requests = forgetColumnName is null ? null : RequestColumn.Of(view.Schema, forgetColumnName);
        var earlierRequests = requests is { NumberOfEarlier: > 0 } ? requests : null; // only they say more than the mark
        var id = columns.Id is null ? (DataViewSchema.Column?)null : view.Schema.RequireColumn("id", columns.Id, rows);
        using var cursor = view.GetRowCursor(
            [.. new[] { label, features, forget, id, earlierRequests?.Column }.OfType<DataViewSchema.Column>()]);
        var reading = new Reading(cursor, label, features, forget, id, !shape.IsVector);
        var readRequests = earlierRequests?.Reader(cursor);
        List<bool> markedEarlier = [];
        var start = labels.Count;
        List<RowFingerprint> fingerprints = [];
        List<bool> marks = [];
        List<ulong>? looks = withLooks && PerceptualHash.IsDefinedFor(shape) ? [] : null;
        var unit = looks is null ? [] : new float[shape.Size];
        List<long> darkFractions = [];
        var (row, isUnlabeled) = (0L, false);
        for (; cursor.MoveNextNamingFiles(); row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var index = reading.Class();
            if (index < 0)
            {
                isUnlabeled = true;
                continue;
            }
            reading.Into(pixels, row, rows);
            if (!onlyIdentities) pixelRows.Add(pixels);
            labels.Add(classMap is null ? index : classMap[index]);
            fingerprints.Add(reading.Identity(pixels.Fingerprint, row));
            if (looks is not null)
            {
                pixels.CopyUnitTo(unit);
                looks.Add(PerceptualHash.Of(unit, shape));
            }
            marks.Add(reading.IsForgotten());
            if (readRequests is not null) markedEarlier.Add(marks[^1]
                && readRequests().Any(slot => slot < earlierRequests!.NumberOfEarlier));
            if (!shape.IsVector && pixels.Brightest <= 1 && !pixels.AreBytes) darkFractions.Add(row);
        }

        if (row == 0) throw new InvalidOperationException($"There are no {rows}: the view is empty.");
        if (isUnlabeled) throw new InvalidOperationException(UnlabeledRows.Complaint(view, label, rows));
        if (shape.PixelRange == PixelRange.ZeroTo255 && darkFractions.Count > 0) throw WrongRange(darkFractions, row, rows);
        return new ReadRows(start, [.. fingerprints], [.. labels.Skip(start)], forget is null ? null : [.. marks], looks)
        {
            MarkedEarlier = readRequests is null ? null : [.. markedEarlier],
        };
    }

    /// <summary>What identifies the rows of a view, without their pixels.</summary>
    /// <param name="view">Rows with a label and features.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="classes">The classes that number their labels.</param>
    /// <param name="rows">The name of the rows in messages.</param>
    /// <param name="forgetColumnName">The Boolean column that marks rows to forget; null: no such column is read.</param>
    /// <param name="withLooks">Whether to compute a perceptual hash of each row.</param>
    public static ReadRows Identities(
        IDataView view, ClassifierColumns columns, FeatureShape shape, LabelKeys classes, string rows, string? forgetColumnName = null,
        bool withLooks = false)
    {
        using var reader = new FeatureTensors(columns, shape, CancellationToken.None, classes, onlyIdentities: true);
        return reader.Read(view, forgetColumnName, rows, withLooks);
    }

    /// <summary>All rows that were read, in one tensor, which the caller owns. No view can be read afterwards.</summary>
    public LabeledRows ToRows()
    {
        using var scope = NewDisposeScope();
        return new LabeledRows(pixelRows.ToTensor(), NewTensor.Of(labels.ToArray()));
    }

    /// <summary>Frees the rows unless <see cref="ToRows"/> handed them out.</summary>
    public void Dispose() => pixelRows.Dispose();

    private InvalidOperationException WrongRange(List<long> dark, long count, string rows) => new(
        dark.Count == count
            ? $"No pixel of column '{columns.Features}' is above 1 in the {rows}, while the image shape says 0 to 255. "
                + "For pixels of 0 to 1 state PixelRange.ZeroToOne."
            : $"{dark.Count} of {count} {rows} have fractions of 0 to 1 as pixels in column '{columns.Features}', "
                + $"the others numbers of 0 to 255. Rows, counted from 0: {NameList.OfRows(dark)}. "
                + "Multiply them by 255. If they are right and so dark, round them.");

    /// <summary>The values of a cursor's current row.</summary>
    private sealed class Reading(
        DataViewRowCursor cursor, DataViewSchema.Column label, DataViewSchema.Column features, DataViewSchema.Column? forget,
        DataViewSchema.Column? id, bool mayBeBytes)
    {
        private readonly Func<string?>? getId = id is { } named ? ColumnText.IdReader(cursor, named) : null;
        private readonly Func<long> getClass = KeyIndex.Reader(cursor, label);
        private readonly ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        private readonly ValueGetter<bool>? getForget = forget is { } column ? cursor.GetGetter<bool>(column) : null;
        private readonly IByteSource? bytes = mayBeBytes && cursor is IByteSource source && source.HasBytes(features) ? source : null;
        private VBuffer<float> values;

        public long Class() => getClass();

        /// <summary>What identifies the row: its features, with its id where there are ids.</summary>
        public RowFingerprint Identity(RowFingerprint features, long row)
        {
            if (getId is null) return features;
            return features.With(getId() ?? throw new InvalidOperationException(
                $"Row {row} (counted from 0) has no id in column '{id!.Value.Name}'."));
        }

        public bool IsForgotten()
        {
            var mark = false;
            getForget?.Invoke(ref mark);
            return mark;
        }

        public void Into(RowPixels pixels, long row, string rows)
        {
            if (bytes is not null)
            {
                pixels.Read(bytes.Bytes);
                return;
            }
            getFeatures(ref values);
            pixels.Read(values, row, rows);
        }
    }
}

/// <summary>The rows of one view within all rows that were read.</summary>
/// <param name="Start">The number of their first row.</param>
/// <param name="Fingerprints">The fingerprint of each row.</param>
/// <param name="Classes">The class index of each row.</param>
/// <param name="Forget">The mark of each row: true for rows to forget. Null if no such column was read.</param>
/// <param name="Looks">The perceptual hash of each row; null if none was computed.</param>
internal sealed record ReadRows(
    int Start, RowFingerprint[] Fingerprints, long[] Classes, bool[]? Forget, IReadOnlyList<ulong>? Looks)
{
    /// <summary>Whether a request marked the row that was there before the last one was added; null: nobody knows.</summary>
    public bool[]? MarkedEarlier { get; init; }

    /// <summary>Number of rows.</summary>
    public int Count => Fingerprints.Length;

    /// <summary>These rows as a part of the tensor with all rows.</summary>
    public RowSubset In(LabeledRows rows) => rows.All.Select(Enumerable.Range(Start, Count).Select(row => (long)row));
}
