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

/// <summary>Reads rows batch by batch, sends the images of a batch through the network together, and shows the rows one by one. While a
/// full batch passes the network and is shown, another thread reads the next one.</summary>
internal sealed class ClassifierCursor : DataViewRowCursor
{
    /// <summary>The most images in a forward pass: enough to use all cores,
    /// and few enough to hold in memory. Large images make it fewer.</summary>
    public const int RowsPerBatch = 256;

    private const int PixelsPerBatch = 1 << 23; // 32 MiB of pixels, of two batches each: 55 images of 3 x 224 x 224

    private readonly DataViewRowCursor input;
    private readonly bool[] active;
    private readonly FeatureShape shape;
    private readonly int capacity;
    private readonly InferenceBatch[] batches; // two that take turns; one slot for each of their rows in what follows
    private readonly ColumnBuffer?[] buffers;
    private readonly DataViewRowId[] ids;
    private readonly long[] inputBatches;
    private readonly Action<InferenceBatch, int> readRow;
    private int current; // the batch that is shown
    private Task? ahead; // reads the other one
    private int shown = -1; // a row of the current batch
    private long position = -1;
    private bool inputEnded;
    private volatile bool disposed;

    /// <summary>Wraps a cursor whose feature column is active, and owns it.
    /// <paramref name="active"/> says which columns of the schema are active here.</summary>
    public ClassifierCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active, string featureColumnName, InferencePass pass)
    {
        (this.input, Schema, this.active) = (input, schema, active);
        shape = pass.Shape;
        capacity = Math.Clamp(PixelsPerBatch / shape.Size, 1, RowsPerBatch);
        batches = [new InferenceBatch(pass, capacity), new InferenceBatch(pass, capacity)];
        var slots = batches.Length * capacity;
        (ids, inputBatches) = (new DataViewRowId[slots], new long[slots]);
        buffers = new ColumnBuffer?[input.Schema.Count];
        for (var i = 0; i < buffers.Length; i++)
            if (active[i]) buffers[i] = ColumnBuffer.Create(input, input.Schema[i], slots);
        readRow = RowReader(featureColumnName);
    }

    public override DataViewSchema Schema { get; }

    public override long Position => position;

    public override long Batch => shown < 0 ? input.Batch : inputBatches[Slot()];

    public override bool MoveNext()
    {
        if (++shown < batches[current].Count || ShowNextBatch())
        {
            position++;
            return true;
        }
        (shown, position) = (-1, -1);
        return false;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Slot()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw SchemaErrors.Inactive(column);
        var getter = column.Index < buffers.Length
            ? buffers[column.Index]!.Getter(Slot)
            : ScoreColumns.Getter(isScore: column.Index == buffers.Length, column.Type.RawType, () => batches[current], Shown);
        return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter<TValue>(column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true; // ends the reading after the row that it is at
            try
            {
                ahead?.Wait();
            }
            catch (AggregateException)
            {
                // Nobody asks for those rows any more.
            }
            foreach (var batch in batches) batch.Dispose();
            input.Dispose();
        }
        disposed = true;
        base.Dispose(disposing);
    }

    private bool ShowNextBatch()
    {
        var (next, reading) = (1 - current, ahead);
        (shown, ahead) = (-1, null);
        batches[current].Clear();
        if (reading is null) Read(next);
        else reading.GetAwaiter().GetResult(); // throws what the reading threw
        (current, shown) = (next, 0);
        if (batches[next].Count == capacity && !inputEnded) ahead = Task.Run(() => Read(1 - next));
        return batches[next].Count > 0;
    }

    private void Read(int number)
    {
        var batch = batches[number];
        batch.Clear();
        while (batch.Count < capacity && !inputEnded && !disposed)
        {
            inputEnded = !input.MoveNextNamingFiles();
            if (!inputEnded) readRow(batch, number * capacity + batch.Count);
        }
    }

    private Action<InferenceBatch, int> RowReader(string featureColumnName)
    {
        var getId = input.GetIdGetter();
        var getFeatures = input.GetGetter<VBuffer<float>>(input.Schema[featureColumnName]);
        VBuffer<float> features = default;
        return (batch, slot) =>
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

    private int Slot() => current * capacity + Shown();
}
