using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Predicts for one object at a time; not for several threads at once.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable where TSrc : class where TDst : class, new()
{
    private readonly ITransformer _ownedTransformer;
    private bool _disposed;

    private protected PredictionEngineBase(
        ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition inputDefinition, DataViewSchema inputSchema,
        SchemaDefinition outputDefinition, bool ownsTransformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
            throw new InvalidOperationException("Must be a row to row mapper to create a prediction engine.");
        _ownedTransformer = ownsTransformer ? transformer : null;
        var definition = inputDefinition ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Read);
        Source = new ObjectRow<TSrc>(new ObjectColumns<TSrc>(definition, inputSchema is null ? null : Adopt(definition, inputSchema)));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(Source.Schema);
        OutputSchema = mapper.OutputSchema;
        var bound = RowFiller<TDst>.Bind(
            OutputSchema, outputDefinition ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Write), ignoreMissingColumns);
        Output = mapper.GetRow(Source, bound.Select(pair => pair.Source).ToList());
        Fill = RowFiller<TDst>.Create(Output, bound);
    }

    public DataViewSchema OutputSchema { get; }

    private protected ObjectRow<TSrc> Source { get; }

    private protected DataViewRow Output { get; }

    private protected Action<TDst> Fill { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Output.Dispose();
        (_ownedTransformer as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The object's members as columns of the types and with the annotations that a schema gives them.</summary>
    private static DataViewSchema Adopt(SchemaDefinition definition, DataViewSchema schema)
    {
        var builder = new DataViewSchema.Builder();
        foreach (SchemaDefinition.Column column in definition) {
            if (schema.GetColumnOrNull(column.ColumnName) is { } given && given.Type.RawType == column.ColumnType.RawType)
                builder.AddColumn(given.Name, column.ColumnType = given.Type, given.Annotations);
            else
                builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        }
        return builder.ToSchema();
    }
}

public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst> where TSrc : class where TDst : class, new()
{
    internal PredictionEngine(
        ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition inputDefinition, DataViewSchema inputSchema,
        SchemaDefinition outputDefinition, bool ownsTransformer)
        : base(transformer, ignoreMissingColumns, inputDefinition, inputSchema, outputDefinition, ownsTransformer)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        Source.Value = example;
        prediction ??= new TDst();
        Fill(prediction);
    }
}
