using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer of models that score one vector of features.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;
    public readonly SchemaShape.Column LabelColumn;
    public readonly SchemaShape.Column WeightColumn;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight)
    {
        Host = host;
        (FeatureColumn, LabelColumn, WeightColumn) = (feature, label, weight);
    }

    public abstract TrainerInfo Info { get; }

    private protected IHost Host { get; }

    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, null);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckInputs(inputSchema);
        var shape = new ShapeBuilder(inputSchema);
        foreach (SchemaShape.Column column in OutputColumns())
            shape.Set(column);
        return shape.ToShape();
    }

    private protected abstract IEnumerable<SchemaShape.Column> OutputColumns();

    private protected abstract TTransformer Train(IDataView input, LinearModelParameters start);

    private protected void CheckInputs(SchemaShape schema)
    {
        CheckInput(schema, FeatureColumn, "feature");
        CheckInput(schema, LabelColumn, "label");
        if (WeightColumn.Name is not null)
            CheckInput(schema, WeightColumn, "weight");
    }

    private static void CheckInput(SchemaShape schema, SchemaShape.Column wanted, string role)
    {
        SchemaShape.Column found = SchemaErrors.Find(schema, wanted.Name, role);
        if (!wanted.IsCompatibleWith(found))
            throw SchemaErrors.Mismatch("inputSchema", role, wanted.Name, wanted.GetTypeString(), found.GetTypeString());
    }
}
