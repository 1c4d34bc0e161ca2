using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

/// <summary>Creates, evaluates and stores image classifiers that can forget; <c>mlContext.Unlearning()</c> returns it.</summary>
public sealed partial class UnlearningCatalog
{
    private readonly MLContext context;

    internal UnlearningCatalog(MLContext context) => this.context = context;

    /// <summary>Creates a trainer of image classifiers, with the published recipe unless settings say otherwise.</summary>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of known size, one color plane after the other.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="network">The network; null: <see cref="KnownNetworks.ResNet18"/>.</param>
    /// <param name="featureShape">How the features form an image. Null: taken from the column's dimensions or, for a square image, from its
    /// size, with pixels of 0 to 255.</param>
    /// <param name="numberOfEpochs">Passes over the training rows. The learning rate
    /// falls to a tenth after half of them and again after three quarters.</param>
    /// <param name="batchSize">The number of rows in a step.</param>
    /// <param name="learningRate">The learning rate at the start.</param>
    /// <param name="augment">Whether training rows are randomly cropped and mirrored. Without it a model memorises its rows faster.</param>
    /// <param name="seed">The seed of the run; null: that of the checkpoint, if there is one, or else taken from the context.</param>
    /// <param name="progress">Receives every progress report of the run. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="checkpoint">A folder that keeps the state of the run, so that the same run can go on after the process was killed or
    /// the run was cancelled. Null: no state is kept.</param>
    /// <param name="returnBestOnCancel">Whether a cancelled training returns the weights after the epoch with the lowest mean loss, if an
    /// epoch has ended. The history says so. False throws <see cref="OperationCanceledException"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range; the message names each of them.</exception>
    public NeuralClassifierTrainer TrainClassifier(
        string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        NetworkArchitecture? network = null, FeatureShape? featureShape = null,
        int numberOfEpochs = 182, int batchSize = 256, double learningRate = 0.1, bool augment = true,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        bool returnBestOnCancel = false, CancellationToken cancellationToken = default) =>
        TrainClassifier(
            new TrainingRecipe
            {
                NumberOfEpochs = numberOfEpochs,
                BatchSize = batchSize,
                LearningRate = learningRate,
                Augmentation = augment ? new() : null,
            },
            labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName,
            network, featureShape, seed, progress, checkpoint, returnBestOnCancel, cancellationToken);

