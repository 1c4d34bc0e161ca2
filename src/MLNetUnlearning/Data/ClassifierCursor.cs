using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Reads a batch of rows ahead, sends their images through the network together, and shows the rows one by one.</summary>
internal sealed class ClassifierCursor : DataViewRowCursor
{
    /// <summary>Images in a forward pass: enough to use all cores, few enough to hold; fewer where images are large.</summary>
    public const int RowsPerBatch = 256;

    private const int PixelsPerBatch = 1 << 24; // 64 MiB of them: 111 images of 3 x 224 x 224

    private readonly DataViewRowCursor input;
    private readonly bool[] active;
    private readonly ScoredBatch batch;
    private readonly ColumnBuffer?[] buffers;
    private readonly Action<int> readRow;
    private readonly int capacity;
    private readonly DataViewRowId[] ids;
    private readonly long[] inputBatches;
    private int shown = -1;
    private long position = -1;
    private bool inputEnded;
    private bool disposed;

    /// <summary>Wraps a cursor.</summary>
    /// <param name="input">The rows; owned by this cursor. The feature column is active.</param>
    /// <param name="schema">The input's columns, then Score, then PredictedLabel.</param>
    /// <param name="active">Which of them are asked for.</param>
    /// <param name="scorer">The classifier.</param>
    public ClassifierCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active, IRowScorer scorer)
    {
        (this.input, Schema, this.active) = (input, schema, active);
        capacity = Math.Clamp(PixelsPerBatch / scorer.Shape.Size, 1, RowsPerBatch);
        batch = new ScoredBatch(scorer, capacity);
        (ids, inputBatches) = (new DataViewRowId[capacity], new long[capacity]);
        buffers = new ColumnBuffer?[input.Schema.Count];
        for (var i = 0; i < buffers.Length; i++)
            if (active[i]) buffers[i] = ColumnBuffer.Create(input, input.Schema[i], capacity);
        readRow = RowReader(scorer.Columns.Features);
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
        if (!IsColumnActive(column)) throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in the cursor.");
        var getter = column.Index < buffers.Length ? buffers[column.Index]!.Getter(Shown)
            : column.Index == buffers.Length ? new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => batch.CopyScore(Shown(), ref value))
            : (Delegate)new ValueGetter<uint>((ref uint value) => value = batch.PredictedLabel(Shown()));
        return ClassifierRows.Typed<TValue>(getter, column);
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
        shown = 0;
        while (batch.Count < capacity && !inputEnded)
        {
            inputEnded = !input.MoveNext();
            if (!inputEnded) readRow(batch.Count);
        }
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
            batch.Add(features, input.Position);
        };
    }

    private int Shown() => shown >= 0 ? shown : throw new InvalidOperationException("The cursor is on no row.");
}
