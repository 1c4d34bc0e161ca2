using MLNetUnlearning;
using MLNetUnlearning.Methods;
using static TorchSharp.torch;

namespace Microsoft.ML;

/// <summary>Machine unlearning on <see cref="MLContext"/>.</summary>
public static class UnlearningMLContextExtensions
{
    /// <summary>Everything of machine unlearning: training, marking, evaluating.</summary>
    /// <param name="mlContext">The context; its seed decides everything random.</param>
    public static UnlearningCatalog Unlearning(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new UnlearningCatalog(mlContext);
    }

    /// <summary>A stage that makes a classifier forget the marked rows of the view it is fitted on; for <c>.Append(...)</c>.</summary>
    /// <param name="mlContext">The context; its seed decides everything random.</param>
    /// <param name="classifier">The classifier; it stays as it is.</param>
    /// <param name="method">How to forget. Null: <see cref="AdversarialMinMax"/> with its defaults.</param>
    /// <param name="labelColumnName">The label: a key, matched with the classifier's classes by value.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single, C*H*W&gt;</c>, planar.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget (<see cref="UnlearningCatalog.MarkForgotten"/>).</param>
    /// <param name="validationSet">Rows that the classifier was never trained on, with label and features.</param>
    /// <param name="dropOverlappingRows">Whether rows of the validation set that were trained on are left out instead of refused.</param>
    /// <param name="device">Where to compute. Null: the CPU.</param>
    /// <param name="progress">Told of every step; <see cref="MLContext.Log"/> is told now and then.</param>
    /// <param name="cancellationToken">Ends fitting early.</param>
    /// <exception cref="ArgumentException">Settings of the method are out of their range; the message lists all of them.</exception>
    public static UnlearningEstimator Unlearn(
        this MLContext mlContext,
        ImageClassifier classifier,
        UnlearningMethod? method = null,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string forgetColumnName = "Forget",
        IDataView? validationSet = null,
        bool dropOverlappingRows = false,
        Device? device = null,
        IProgress<UnlearningProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(classifier);
        method ??= new AdversarialMinMax();
        Settings.RequireValid(method.Violations(), nameof(method));
        var settings = new UnlearningSettings(
            method, labelColumnName, featureColumnName, forgetColumnName, validationSet, dropOverlappingRows, device ?? CPU, progress, cancellationToken);
        return new UnlearningEstimator(mlContext, classifier, settings);
    }
}
