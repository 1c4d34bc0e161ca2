using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>An estimator that makes a sparse classifier of a trained one, when it is fitted on the rows that one was trained on.</summary>
    /// <remarks>The weights that are fixed at zero stay zero whatever is done to the classifier later: unlearning by any method, retraining, files, exports.
    /// <see cref="NeuralClassifier.Sparsity"/> tells their share.</remarks>
    /// <param name="classifier">The classifier; it stays as it is.</param>
    /// <param name="pruning">How to prune; null: 95 % of the weights, with rewinding.</param>
    /// <param name="labelColumnName">The label: a key with the values of the classifier's label, in any order.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>, as the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="seed">The seed of the run; null: it follows the context's. The early weights come from the seed of the classifier's training.</param>
    /// <param name="progress">Receives every report of the run; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range, the classifier is as sparse already, or its early weights cannot be made again; the message names all of it.</exception>
    /// <example><code>
    /// var sparse = pixels.Append(ml.Unlearning().Prune(original.LastTransformer)).Fit(train);
    /// </code></example>
    public PruningEstimator Prune(
        NeuralClassifier classifier, MagnitudePruning? pruning = null,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new PruningEstimator(
            context, classifier, pruning ?? new(), new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName),
            RunOptions.Of(context, "Pruning", seed, progress, cancellationToken));
    }
}
