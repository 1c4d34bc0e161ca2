using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Scoring;

/// <summary>Scores one row at a time, for prediction engines: one forward pass a row.</summary>
/// <param name="inputSchema">The schema of the rows.</param>
/// <param name="outputSchema">Their columns, then Score, then PredictedLabel.</param>
/// <param name="scorer">The classifier.</param>
internal sealed class ClassifierRowMapper(DataViewSchema inputSchema, DataViewSchema outputSchema, IRowScorer scorer) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => outputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = dependingColumns.Select(column => column.Index < inputSchema.Count ? column.Index : inputSchema[scorer.Columns.Features].Index).ToHashSet();
        return inputSchema.Where(column => needed.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != inputSchema) throw new ArgumentException("The row is of another schema than the mapper's input.", nameof(input));
        return new Row(input, outputSchema, activeColumns.Select(column => column.Index).ToHashSet(), scorer);
    }

    private sealed class Row(DataViewRow input, DataViewSchema schema, HashSet<int> active, IRowScorer scorer) : DataViewRow
    {
        private readonly ScoredBatch single = new(scorer, capacity: 1);
        private Action? takeFeatures;

        public override DataViewSchema Schema => schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in the row.");
            if (column.Index < input.Schema.Count) return input.GetGetter<TValue>(input.Schema[column.Index]);
            takeFeatures ??= FeatureReader();
            var getter = column.Index == input.Schema.Count
                ? new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Current().CopyScore(0, ref value))
                : (Delegate)new ValueGetter<uint>((ref uint value) => value = Current().PredictedLabel(0));
            return ClassifierRows.Typed<TValue>(getter, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                single.Dispose();
                input.Dispose();
            }
            base.Dispose(disposing);
        }

        /// <summary>The row may have moved on since the last call, without telling: its pixels are looked at each time.</summary>
        private ScoredBatch Current()
        {
            takeFeatures!();
            return single;
        }

        private Action FeatureReader()
        {
            var getter = input.GetGetter<VBuffer<float>>(input.Schema[scorer.Columns.Features]);
            VBuffer<float> features = default;
            return () =>
            {
                getter(ref features);
                single.Set(features, input.Position);
            };
        }
    }
}
