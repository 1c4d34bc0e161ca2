using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>One row with its scores, for prediction engines: a forward pass a row. Disposes of its input.</summary>
internal sealed class ScoredRow : DataViewRow
{
    private readonly ScoreMapper mapper;
    private readonly DataViewRow input;
    private readonly bool[] active;
    private readonly float[] pixels;
    private VBuffer<float> features;
    private float[]? probabilities;

    public ScoredRow(ScoreMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        (this.mapper, this.input) = (mapper, input);
        active = new bool[mapper.OutputSchema.Count];
        foreach (var column in activeColumns) active[column.Index] = true;
        pixels = new float[mapper.NumberOfPixels];
    }

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (mapper.IsPassedOn(column)) return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        var getFeatures = input.GetGetter<VBuffer<float>>(mapper.Features);
        return mapper.Getter<TValue>(column, () => Probabilities(getFeatures));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Score and label of the same pixels take one pass: nothing else tells that the row has changed.</summary>
    private float[] Probabilities(ValueGetter<VBuffer<float>> getFeatures)
    {
        getFeatures(ref features);
        var same = probabilities is not null && features.IsDense && features.GetValues().SequenceEqual(pixels);
        if (same) return probabilities!;
        features.CopyTo(pixels);
        return probabilities = mapper.Compute(pixels, 1);
    }
}
