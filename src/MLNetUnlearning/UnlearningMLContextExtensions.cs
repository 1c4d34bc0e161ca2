using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Microsoft.ML;

/// <summary>What machine unlearning adds to <see cref="MLContext"/>.</summary>
public static class UnlearningMLContextExtensions
{
    /// <summary>Image classifiers that can forget: training, marking rows, evaluation.</summary>
    /// <param name="context">The context whose seed, log and device are used.</param>
    public static UnlearningCatalog Unlearning(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new UnlearningCatalog(context);
    }

    /// <summary>An estimator, to be appended to a pipeline, that makes a classifier forget the rows marked in what it is fitted on.</summary>
    /// <param name="context">The context whose seed, log and device are used.</param>
    /// <param name="classifier">The classifier; it stays as it is.</param>
    /// <param name="method">How to unlearn; null: <see cref="AdversarialMinMax"/> with its defaults.</param>
    /// <param name="labelColumnName">The label: a key with the values of the classifier's label, in any order.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>, as the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="unseen">
    /// Rows that the classifier was never trained on, with the label and feature columns; rows scored by the classifier's pipeline will do. Some methods need them.
    /// </param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="dropOverlappingRows">Whether rows of <paramref name="unseen"/> that the classifier was trained on are left out; otherwise they are an error.</param>
    /// <param name="seed">The seed of the run; null: it follows the context's.</param>
    /// <param name="progress">Receives every report of the run; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range (the message names all of them), or the method needs unseen rows and has none.</exception>
    /// <example><code>
    /// var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("cat"));
    /// var model = pixels.Append(ml.Unlearn(original.LastTransformer, new AdversarialMinMax(), unseen: original.Transform(unseen))).Fit(marked);
    /// </code></example>
    public static UnlearningEstimator Unlearn(
        this MLContext context, NeuralClassifier classifier, UnlearningMethod? method = null,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        IDataView? unseen = null, string forgetColumnName = "Forget", bool dropOverlappingRows = false,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(classifier);
        return new UnlearningEstimator(
            context, classifier, method ?? new AdversarialMinMax(), new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName), forgetColumnName,
            new UnseenView(unseen, dropOverlappingRows), RunOptions.Of(context, "Unlearning", seed, progress, cancellationToken));
    }
}
