using MLNetUnlearning;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Scoring;

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

    /// <summary>An estimator, to be appended to a pipeline, that makes a classifier forget the rows marked in what it is fitted
    /// on.</summary>
    /// <param name="context">The context whose seed, log and device are used.</param>
    /// <param name="model">A classifier, or a model with one classifier in it: a fitted pipeline, also one that ends in
    /// <c>MapKeyToValue</c>, or what <c>Model.Load</c> gives
    /// back. It stays as it is.</param>
    /// <param name="method">How to unlearn; null: <see cref="AdversarialMinMax"/> with its defaults.</param>
    /// <param name="labelColumnName">The label: a key with the values of the classifier's label, in any order. Null for this and the next
    /// three: the classifier's own column.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>, as the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="unseen">
    /// Rows that the classifier was never trained on. Where they lack the label and feature columns they go through what stands before the
    /// classifier in
    /// <paramref name="model"/>. Some methods need them.
    /// </param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="dropOverlappingRows">Whether rows of <paramref name="unseen"/> that the classifier was trained on are left out;
    /// otherwise they are an error.</param>
    /// <param name="seed">The seed of the run; null: it follows the context's.</param>
    /// <param name="progress">Receives every report of the run; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range (the message names all of them), or the method needs unseen rows and
    /// has none.</exception>
    /// <exception cref="InvalidOperationException">The model holds no classifier, or more than one.</exception>
    /// <exception cref="ModelFileException">A classifier in a loaded model is damaged.</exception>
    /// <example><code>
    /// var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("cat"));
    /// var model = pixels.Append(ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen)).Fit(marked);
    /// </code></example>
    public static UnlearningEstimator Unlearn(
        this MLContext context, ITransformer model, UnlearningMethod? method = null,
        string? labelColumnName = null, string? featureColumnName = null, string? scoreColumnName = null, string? predictedLabelColumnName = null,
        IDataView? unseen = null, string forgetColumnName = "Forget", bool dropOverlappingRows = false,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        var restored = context.Unlearning().Restore(model);
        var classifier = context.Unlearning().FindClassifier(restored);
        var own = classifier.Columns;
        var columns = new ClassifierColumns(
            labelColumnName ?? own.Label, featureColumnName ?? own.Features, scoreColumnName ?? own.Score, predictedLabelColumnName ?? own.PredictedLabel);
        return new UnlearningEstimator(
            context, classifier, method ?? new AdversarialMinMax(), columns, forgetColumnName,
            unseen is null ? null : () => ClassifierChains.Prepared(restored, unseen, columns), dropOverlappingRows,
            RunOptions.Of(context, "Unlearning", seed, progress, cancellationToken));
    }
}
