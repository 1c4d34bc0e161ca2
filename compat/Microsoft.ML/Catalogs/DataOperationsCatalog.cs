using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loads, filters, splits, caches.</summary>
public sealed class DataOperationsCatalog
{
    internal DataOperationsCatalog(LocalEnvironment environment) => Environment = environment;

    internal LocalEnvironment Environment { get; }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, new ObjectColumns<TRow>(schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read)));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null) where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        var definition = schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write);
        var bound = RowFiller<TRow>.Bind(data.Schema, definition, ignoreMissingColumns);
        return Enumerate<TRow>(data, bound, reuseRowObject);
    }

    public IDataView FilterRowsByColumn(
        IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        if (lowerBound > upperBound)
            throw new ArgumentOutOfRangeException(nameof(lowerBound), "Must be less than or equal to upperBound");
        return RowFilters.Range(input, Find(input, columnName), lowerBound, upperBound);
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(columns);
        return RowFilters.WithoutMissing(input, [.. columns.Select(name => Find(input, name))]);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (count <= 0)
            throw new ArgumentOutOfRangeException(nameof(count), "Must be greater than zero.");
        return RowFilters.Take(input, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (count <= 0)
            throw new ArgumentOutOfRangeException(nameof(count), "Must be greater than zero.");
        return RowFilters.Skip(input, count);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (shufflePoolSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(shufflePoolSize), "Must be positive");
        return new ShuffledView(input, seed ?? SeedOf("Shuffle"), shufflePoolSize, shuffleSource);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        var cached = new CachedView(input);
        if (columnsToPrefetch is { Length: > 0 })
            cached.Fill(columnsToPrefetch.Select(name => Find(input, name)));
        return cached;
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), "Must be between 0 and 1 exclusive");
        return Split(data, 0, testFraction, samplingKeyColumnName, seed ?? SeedOf("TrainTestSplit"));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (numberOfFolds <= 1)
            throw new ArgumentOutOfRangeException(nameof(numberOfFolds), "Must be more than 1");
        int drawn = seed ?? SeedOf("CrossValidationSplit");
        return [.. Enumerable.Range(0, numberOfFolds).Select(
            fold => Split(data, fold / (double)numberOfFolds, (fold + 1) / (double)numberOfFolds, samplingKeyColumnName, drawn))];
    }

    private int SeedOf(string component) => ((IHostEnvironment)Environment).Register(component).Rand.Next();

    private static TrainTestData Split(IDataView data, double lower, double upper, string samplingKey, int seed)
    {
        DataViewSchema.Column? column = samplingKey is null ? null : data.Schema.GetColumnOrNull(samplingKey)
            ?? throw new ArgumentOutOfRangeException("samplingKeyColumn", $"Could not find SamplingKeyColumn column '{samplingKey}'");
        return new TrainTestData(
            RowFilters.Share(data, lower, upper, inside: false, seed, column), RowFilters.Share(data, lower, upper, inside: true, seed, column));
    }

    private static DataViewSchema.Column Find(IDataView data, string name) => data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(data), $"Could not find input column '{name}'");

    private static IEnumerable<TRow> Enumerate<TRow>(
        IDataView data, List<(SchemaDefinition.Column Member, DataViewSchema.Column Source)> bound, bool reuse) where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(bound.Select(pair => pair.Source));
        Action<TRow> fill = RowFiller<TRow>.Create(cursor, bound);
        TRow row = null;
        while (cursor.MoveNext()) {
            row = reuse && row is not null ? row : new TRow();
            fill(row);
            yield return row;
        }
    }

    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet) => (TrainSet, TestSet) = (trainSet, testSet);
    }
}
