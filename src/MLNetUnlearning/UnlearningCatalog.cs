using Microsoft.ML;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

/// <summary>Image classifiers that can forget: training, marking rows, evaluation. <c>mlContext.Unlearning()</c> gives it.</summary>
public sealed partial class UnlearningCatalog
{
    private readonly MLContext context;

    internal UnlearningCatalog(MLContext context) => this.context = context;

    /// <summary>A trainer of image classifiers, with the published recipe unless settings say otherwise.</summary>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of known size, plane after plane.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="network">The network; null: <see cref="KnownNetworks.ResNet18"/>.</param>
    /// <param name="featureShape">How the features form an image; null: told from the column's dimensions or, for a square image, its size;
    /// pixels of 0 to 255.</param>
    /// <param name="numberOfEpochs">Passes over the training rows; the learning rate falls tenfold after half and three quarters of
    /// them.</param>
    /// <param name="batchSize">Rows in a step.</param>
    /// <param name="learningRate">The learning rate at the start.</param>
    /// <param name="augment">Whether training rows are randomly cropped and flipped; without it a model memorises its rows faster.</param>
    /// <param name="seed">The seed of the run; null: it follows the context's.</param>
    /// <param name="progress">Receives every report of the run; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range; the message names all of them.</exception>
    public NeuralClassifierTrainer TrainClassifier(
        string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        NetworkArchitecture? network = null, FeatureShape? featureShape = null,
        int numberOfEpochs = 182, int batchSize = 256, double learningRate = 0.1, bool augment = true,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default) =>
        TrainClassifier(
            new TrainingRecipe { NumberOfEpochs = numberOfEpochs, BatchSize = batchSize, LearningRate = learningRate, Augmentation = augment ? new() : null },
            labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName, network, featureShape, seed, progress, cancellationToken);

    /// <summary>A trainer of image classifiers with a recipe that states every setting.</summary>
    /// <param name="recipe">How to train; the classifier remembers it.</param>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of known size, plane after plane.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="network">The network; null: <see cref="KnownNetworks.ResNet18"/>.</param>
    /// <param name="featureShape">How the features form an image; null: told from the column's dimensions or, for a square image, its size;
    /// pixels of 0 to 255.</param>
    /// <param name="seed">The seed of the run; null: it follows the context's.</param>
    /// <param name="progress">Receives every report of the run; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range; the message names all of them.</exception>
    public NeuralClassifierTrainer TrainClassifier(
        TrainingRecipe recipe, string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        NetworkArchitecture? network = null, FeatureShape? featureShape = null,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return new NeuralClassifierTrainer(
            context, new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName), network, featureShape, recipe,
            RunOptions.Of(context, "Training", seed, progress, cancellationToken));
    }

    /// <summary>An estimator that makes a sparse classifier of a trained one, when it is fitted on the rows that one was trained
    /// on.</summary>
    /// <remarks>The weights that are fixed at zero stay zero whatever is done to the classifier later: unlearning by any method,
    /// retraining, files, exports.
    /// <see cref="NeuralClassifier.Sparsity"/> tells their share.</remarks>
    /// <param name="classifier">The classifier; it stays as it is.</param>
    /// <param name="pruning">How to prune; null: 95 % of the weights, with rewinding.</param>
    /// <param name="labelColumnName">The label: a key with the values of the classifier's label, in any order.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>, as the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <param name="seed">The seed of the run; null: it follows the context's. The early weights come from the seed of the classifier's
    /// training.</param>
    /// <param name="progress">Receives every report of the run; <c>MLContext.Log</c> gets about one a second.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">Settings are out of range, the classifier is as sparse already, or its early weights cannot be
    /// made again; the message names all of it.</exception>
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

    /// <summary>Adds the Boolean column that marks the rows to forget.</summary>
    /// <param name="data">The training rows.</param>
    /// <param name="request">Which of them to forget.</param>
    /// <param name="labelColumnName">The label: a key, text or a number.</param>
    /// <param name="forgetColumnName">The new column. One of that name, from an earlier request, is hidden by it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label or id column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id is unknown, or no row would be forgotten.</exception>
    public IDataView MarkForgotten(IDataView data, ForgetRequest request, string labelColumnName = "Label", string forgetColumnName = "Forget")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(request);
        return ForgetColumn.Mark(data, request, labelColumnName, forgetColumnName);
    }

    /// <summary>Holds rows back from training: the unseen rows that unlearning compares with.</summary>
    /// <remarks>Drawn at random within each class; all copies of an image stay on one side.</remarks>
    /// <param name="data">Labelled images.</param>
    /// <param name="fraction">The share of each class to hold back.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="labelColumnName">The label: a key, text or a number.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>.</param>
    /// <returns>The rows to train on and the rows held back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1, or a column is missing or of another
    /// type.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be held back.</exception>
    public (IDataView Train, IDataView Unseen) HoldOut(
        IDataView data, double fraction = 0.1, int seed = 0, string labelColumnName = "Label", string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(data);
        return Data.HoldOut.Split(data, fraction, seed, new ClassifierColumns(labelColumnName, featureColumnName));
    }

    /// <summary>The first rows of every class, in the view's order.</summary>
    /// <param name="data">Labelled rows; only the label is read.</param>
    /// <param name="rowsPerClass">Rows of each class; of a smaller class, all of it.</param>
    /// <param name="labelColumnName">The label: a key, text or a number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or the column is missing or of another type.</exception>
    public IDataView TakeRowsPerClass(IDataView data, int rowsPerClass, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        return RowsPerClass.Take(data, rowsPerClass, labelColumnName);
    }

    /// <summary>Sets the process up for training on the CPU: as many threads as cores, and an allocator that keeps freed memory.</summary>
    /// <remarks>For programs, once, at their start: threads and memory are the process's business, so the library never does this by
    /// itself.</remarks>
    /// <param name="numberOfThreads">Threads of tensor operations; null: one for each core.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    public ProcessTuning TuneProcess(int? numberOfThreads = null) => ProcessTuning.Apply(numberOfThreads);
}