    /// <summary>Creates a trainer of image classifiers from a recipe that states every setting.</summary>
    /// <param name="recipe">The recipe to train by; the classifier remembers it.</param>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of known size, one color plane after the other.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="network">The network; null: <see cref="KnownNetworks.ResNet18"/>.</param>
    /// <param name="featureShape">How the features form an image. Null: taken from the column's dimensions or, for a square image, from its
    /// size, with pixels of 0 to 255.</param>
    /// <param name="seed">The seed of the run; null: that of the checkpoint, if there is one, or else taken from the context.</param>
    /// <param name="progress">Receives every progress report of the run. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="checkpoint">A folder that keeps the state of the run, so that the same run can go on after the process was killed or
    /// the run was cancelled. Null: no state is kept.</param>
    /// <param name="returnBestOnCancel">Whether a cancelled training returns the weights after the epoch with the lowest mean loss, if an
    /// epoch has ended. The history says so. False throws <see cref="OperationCanceledException"/>.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range; the message names each of them.</exception>
    public NeuralClassifierTrainer TrainClassifier(
        TrainingRecipe recipe, string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        NetworkArchitecture? network = null, FeatureShape? featureShape = null,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        bool returnBestOnCancel = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var columns = new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName);
        return new NeuralClassifierTrainer(
            context, columns, network, featureShape, recipe,
            RunOptions.Of(context, "Training", seed, progress, cancellationToken, checkpoint), returnBestOnCancel);
    }

    /// <summary>Creates an estimator that makes a trained classifier sparse.
    /// Fit it on the rows that the classifier was trained on.</summary>
    /// <remarks>Weights that pruning sets to zero stay zero through everything later: unlearning by any method, retraining, files and
    /// exports. <see cref="NeuralClassifier.Sparsity"/> is their share.</remarks>
    /// <param name="classifier">The classifier; it is not changed.</param>
    /// <param name="pruning">How to prune; null: 95 % of the weights, with rewinding.</param>
    /// <param name="labelColumnName">The label: a key with the values of the classifier's label, in any order. For this and the next three
    /// columns, null stands for the classifier's own column.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of the kind that the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="seed">The seed of the run; null: that of the checkpoint, if there is one, or else taken from the context. The
    /// early weights use the seed of the classifier's training.</param>
    /// <param name="progress">Receives every progress report of the run. <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="checkpoint">A folder that keeps the state of the run, so that the same run can go on after the process was killed or
    /// the run was cancelled. Null: no state is kept.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range, the classifier is already as sparse, or its early weights cannot be
    /// made again. The message names every violation.</exception>
    /// <example><code>
    /// var sparse = pixels.Append(ml.Unlearning().Prune(original.LastTransformer)).Fit(train);
    /// </code></example>
    public PruningEstimator Prune(
        NeuralClassifier classifier, MagnitudePruning? pruning = null,
        string? labelColumnName = null, string? featureColumnName = null,
        string? scoreColumnName = null, string? predictedLabelColumnName = null,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var columns = classifier.Columns.Or(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName);
        return new PruningEstimator(
            context, classifier, pruning ?? new(), columns,
            RunOptions.Of(context, "Pruning", seed, progress, cancellationToken, checkpoint));
    }

    /// <summary>Adds the Boolean column that marks the rows to forget, and returns the view with it.</summary>
    /// <param name="data">The training rows.</param>
    /// <param name="request">The request that says which rows to forget.</param>
    /// <param name="labelColumnName">The label: a key, text or a number.</param>
    /// <param name="forgetColumnName">The name of the new column. It hides a
    /// column of the same name, such as one of an earlier request.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label or id column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id does not exist, or no row would be forgotten.</exception>
    public IDataView MarkForgotten(
        IDataView data, ForgetRequest request, string labelColumnName = "Label", string forgetColumnName = "Forget")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(request);
        return ForgetColumn.Mark(data, request, labelColumnName, forgetColumnName);
    }

    /// <summary>Holds rows back from training, so that unlearning has unseen rows to compare with.</summary>
    /// <remarks>Rows are drawn at random within each class. All copies of an image stay on the same side.</remarks>
    /// <param name="data">Labelled images.</param>
    /// <param name="fraction">The share of each class to hold back, between 0 and 1.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="labelColumnName">The label: a key, text or a number.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>.</param>
    /// <returns>The rows to train on and the rows held back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between
    /// 0 and 1, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row can be held back.</exception>
    public (IDataView Train, IDataView Unseen) HoldOut(
        IDataView data, double fraction = 0.1, int seed = 0, string labelColumnName = "Label", string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(data);
        return Data.HoldOut.Split(data, fraction, seed, new ClassifierColumns(labelColumnName, featureColumnName));
    }

    /// <summary>Takes the first rows of every class, in the order of the view.</summary>
    /// <param name="data">Labelled rows; only the label is read.</param>
    /// <param name="rowsPerClass">Number of rows to take from each class; a smaller class is taken whole.</param>
    /// <param name="labelColumnName">The label: a key, text or a number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or the column is missing or has the wrong type.</exception>
    public IDataView TakeRowsPerClass(IDataView data, int rowsPerClass, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        return RowsPerClass.Take(data, rowsPerClass, labelColumnName);
    }

    /// <summary>Prepares the process for training on the CPU: it sets the
    /// number of threads and an allocator that keeps freed memory.</summary>
    /// <remarks>Call it once when a program starts. Threads and memory belong
    /// to the process, so the library never does this by itself.</remarks>
    /// <param name="numberOfThreads">The number of threads of tensor operations; null: one for each core.</param>
    /// <returns>The settings that now apply.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    public ProcessTuning TuneProcess(int? numberOfThreads = null) => ProcessTuning.Apply(numberOfThreads);
}
