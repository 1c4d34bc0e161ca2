using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Scoring;

/// <summary>Scores one row at a time with one forward pass each, for prediction engines. The output has the columns of the input, then
/// Score, then PredictedLabel.</summary>
internal sealed class ClassifierRowMapper(
    DataViewSchema inputSchema, DataViewSchema outputSchema, ClassifierColumns columns, InferencePass pass) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => outputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var features = inputSchema[columns.Features].Index;
        var needed = dependingColumns.Select(column => column.Index < inputSchema.Count ? column.Index : features).ToHashSet();
        return inputSchema.Where(column => needed.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Schema == inputSchema
            ? new Row(input, outputSchema, activeColumns.Select(column => column.Index).ToHashSet(), columns.Features, pass)
            : throw new ArgumentException("The row has another schema than the input of the mapper.", nameof(input));
    }

    private sealed class Row(
        DataViewRow input, DataViewSchema schema, HashSet<int> active, string featureColumnName, InferencePass pass) : DataViewRow
    {
        private readonly InferenceBatch single = new(pass, capacity: 1);
        private readonly float[] features = new float[pass.Shape.Size];
        private Action? takeFeatures;

        public override DataViewSchema Schema => schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw SchemaErrors.Inactive(column);
            if (column.Index < input.Schema.Count) return input.GetGetter<TValue>(input.Schema[column.Index]);
            takeFeatures ??= FeatureReader();
            var getter = ScoreColumns.Getter(isScore: column.Index == input.Schema.Count, column.Type.RawType, Current, static () => 0);
            return getter as ValueGetter<TValue> ?? throw SchemaErrors.WrongGetter<TValue>(column);
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

        /// <summary>The row may have changed since the last call, and nothing announces that. So its pixels are read each time.</summary>
        private InferenceBatch Current()
        {
            takeFeatures!();
            return single;
        }

        private Action FeatureReader()
        {
            var getter = input.GetGetter<VBuffer<float>>(input.Schema[featureColumnName]);
            VBuffer<float> stated = default;
            return () =>
            {
                getter(ref stated);
                UnitPixels.Read(stated, pass.Shape, input.Position, features);
                single.Set(features);
            };
        }
    }
}
