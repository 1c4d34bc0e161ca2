using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>Transformers one after another; the type says what the last one is.</summary>
public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, IDisposable, IChain
    where TLastTransformer : class, ITransformer
{
    public readonly TLastTransformer LastTransformer;
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;
    private bool _disposed;

    public TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(transformers);
        ArgumentNullException.ThrowIfNull(scopes);
        (_transformers, _scopes) = ([.. transformers], [.. scopes]);
        if (_transformers.Length != _scopes.Length)
            throw new ArgumentException("There must be as many scopes as transformers.", nameof(scopes));
        LastTransformer = _transformers.Length == 0 ? null : (TLastTransformer)_transformers[^1];
    }

    public TransformerChain(params ITransformer[] transformers)
        : this(transformers, transformers.Select(_ => TransformerScope.Everything))
    {
    }

    bool ITransformer.IsRowToRowMapper => _transformers.All(transformer => transformer.IsRowToRowMapper);

    IReadOnlyList<ITransformer> IChain.Transformers => _transformers;

    IReadOnlyList<TransformerScope> IChain.Scopes => _scopes;

    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TNewLast>(_transformers.Append(transformer), _scopes.Append(scope));
    }

    public IDataView Transform(IDataView input) => _transformers.Aggregate(
        input ?? throw new ArgumentNullException(nameof(input)), (view, transformer) => transformer.Transform(view));

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _transformers.Aggregate(
        inputSchema ?? throw new ArgumentNullException(nameof(inputSchema)), (schema, transformer) => transformer.GetOutputSchema(schema));

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!((ITransformer)this).IsRowToRowMapper)
            throw new InvalidOperationException("GetRowToRowMapper method called but IsRowToRowMapper is false.");
        var mappers = new List<IRowToRowMapper>();
        foreach (ITransformer transformer in _transformers) {
            mappers.Add(transformer.GetRowToRowMapper(inputSchema));
            inputSchema = mappers[^1].OutputSchema;
        }
        return new ChainMapper(inputSchema, mappers);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedTransformers.SaveChain(ctx, this);

    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (ITransformer transformer in _transformers)
            (transformer as IDisposable)?.Dispose();
    }
}

internal interface IChain
{
    IReadOnlyList<ITransformer> Transformers { get; }

    IReadOnlyList<TransformerScope> Scopes { get; }
}

/// <summary>Mappers one after another; with none, the row itself.</summary>
internal sealed class ChainMapper(DataViewSchema schema, IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => mappers.Count == 0 ? schema : mappers[0].InputSchema;

    public DataViewSchema OutputSchema => mappers.Count == 0 ? schema : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        var needed = new IEnumerable<DataViewSchema.Column>[mappers.Count];
        IEnumerable<DataViewSchema.Column> columns = activeColumns;
        for (int i = mappers.Count - 1; i >= 0; i--) {
            needed[i] = columns;
            columns = mappers[i].GetDependencies(columns).ToList();
        }
        for (int i = 0; i < mappers.Count; i++)
            input = mappers[i].GetRow(input, needed[i]);
        return input;
    }
}
