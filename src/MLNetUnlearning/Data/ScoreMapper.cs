using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Computes probabilities for pixels: rows of C*H*W values in, rows of K values out.</summary>
internal delegate float[] ScoreBatch(float[] pixels, int numberOfRows);

/// <summary>What a classifier adds to a schema, and which input columns that needs.</summary>
internal sealed class ScoreMapper : IRowToRowMapper
{
    public ScoreMapper(DataViewSchema inputSchema, DataViewSchema.Column features, DataViewSchema.DetachedColumn score, DataViewSchema.DetachedColumn predictedLabel, ScoreBatch compute)
    {
        (InputSchema, Features, Compute) = (inputSchema, features, compute);
        NumberOfClasses = ((VectorDataViewType)score.Type).Size;
        NumberOfPixels = ((VectorDataViewType)features.Type).Size;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns([score, predictedLabel]);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public DataViewSchema.Column Features { get; }

    public ScoreBatch Compute { get; }

    public int NumberOfClasses { get; }

    public int NumberOfPixels { get; }

    public int ScoreIndex => InputSchema.Count;

    public bool IsPassedOn(DataViewSchema.Column column) => column.Index < InputSchema.Count;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        List<DataViewSchema.Column> columns = [.. dependingColumns];
        var needed = PassedOn(columns).ToHashSet();
        if (columns.Any(column => !IsPassedOn(column))) needed.Add(Features.Index);
        return needed.Order().Select(index => InputSchema[index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema) throw new ArgumentException("The row is of another schema than the mapper.", nameof(input));
        return new ScoredRow(this, input, activeColumns);
    }

    public IEnumerable<int> PassedOn(IEnumerable<DataViewSchema.Column> columns) => columns.Where(IsPassedOn).Select(column => column.Index);

    /// <summary>The getter of Score or PredictedLabel, given what brings the current row's probabilities.</summary>
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, Func<ReadOnlyMemory<float>> probabilities)
    {
        Delegate getter = column.Index == ScoreIndex ? ScoreGetter(probabilities) : PredictedLabelGetter(probabilities);
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}'; the column's type is '{column.Type.RawType}'.");
    }

    private static ValueGetter<VBuffer<float>> ScoreGetter(Func<ReadOnlyMemory<float>> probabilities) => (ref VBuffer<float> value) =>
    {
        var row = probabilities().Span;
        var editor = VBufferEditor.Create(ref value, row.Length);
        row.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private static ValueGetter<uint> PredictedLabelGetter(Func<ReadOnlyMemory<float>> probabilities) => (ref uint value) =>
    {
        var row = probabilities().Span;
        var best = 0;
        for (var k = 1; k < row.Length; k++)
            if (row[k] > row[best]) best = k;
        value = KeyIndex.ToKey(best);
    };
}
