using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer of linear models that takes rows one after the other, and can go on from a model.</summary>
public abstract class OnlineLinearTrainer<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected OnlineLinearTrainer(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight)
        : base(host, feature, label, weight)
    {
    }

    public override TrainerInfo Info { get; } = new(normalization: true, caching: true);

    public TTransformer Fit(IDataView trainData, LinearModelParameters modelParameters)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        return Train(trainData, modelParameters);
    }
}
