using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What the catalogs of tasks share: their trainers' environment, cross-validation.</summary>
public abstract class TrainCatalogBase
{
    private protected TrainCatalogBase(LocalEnvironment environment) => Environment = environment;

    internal LocalEnvironment Environment { get; }

    private protected IReadOnlyList<CrossValidationResult<TMetrics>> CrossValidate<TMetrics>(
        IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds, string labelColumnName, string samplingKeyColumnName, int? seed,
        Func<IDataView, TMetrics> evaluate)
        where TMetrics : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        if (string.IsNullOrEmpty(labelColumnName))
            throw new ArgumentOutOfRangeException(nameof(labelColumnName), $"{nameof(labelColumnName)} cannot be null or empty");
        var folds = new DataOperationsCatalog(Environment).CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed);
        var results = new CrossValidationResult<TMetrics>[numberOfFolds];
        for (int fold = 0; fold < numberOfFolds; fold++) {
            ITransformer model = estimator.Fit(folds[fold].TrainSet);
            IDataView scored = model.Transform(folds[fold].TestSet);
            results[fold] = new CrossValidationResult<TMetrics>(model, evaluate(scored), scored, fold);
        }
        return results;
    }

    public abstract class CatalogInstantiatorBase
    {
        private protected CatalogInstantiatorBase(IHostEnvironment environment) => Environment = environment;

        internal IHostEnvironment Environment { get; }
    }

    public sealed class CrossValidationResult<T> where T : class
    {
        public readonly ITransformer Model;
        public readonly T Metrics;
        public readonly IDataView ScoredHoldOutSet;
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scoredHoldOutSet, int fold)
        {
            (Model, Metrics, ScoredHoldOutSet, Fold) = (model, metrics, scoredHoldOutSet, fold);
        }
    }
}
