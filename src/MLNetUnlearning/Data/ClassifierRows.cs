using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>A view with a classifier's scores, computed in batches, and only where they are asked for.</summary>
internal sealed class ClassifierRows(IDataView input, ScoreMapper mapper) : IDataView
{
    /// <summary>Rows in one forward pass.</summary>
    public const int BatchSize = 256;

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        List<DataViewSchema.Column> needed = [.. columnsNeeded];
        var passedOn = mapper.PassedOn(needed).Select(index => input.Schema[index]);
        if (needed.All(mapper.IsPassedOn)) return new ScoredCursor(mapper, input.GetRowCursor(passedOn, rand), null, needed);
        // Scores are computed ahead on a cursor of their own, in the same order.
        int? order = rand?.Next();
        Random? Order() => order is { } seed ? new Random(seed) : null;
        return new ScoredCursor(mapper, input.GetRowCursor(passedOn, Order()), input.GetRowCursor([mapper.Features], Order()), needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}

/// <summary>Two cursors over the same rows: one hands on columns, one runs ahead and has a batch scored.</summary>
internal sealed class ScoredCursor : DataViewRowCursor
{
    private readonly ScoreMapper mapper;
    private readonly DataViewRowCursor rows;
    private readonly DataViewRowCursor? ahead;
    private readonly ValueGetter<VBuffer<float>>? getFeatures;
    private readonly bool[] active;
    private float[] pixels = [];
    private float[] probabilities = [];
    private long batchStart;
    private long batchEnd;

    public ScoredCursor(ScoreMapper mapper, DataViewRowCursor rows, DataViewRowCursor? ahead, IEnumerable<DataViewSchema.Column> needed)
    {
        (this.mapper, this.rows, this.ahead) = (mapper, rows, ahead);
        getFeatures = ahead?.GetGetter<VBuffer<float>>(mapper.Features);
        active = new bool[mapper.OutputSchema.Count];
        foreach (var column in needed) active[column.Index] = true;
    }

    public override long Position => rows.Position;

    public override long Batch => rows.Batch;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext() => rows.MoveNext();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index]) throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in the cursor.");
        return mapper.IsPassedOn(column)
            ? rows.GetGetter<TValue>(mapper.InputSchema[column.Index])
            : mapper.Getter<TValue>(column, Probabilities);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.Dispose();
            ahead?.Dispose();
        }
        base.Dispose(disposing);
    }

    private ReadOnlyMemory<float> Probabilities()
    {
        if (rows.Position < 0) throw new InvalidOperationException("The cursor has not been moved to a row.");
        if (rows.Position >= batchEnd) ScoreFrom(rows.Position);
        var start = (int)(rows.Position - batchStart) * mapper.NumberOfClasses;
        return probabilities.AsMemory(start, mapper.NumberOfClasses);
    }

    /// <summary>Scores the batch that starts at a row; rows before it that nobody asked about are passed over.</summary>
    private void ScoreFrom(long position)
    {
        while (ahead!.Position < position)
            if (!ahead.MoveNext()) throw new InvalidOperationException("The input has fewer rows in a second pass than in the first: cache it.");
        if (pixels.Length == 0) pixels = new float[ClassifierRows.BatchSize * mapper.NumberOfPixels];
        VBuffer<float> features = default;
        var count = 0;
        do
        {
            getFeatures!(ref features);
            features.CopyTo(pixels.AsSpan(count * mapper.NumberOfPixels, mapper.NumberOfPixels));
            count++;
        }
        while (count < ClassifierRows.BatchSize && ahead.MoveNext());
        probabilities = mapper.Compute(pixels, count);
        (batchStart, batchEnd) = (position, position + count);
    }
}
