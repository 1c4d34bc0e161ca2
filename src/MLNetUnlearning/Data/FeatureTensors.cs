using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Data;

/// <summary>The rows of a view, read once into memory: the only code that opens a cursor on images.</summary>
internal sealed class FeatureTensors : IDisposable
{
    private FeatureTensors(LabeledRows rows, bool[]? forget, RowFingerprint[] fingerprints, LabelKeys labels) =>
        (Rows, Forget, Fingerprints, Labels) = (rows, forget, fingerprints, labels);

    /// <summary>Pixels and class indices, in the order of the view.</summary>
    public LabeledRows Rows { get; }

    /// <summary>For each row whether it is to be forgotten, where such a column was asked for.</summary>
    public bool[]? Forget { get; }

    /// <summary>What identifies each row's image.</summary>
    public RowFingerprint[] Fingerprints { get; }

    /// <summary>What the class indices stand for.</summary>
    public LabelKeys Labels { get; }

    /// <summary>Reads all rows of a view.</summary>
    /// <param name="view">Rows with a label and features.</param>
    /// <param name="columns">The names of these columns.</param>
    /// <param name="shape">How the features form an image.</param>
    /// <param name="forgetColumnName">The Boolean column that marks rows to forget, or null for none.</param>
    /// <param name="cancellationToken">Ends the reading between two rows.</param>
    /// <param name="classes">The classes to count by: labels are matched with them by value. Null: the view's own classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No rows; a label missing or of an unknown class; a pixel that the shape does not allow.</exception>
    public static FeatureTensors Read(
        IDataView view, ClassifierColumns columns, FeatureShape shape, string? forgetColumnName, CancellationToken cancellationToken, LabelKeys? classes = null)
    {
        var label = view.Schema.RequireColumn("label", columns.Label);
        var labels = LabelKeys.Read(label);
        var features = view.Schema.RequireFeatures(columns.Features);
        if (((VectorDataViewType)features.Type).Size != shape.Size)
            throw SchemaErrors.Mismatch("feature", features, $"Vector<Single, {shape.Size}> for images of {shape}");
        var forget = forgetColumnName is null ? (DataViewSchema.Column?)null : RequireForget(view.Schema, forgetColumnName);
        var reading = new Reading(shape, classes?.MapFrom(labels));

        using var scope = NewDisposeScope();
        DataViewSchema.Column[] active = forget is { } marked ? [label, features, marked] : [label, features];
        using (var cursor = view.GetRowCursor(active))
            reading.ReadAll(cursor, label, features, forget, cancellationToken);
        reading.ThrowIfUnusable(columns);
        return new FeatureTensors(reading.ToRows(), reading.Marks?.ToArray(), [.. reading.Fingerprints], classes ?? labels);
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose() => Rows.Dispose();

    private static DataViewSchema.Column RequireForget(DataViewSchema schema, string name)
    {
        var column = schema.RequireColumn("forget", name);
        return column.Type is BooleanDataViewType ? column : throw SchemaErrors.Mismatch("forget", column, "Boolean");
    }

    /// <summary>What has been read so far.</summary>
    private sealed class Reading(FeatureShape shape, int[]? classMap)
    {
        private readonly RowPixels pixels = new(shape);
        private readonly PixelRows pixelRows = new(shape);
        private readonly List<long> labels = [];
        private readonly List<long> unlabeled = [];
        private long row;
        private float brightest;
        private bool anyFraction;

        public List<bool>? Marks { get; private set; }

        public List<RowFingerprint> Fingerprints { get; } = [];

        public void ReadAll(DataViewRowCursor cursor, DataViewSchema.Column label, DataViewSchema.Column features, DataViewSchema.Column? forget, CancellationToken cancellationToken)
        {
            var getLabel = KeyIndex.Reader(cursor, label);
            var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
            var getForget = forget is { } column ? cursor.GetGetter<bool>(column) : null;
            if (getForget is not null) Marks = [];
            VBuffer<float> values = default;
            var mark = false;
            for (; cursor.MoveNext(); row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var index = getLabel();
                if (index < 0)
                {
                    unlabeled.Add(row);
                    continue;
                }
                getFeatures(ref values);
                AddImage(values);
                labels.Add(classMap is null ? index : classMap[index]);
                getForget?.Invoke(ref mark);
                Marks?.Add(mark);
            }
        }

        public void ThrowIfUnusable(ClassifierColumns columns)
        {
            if (row == 0) throw new InvalidOperationException("The view has no rows.");
            if (unlabeled.Count > 0)
                throw new InvalidOperationException(
                    $"{unlabeled.Count} of {row} rows have no label in column '{columns.Label}'. Rows, counted from 0: {NameList.OfRows(unlabeled)}.");
            if (shape.PixelRange == PixelRange.ZeroTo255 && brightest <= 1 && anyFraction)
                throw new InvalidOperationException(
                    $"No pixel of column '{columns.Features}' is above 1, while the image shape says 0 to 255. For pixels of 0 to 1 state PixelRange.ZeroToOne.");
        }

        public LabeledRows ToRows() => new(pixelRows.ToTensor(), tensor(labels.ToArray()));

        private void AddImage(in VBuffer<float> values)
        {
            pixels.Read(values, row);
            brightest = Math.Max(brightest, pixels.Brightest);
            anyFraction |= !pixels.AreBytes;
            pixelRows.Add(pixels);
            Fingerprints.Add(pixels.Fingerprint);
        }
    }
}
