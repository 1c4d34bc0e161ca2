using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Scoring;

/// <summary>Rows with the scores of a classifier, computed on demand: the columns of the input, then Score, then PredictedLabel. Only this
/// code turns tensors back into columns.</summary>
internal sealed class ClassifierRows(IDataView input, DataViewSchema schema, ClassifierColumns columns, InferencePass pass) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = schema.Active(columnsNeeded);
        return Wrap(input.GetRowCursor(InputColumns(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = schema.Active(columnsNeeded);
        return Array.ConvertAll(input.GetRowCursorSet(InputColumns(active), n, rand), cursor => Wrap(cursor, active));
    }

    /// <summary>Whether a cursor has to compute scores.</summary>
    private static bool Scores(bool[] active) => active[^1] || active[^2];

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active) =>
        Scores(active) ? new ClassifierCursor(cursor, schema, active, columns.Features, pass) : new PassingCursor(cursor, schema, active);

    private List<DataViewSchema.Column> InputColumns(bool[] active)
    {
        var features = input.Schema[columns.Features].Index;
        return input.Schema.Where(column => active[column.Index] || (column.Index == features && Scores(active))).ToList();
    }

    /// <summary>A cursor without Score and PredictedLabel: it reads no rows ahead and computes nothing.</summary>
    private sealed class PassingCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active) : WrappedCursor(input, schema)
    {
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column)
            ? base.GetGetter<TValue>(column)
            : throw SchemaErrors.Inactive(column);
    }
}

/// <summary>Reads a batch of rows ahead, sends their images through the network together, and shows the rows one by one.</summary>
internal sealed class ClassifierCursor : DataViewRowCursor
{
    /// <summary>The most images in a forward pass: enough to use all cores,
    /// and few enough to hold in memory. Large images make it fewer.</summary>
    public const int RowsPerBatch = 256;

    private const int PixelsPerBatch = 1 << 24; // 64 MiB of pixels: 111 images of 3 x 224 x 224

    private readonly DataViewRowCursor input;
    private readonly bool[] active;
    private readonly FeatureShape shape;
    private readonly InferenceBatch batch;
    private readonly ColumnBuffer?[] buffers;
    private readonly Action<int> readRow;
    private readonly int capacity;
    private readonly DataViewRowId[] ids;
    private readonly long[] inputBatches;
    private int shown = -1;
    private long position = -1;
    private bool inputEnded;
    private bool disposed;

    /// <summary>Wraps a cursor whose feature column is active, and owns it.
    /// <paramref name="active"/> says which columns of the schema are active here.</summary>
    public ClassifierCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active, string featureColumnName, InferencePass pass)
    {
        (this.input, Schema, this.active) = (input, schema, active);
        shape = pass.Shape;
        capacity = Math.Clamp(PixelsPerBatch / shape.Size, 1, RowsPerBatch);
        batch = new InferenceBatch(pass, capacity);
        (ids, inputBatches) = (new DataViewRowId[capacity], new long[capacity]);
        buffers = new ColumnBuffer?[input.Schema.Count];
        for (var i = 0; i < buffers.Length; i++)
            if (active[i]) buffers[i] = ColumnBuffer.Create(input, input.Schema[i], capacity);
        readRow = RowReader(featureColumnName);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => position;

    public override long Batch => shown < 0 ? input.Batch : inputBatches[shown];

    public override bool MoveNext()
    {
        if (++shown < batch.Count || ReadAhead())
        {
            position++;
            return true;
        }
        (shown, position) = (-1, -1);
        return false;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Shown()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw SchemaErrors.Inactive(column);
        var getter = column.Index < buffers.Length
            ? buffers[column.Index]!.Getter(Shown)
            : ScoreColumns.Getter(isScore: column.Index == buffers.Length, column.Type.RawType, () => batch, Shown);
        return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter<TValue>(column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            batch.Dispose();
            input.Dispose();
        }
        disposed = true;
        base.Dispose(disposing);
    }

    private bool ReadAhead()
    {
        batch.Clear();
        shown = -1; // if a row cannot be read, none is shown
        while (batch.Count < capacity && !inputEnded)
        {
            inputEnded = !input.MoveNextNamingFiles();
            if (!inputEnded) readRow(batch.Count);
        }
        shown = 0;
        return batch.Count > 0;
    }

    private Action<int> RowReader(string featureColumnName)
    {
        var getId = input.GetIdGetter();
        var getFeatures = input.GetGetter<VBuffer<float>>(input.Schema[featureColumnName]);
        VBuffer<float> features = default;
        return slot =>
        {
            getId(ref ids[slot]);
            inputBatches[slot] = input.Batch;
            foreach (var buffer in buffers) buffer?.Read(slot);
            getFeatures(ref features);
            UnitPixels.Read(features, shape, input.Position, batch.Next);
            batch.Add();
        };
    }

    private int Shown() => shown >= 0 ? shown : throw new InvalidOperationException("The cursor is on no row.");
}
