using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>Rows with the answers of a sharded model, computed when a cursor asks for them.</summary>
internal sealed class ShardedRows(IDataView input, ShardedScoring scoring) : IDataView
{
    public DataViewSchema Schema => scoring.Output;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        return new Cursor(input.GetRowCursor(scoring.Needs(columns), rand), scoring, columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        return Array.ConvertAll(
            input.GetRowCursorSet(scoring.Needs(columns), n, rand), DataViewRowCursor (cursor) => new Cursor(cursor, scoring, columns));
    }

    private sealed class Cursor : WrappedCursor
    {
        private readonly ShardedScoring scoring;
        private readonly ShardedScoring.Reader reader;
        private readonly bool[] active;

        public Cursor(DataViewRowCursor input, ShardedScoring scoring, IEnumerable<DataViewSchema.Column> columns)
            : base(input, scoring.Output)
        {
            (this.scoring, active) = (scoring, scoring.Output.Active(columns));
            reader = scoring.Read(input, keepsAnswers: true);
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw SchemaErrors.Inactive(column);
            return column.Index < scoring.Input.Count ? base.GetGetter<TValue>(column) : reader.Getter<TValue>(column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) reader.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Gives the answers of a sharded model for one row at a time, for prediction engines.</summary>
internal sealed class ShardedRowMapper(ShardedScoring scoring) : IRowToRowMapper
{
    public DataViewSchema InputSchema => scoring.Input;

    public DataViewSchema OutputSchema => scoring.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        scoring.Needs(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Schema == scoring.Input
            ? new Row(input, scoring, activeColumns)
            : throw new ArgumentException("The row has another schema than the input of the mapper.", nameof(input));
    }

    private sealed class Row(DataViewRow input, ShardedScoring scoring, IEnumerable<DataViewSchema.Column> columns) : DataViewRow
    {
        // Nothing announces that the row has changed, so each getter computes.
        private readonly ShardedScoring.Reader reader = scoring.Read(input, keepsAnswers: false);
        private readonly bool[] active = scoring.Output.Active(columns);

        public override DataViewSchema Schema => scoring.Output;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column)) throw SchemaErrors.Inactive(column);
            return column.Index < scoring.Input.Count
                ? input.GetGetter<TValue>(scoring.Input[column.Index])
                : reader.Getter<TValue>(column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                reader.Dispose();
                input.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
