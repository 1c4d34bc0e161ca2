using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>Scores rows by a model.</summary>
public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>, IDisposable
    where TModel : class
{
    internal PredictionTransformerBase(TModel model) => Model = model;

    public TModel Model { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, CreateMapper(input.Schema));
    }

    public void Dispose() => (Model as IDisposable)?.Dispose();

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return CreateMapper(inputSchema);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SavedTransformers.Save(ctx, this, Write);

    internal abstract RowMapper CreateMapper(DataViewSchema inputSchema);

    private protected abstract void Write(BinaryWriter writer);
}

/// <summary>Scores one vector of features.</summary>
public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    internal SingleFeaturePredictionTransformerBase(TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(model) => (FeatureColumnName, FeatureColumnType) = (featureColumnName, featureColumnType);

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return CreateMapper(inputSchema).OutputSchema;
    }

    // Not abstract, as in ML.NET, where nothing abstract is left for those who derive: each kind of prediction says its own.
    internal override RowMapper CreateMapper(DataViewSchema inputSchema) => throw new NotSupportedException($"{GetType()} has no mapper.");

    private protected override void Write(BinaryWriter writer) => throw new NotSupportedException($"{GetType()} cannot be saved.");

    private protected DataViewSchema.Column FindFeatures(DataViewSchema schema)
    {
        DataViewSchema.Column features = SchemaErrors.Find(schema, FeatureColumnName, "feature");
        return features.Type.Equals(FeatureColumnType)
            ? features
            : throw SchemaErrors.Mismatch("inputSchema", "feature", FeatureColumnName, FeatureColumnType.ToString(), features.Type.ToString());
    }
}
