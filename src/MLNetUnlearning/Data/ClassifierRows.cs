using Microsoft.ML;

namespace MLNetUnlearning.Data;

/// <summary>Rows with the scores of a classifier, computed when they are asked for: the only code that turns tensors back into columns.</summary>
/// <param name="input">The rows.</param>
/// <param name="schema">Their columns, then Score, then PredictedLabel.</param>
/// <param name="scorer">The classifier.</param>
internal sealed class ClassifierRows(IDataView input, DataViewSchema schema, IRowScorer scorer) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = Active(columnsNeeded);
        return Wrap(input.GetRowCursor(InputColumns(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = Active(columnsNeeded);
        return Array.ConvertAll(input.GetRowCursorSet(InputColumns(active), n, rand), cursor => Wrap(cursor, active));
    }

    /// <summary>The getter as one of <typeparamref name="TValue"/>.</summary>
    /// <exception cref="InvalidOperationException">The column is of another type.</exception>
    internal static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}'; the column's type is '{column.Type.RawType}'.");

    /// <summary>Whether a cursor must compute anything.</summary>
    private bool Scores(bool[] active) => active[^1] || active[^2];

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active) =>
        Scores(active) ? new ClassifierCursor(cursor, schema, active, scorer) : new PassingCursor(cursor, schema, active);

    private bool[] Active(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded) active[column.Index] = true;
        return active;
    }

    private List<DataViewSchema.Column> InputColumns(bool[] active)
    {
        var features = input.Schema[scorer.Columns.Features].Index;
        return input.Schema.Where(column => active[column.Index] || (column.Index == features && Scores(active))).ToList();
    }

    /// <summary>Neither Score nor PredictedLabel is asked for: nothing is read ahead, nothing computed.</summary>
    private sealed class PassingCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active) : WrappedCursor(input, schema)
    {
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column)
            ? base.GetGetter<TValue>(column)
            : throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in the cursor.");
    }
}
