using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using Microsoft.ML;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>Machine unlearning for ML.NET: <c>mlContext.Unlearning()</c>.</summary>
public sealed class UnlearningCatalog
{
    private readonly MLContext context;

    internal UnlearningCatalog(MLContext context) => this.context = context;

    /// <summary>A trainer of image classifiers, with the settings that are set most often.</summary>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single, C*H*W&gt;</c>, planar.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single, K&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted labels: a key with the label's values.</param>
    /// <param name="network">The architecture. Null: <see cref="KnownNetworks.ResNet18"/>, the one of the published tables.</param>
    /// <param name="imageShape">How the features form an image. Null: read off the column's type, pixels of 0 to 255.</param>
    /// <param name="numberOfEpochs">Passes over the rows. The rate falls to a tenth after half and three quarters of them.</param>
    /// <param name="batchSize">Rows in a step, 2 or more.</param>
    /// <param name="learningRate">The rate before it falls.</param>
    /// <param name="augmentation">Random crops and flips. Null: none.</param>
    /// <param name="progress">Told of every epoch; <see cref="MLContext.Log"/> is told now and then.</param>
    /// <param name="cancellationToken">Ends fitting early.</param>
    /// <exception cref="ArgumentException">Settings are out of their range; the message lists all of them.</exception>
    public ImageClassifierTrainer TrainClassifier(
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        NetworkArchitecture? network = null,
        ImageShape? imageShape = null,
        int numberOfEpochs = 182,
        int batchSize = 256,
        double learningRate = 0.1,
        Augmentation? augmentation = null,
        IProgress<UnlearningProgress>? progress = null,
        CancellationToken cancellationToken = default) => TrainClassifier(
            new TrainingRecipe { NumberOfEpochs = numberOfEpochs, BatchSize = batchSize, LearningRate = learningRate, Augmentation = augmentation },
            new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName),
            network, imageShape, null, progress, cancellationToken);

    /// <summary>A trainer of image classifiers, with every setting of the recipe.</summary>
    /// <param name="recipe">How to train; the default is the published pre-training.</param>
    /// <param name="columns">The names of the columns. Null: Label, Features, Score, PredictedLabel.</param>
    /// <param name="network">The architecture. Null: <see cref="KnownNetworks.ResNet18"/>.</param>
    /// <param name="imageShape">How the features form an image. Null: read off the column's type, pixels of 0 to 255.</param>
    /// <param name="device">Where to compute. Null: the CPU.</param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="cancellationToken">Ends fitting early.</param>
    /// <exception cref="ArgumentException">Settings are out of their range; the message lists all of them.</exception>
    public ImageClassifierTrainer TrainClassifier(
        TrainingRecipe recipe,
        ClassifierColumns? columns = null,
        NetworkArchitecture? network = null,
        ImageShape? imageShape = null,
        Device? device = null,
        IProgress<UnlearningProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        Settings.RequireValid(recipe.Violations(), nameof(recipe));
        return new ImageClassifierTrainer(context, new ClassifierSettings(
            columns ?? new ClassifierColumns(), network ?? KnownNetworks.ResNet18(), imageShape, recipe, device ?? CPU, progress, cancellationToken));
    }

    /// <summary>Adds the Boolean column that says which rows are to be forgotten.</summary>
    /// <param name="data">Training rows; only the label or id column is read.</param>
    /// <param name="request">Which rows: a class, a random share, or a list of ids.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <param name="forgetColumnName">The new column; one of that name from an earlier request is hidden by it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label or id column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id is unknown, or no row would be forgotten.</exception>
    public IDataView MarkForgotten(IDataView data, ForgetRequest request, string labelColumnName = "Label", string forgetColumnName = "Forget")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(request);
        return ForgetColumn.Mark(data, request, labelColumnName, forgetColumnName);
    }

    /// <summary>Holds rows back from training, to be the unseen rows: per class, at random, all copies of an image on one side.</summary>
    /// <param name="data">Labelled images.</param>
    /// <param name="fraction">The share of each class that is held back, between 0 and 1.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single, C*H*W&gt;</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1, or a column is missing or of another type.</exception>
    public (IDataView Train, IDataView Unseen) HoldOut(
        IDataView data, double fraction = 0.1, int seed = 0, string labelColumnName = "Label", string featureColumnName = "Features")
    {
        ArgumentNullException.ThrowIfNull(data);
        return Data.HoldOut.Split(data, fraction, seed, new ClassifierColumns(labelColumnName, featureColumnName));
    }

    /// <summary>The first rows of every class, in the view's order.</summary>
    /// <param name="data">Labelled rows; only the label is read.</param>
    /// <param name="rowsPerClass">Rows of each class; of a smaller class, all of it.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or the column is missing or of another type.</exception>
    public IDataView TakeRowsPerClass(IDataView data, int rowsPerClass, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        return RowsPerClass.Take(data, rowsPerClass, labelColumnName);
    }

    /// <summary>Marked, unseen and test rows as one view with a Subset column, to be scored and evaluated; where a class is forgotten, it leaves the test rows.</summary>
    /// <param name="marked">The training rows, with the forget column.</param>
    /// <param name="unseen">The rows held back, or null.</param>
    /// <param name="test">The test rows, or null.</param>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="forgetColumnName">The Boolean forget column of <paramref name="marked"/>.</param>
    /// <param name="subsetColumnName">The new column: a key with the values Retain, Forget, Unseen, Test.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type in one of the views.</exception>
    public IDataView Subsets(
        IDataView marked, IDataView? unseen = null, IDataView? test = null,
        string labelColumnName = "Label", string forgetColumnName = "Forget", string subsetColumnName = "Subset") =>
        Subset.Combine(marked, unseen, test, labelColumnName, forgetColumnName, subsetColumnName);

    /// <summary>Measures what was forgotten and what was kept, on a scored view with subsets.</summary>
    /// <param name="data">What <see cref="Subsets"/> gave, transformed by a classifier.</param>
    /// <param name="labelColumnName">The true label: a key.</param>
    /// <param name="scoreColumnName">The probabilities by class.</param>
    /// <param name="predictedLabelColumnName">The predicted label: a key.</param>
    /// <param name="subsetColumnName">The subset.</param>
    /// <param name="attacks">Membership inference attacks; the first gives MIA-Efficacy. Null: the published one, <see cref="KernelSvmAttack"/> on the confidence.</param>
    /// <param name="seed">The seed of the attacks' samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows to retain, to forget or to test.</exception>
    public UnlearningMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label", string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel",
        string subsetColumnName = "Subset", IReadOnlyList<MembershipAttack>? attacks = null, int seed = 0) =>
        UnlearningEvaluator.Evaluate(context, data, labelColumnName, scoreColumnName, predictedLabelColumnName, subsetColumnName, attacks, seed);

    /// <summary>Sets the threads of tensor operations to the number of cores, and the C library's allocator to keep freed memory.</summary>
    /// <remarks>For programs to call once at their start; the library never does it by itself. Training is up to twice as fast with it on Linux.</remarks>
    /// <returns>What was done.</returns>
    public ProcessTuning TuneProcess() => ProcessTuning.Apply();
}
