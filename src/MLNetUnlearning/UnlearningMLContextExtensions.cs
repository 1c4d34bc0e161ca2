using MLNetUnlearning;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Scoring;

namespace Microsoft.ML;

/// <summary>Adds machine unlearning to <see cref="MLContext"/>.</summary>
public static class UnlearningMLContextExtensions
{
    /// <summary>Gives access to training, marking, unlearning and evaluation of classifiers.</summary>
    /// <param name="context">The context that gives the seed, the log and the device.</param>
    public static UnlearningCatalog Unlearning(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new UnlearningCatalog(context);
    }

    /// <summary>Creates an estimator that makes a classifier forget the marked
    /// rows of the data it is fitted on. Append it to a pipeline.</summary>
    /// <param name="context">The context that gives the seed, the log and the device.</param>
    /// <param name="model">A classifier, or a model that contains exactly one: a fitted pipeline, also one that ends in
    /// <c>MapKeyToValue</c>, or the result of <c>Model.Load</c>. It is not changed.</param>
    /// <param name="method">The method; null: <see cref="Recommended"/>, which chooses one.</param>
    /// <param name="labelColumnName">The label: a key or a Boolean with the values of the classifier's label, in any order. For this and
    /// the next three columns, null stands for the classifier's own column.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of the kind that the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: of the type of the label.</param>
    /// <param name="unseen">Rows that the classifier was never trained on. Some methods need them. Give them
    /// in the form that <paramref name="model"/> takes: they pass through its steps before the classifier. Rows that have passed through
    /// them, and that they cannot take again, are taken as they are.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="dropOverlappingRows">True leaves out rows of <paramref name="unseen"/> that the classifier was trained on, and marked
    /// rows that it was not trained on; the log says how many. False makes them an error.</param>
    /// <param name="refuseForgottenRows">True refuses unmarked rows that the classifier has forgotten before. False leaves them out of the
    /// retained rows, and the log says how many.</param>
    /// <param name="fingerprintKey">The key of the classifier's rows, where it does not lie beside the file. A model of <c>Model.Load</c>
    /// needs it to know its rows.</param>
    /// <param name="allowUnknownHistory">True goes on where the classifier has forgotten rows and the key is missing that tells which: no
    /// row of the view is then taken for a forgotten one, and the new classifier remembers the rows from here on.</param>
    /// <param name="maximumRetainAccuracyLoss">The most accuracy that the run may cost on retained rows, in points: 15 is from 95 to 80 %.
    /// A result that costs more is refused: <c>Fit</c> throws <see cref="UnlearningException"/>.
    /// <see cref="double.PositiveInfinity"/> accepts any loss. A classifier that lost more than 15 is then marked:
    /// <see cref="ClassifierStep.RetainAccuracyLost"/>. Lower is stricter; 0 allows no loss at all.</param>
    /// <param name="seed">The seed of the run; null: that of the checkpoint, if there is one, or else taken from the context.</param>
    /// <param name="progress">Receives every progress report of the run. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="checkpoint">A folder that keeps the state of the run, so that the same run can go on after the process was killed or
    /// the run was cancelled. Null: no state is kept.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range, or the method
    /// needs unseen rows and has none. The message names every violation. Or the unseen rows do not pass through the model's
    /// steps.</exception>
    /// <exception cref="InvalidOperationException">The model holds no classifier or more than one.</exception>
    /// <exception cref="ArgumentException">The key is that of other rows.</exception>
    /// <exception cref="ModelFileException">A classifier in a loaded model is damaged.</exception>
    /// <example><code>
    /// var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("cat"));
    /// var model = pixels.Append(ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen)).Fit(marked);
    /// </code></example>
    public static UnlearningEstimator Unlearn(
        this MLContext context, ITransformer model, UnlearningMethod? method = null,
        string? labelColumnName = null, string? featureColumnName = null,
        string? scoreColumnName = null, string? predictedLabelColumnName = null,
        IDataView? unseen = null, string forgetColumnName = "Forget", bool dropOverlappingRows = false,
        bool refuseForgottenRows = false, FingerprintKey? fingerprintKey = null, bool allowUnknownHistory = false,
        double maximumRetainAccuracyLoss = SelfJudgement.LargestLoss,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        var restored = context.Unlearning().Restore(model, fingerprintKey);
        var classifier = context.Unlearning().FindClassifier(restored);
        var columns = classifier.Columns.Or(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName);
        return new UnlearningEstimator(
            context, classifier, method ?? new Recommended(), columns, forgetColumnName,
            unseen is null ? null : () => ClassifierChains.Prepared(restored, unseen, columns),
            new RowRules(dropOverlappingRows, refuseForgottenRows, allowUnknownHistory),
            RunOptions.Of(context, "Unlearning", seed, progress, cancellationToken, checkpoint),
            maximumRetainAccuracyLoss);
    }

    /// <summary>Creates an estimator that makes a sharded model forget the marked rows exactly. Fit it on all rows that the model was
    /// fitted on, with the marked ones among them.</summary>
    /// <remarks>It fits the shards again that hold marked rows, on what remains, and no other.</remarks>
    /// <param name="context">The context that gives the log and the device.</param>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="estimator">Makes the estimator of a shard, as at the first fit. A model in memory has it; a file does not, since it is
    /// code.</param>
    /// <param name="forgetColumnName">The Boolean column that marks the rows to forget.</param>
    /// <param name="checkEstimator">Whether an estimator that is given here is checked: the smallest shard that is to be fitted again is
    /// first fitted with all rows that it had, and has to give the scores of the model to the bit. False saves this fit.</param>
    /// <param name="numberOfThreads">How many shards are fitted at a time, at most; at least 1. It changes no result.</param>
    /// <param name="progress">Receives a report for each fitted shard. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range; the message names each of them.</exception>
    /// <exception cref="InvalidOperationException">The model comes from a file, and its estimator or its key is missing.</exception>
    /// <example><code>
    /// var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows("Id", ["17", "42"]));
    /// var without = ml.Unlearn(model).Fit(marked);
    /// </code></example>
    public static ShardedUnlearningEstimator Unlearn(
        this MLContext context, ShardedModel model, Func<MLContext, IEstimator<ITransformer>>? estimator = null,
        string forgetColumnName = "Forget", bool checkEstimator = true, int numberOfThreads = 1,
        IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(forgetColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfThreads, 1);
        model.ThrowIfDisposed();
        if (model.FingerprintKey is null)
            throw new InvalidOperationException(
                $"Key {model.State.KeyIdentity} is not at hand: without it nobody knows which rows are in which shard. Pass it to "
                + "LoadSharded or FindSharded as fingerprintKey.");
        if (estimator is null && model.State.Estimator is null)
            throw new InvalidOperationException(
                "The model comes from a file, which holds no code: pass the function that made its estimator, "
                + "ml.Unlearn(model, context => ..).");
        var options = new RunOptions(model.Seed, progress, cancellationToken);
        return new ShardedUnlearningEstimator(
            context, model, estimator, forgetColumnName, checkEstimator,
            UnlearningCatalog.ShardFitOf(context, options, numberOfThreads));
    }
}
