using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning;

/// <summary>Creates, evaluates and stores classifiers that can forget; <c>mlContext.Unlearning()</c> returns it.</summary>
public sealed partial class UnlearningCatalog
{
    private readonly MLContext context;

    internal UnlearningCatalog(MLContext context) => this.context = context;

    /// <summary>Creates a trainer of classifiers, of images or of vectors.</summary>
    /// <remarks>What is null is chosen from the rows when training begins (<see cref="TrainingRecipe.ChosenFor"/>), so that the defaults
    /// suit data of any size. The log says what was chosen; the classifier's history and recipe keep it.</remarks>
    /// <param name="labelColumnName">The label: a key or a Boolean.</param>
    /// <param name="featureColumnName">The features, <c>Vector&lt;Single&gt;</c> of known size: numbers, or pixels plane by plane.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: of the type of the label.</param>
    /// <param name="network">The network. Null: <see cref="KnownNetworks.ResNet18"/> for images, <see cref="KnownNetworks.Mlp"/> for
    /// vectors, wider where there are more rows. A wider one can learn more and takes longer.</param>
    /// <param name="featureShape">What the features are. Null: a column of three or two dimensions is an image of pixels of 0 to 255, and
    /// one of one dimension a vector of any numbers, unless <see cref="FeatureShape.Image"/> is stated.</param>
    /// <param name="numberOfEpochs">Passes over the training rows; null: chosen. More fits the rows more closely and takes longer.</param>
    /// <param name="numberOfSteps">Steps of training in place of passes; null: as many as the passes have.</param>
    /// <param name="batchSize">The number of rows in a step; null: chosen.</param>
    /// <param name="learningRate">The learning rate at its highest; null: 0.1.</param>
    /// <param name="augment">Whether images are randomly cropped and mirrored. Without it a model memorises its rows faster.</param>
    /// <param name="idColumnName">What tells rows apart besides their features, such as a person: a key, text or a number. Null: rows with
    /// equal features are equal rows. Unlearning and evaluation then need the column too; scoring does not.</param>
    /// <param name="fingerprintKey">The key of the fingerprints of training rows, if the program keeps keys itself. Null: the classifier
    /// makes a key, which <see cref="NeuralClassifier.Save(string)"/> writes beside the file.</param>
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
        int? numberOfEpochs = null, int? numberOfSteps = null, int? batchSize = null, double? learningRate = null,
        bool augment = true, string? idColumnName = null, FingerprintKey? fingerprintKey = null,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        bool returnBestOnCancel = false, CancellationToken cancellationToken = default) =>
        TrainClassifier(
            new TrainingRecipe
            {
                NumberOfSteps = numberOfSteps,
                NumberOfEpochs = numberOfEpochs,
                BatchSize = batchSize,
                LearningRate = learningRate,
                Augmentation = augment ? new() : null,
            },
            labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName,
            network, featureShape, idColumnName, fingerprintKey, seed, progress, checkpoint, returnBestOnCancel, cancellationToken);

    /// <summary>Creates a trainer of classifiers, of images or of vectors from a recipe.</summary>
    /// <param name="recipe">The recipe to train by. What it leaves open is chosen from the rows. The classifier remembers it whole.</param>
    /// <param name="labelColumnName">The label: a key or a Boolean.</param>
    /// <param name="featureColumnName">The features, <c>Vector&lt;Single&gt;</c> of known size: numbers, or pixels plane by plane.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: of the type of the label.</param>
    /// <param name="network">The network. Null: <see cref="KnownNetworks.ResNet18"/> for images, <see cref="KnownNetworks.Mlp"/> for
    /// vectors, wider where there are more rows. A wider one can learn more and takes longer.</param>
    /// <param name="featureShape">What the features are. Null: a column of three or two dimensions is an image of pixels of 0 to 255, and
    /// one of one dimension a vector of any numbers, unless <see cref="FeatureShape.Image"/> is stated.</param>
    /// <param name="idColumnName">What tells rows apart besides their features, such as a person: a key, text or a number. Null: rows with
    /// equal features are equal rows. Unlearning and evaluation then need the column too; scoring does not.</param>
    /// <param name="fingerprintKey">The key of the fingerprints of training rows, if the program keeps keys itself. Null: the classifier
    /// makes a key, which <see cref="NeuralClassifier.Save(string)"/> writes beside the file.</param>
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
        string? idColumnName = null, FingerprintKey? fingerprintKey = null,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        bool returnBestOnCancel = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var columns = new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName, idColumnName);
        return new NeuralClassifierTrainer(
            context, columns, network, featureShape, recipe, fingerprintKey,
            RunOptions.Of(context, "Training", seed, progress, cancellationToken, checkpoint), returnBestOnCancel);
    }

    /// <summary>Creates an estimator that makes a trained classifier sparse.
    /// Fit it on the rows that the classifier was trained on.</summary>
    /// <remarks>Weights that pruning sets to zero stay zero through everything later: unlearning by any method, retraining, files and
    /// exports. <see cref="NeuralClassifier.Sparsity"/> is their share.</remarks>
    /// <param name="classifier">The classifier; it is not changed.</param>
    /// <param name="pruning">How to prune; null: 95 % of the weights, with rewinding.</param>
    /// <param name="labelColumnName">The label: a key or a Boolean with the values of the classifier's label, in any order. For this and
    /// the next three columns, null stands for the classifier's own column.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c> of the kind that the classifier was trained on.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: of the type of the label.</param>
    /// <param name="refuseForgottenRows">True refuses rows that the classifier has forgotten. False leaves them out, and the log says how
    /// many.</param>
    /// <param name="allowUnknownHistory">True goes on where the classifier has forgotten rows and the key is missing that tells
    /// which.</param>
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
        bool refuseForgottenRows = false, bool allowUnknownHistory = false,
        int? seed = null, IProgress<UnlearningProgress>? progress = null, CheckpointSettings? checkpoint = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var columns = classifier.Columns.Or(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName);
        var rules = new RowRules(RefuseForgottenRows: refuseForgottenRows, AllowUnknownHistory: allowUnknownHistory);
        return new PruningEstimator(
            context, classifier, pruning ?? new(), columns, rules,
            RunOptions.Of(context, "Pruning", seed, progress, cancellationToken, checkpoint));
    }

    /// <summary>Marks the rows to forget, and returns the view with the marks.</summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>Forget</term><description>New: Boolean, true for the rows to forget.</description></item>
    /// <item><term>ForgetRequests</term><description>New: <c>Vector&lt;Boolean&gt;</c> with a slot for each request, so that evaluation
    /// reports each apart. Its name is that of the other column and "Requests".</description></item>
    /// </list>
    /// </remarks>
    /// <param name="data">The training rows.</param>
    /// <param name="request">The request that says which rows to forget. <see cref="ForgetRequest.All(ForgetRequest[])"/> joins
    /// several.</param>
    /// <param name="labelColumnName">The label: a key, Boolean, text or a number.</param>
    /// <param name="forgetColumnName">The name of the new column. It hides a
    /// column of the same name, such as one of an earlier request.</param>
    /// <param name="addToEarlierMarks">True keeps the marks that the view has already; random rows are then drawn from the others. False
    /// marks only the rows of this request.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id does not exist, or no row would be forgotten.</exception>
    public IDataView MarkForgotten(
        IDataView data, ForgetRequest request, string labelColumnName = "Label", string forgetColumnName = "Forget",
        bool addToEarlierMarks = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(request);
        return ForgetColumn.Mark(data, request, labelColumnName, forgetColumnName, addToEarlierMarks);
    }

    /// <summary>Admits rows again that a classifier has forgotten, because a person comes back. Nothing else makes a forgotten row count as
    /// retained.</summary>
    /// <remarks>The weights stay as they are: they know the rows no more than before. The next run that trains on a view with these rows
    /// learns them. The history says how many came back.</remarks>
    /// <param name="classifier">The classifier that has forgotten the rows; it is not changed.</param>
    /// <param name="rows">Exactly the rows that come back, with label, features and id as they were.</param>
    /// <returns>A new classifier with its own copy of the weights.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, some of them were not forgotten, or the key of the classifier's rows
    /// is missing.</exception>
    public NeuralClassifier Readmit(NeuralClassifier classifier, IDataView rows)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(rows);
        var remembered = classifier.Remembered;
        if (remembered.LacksKey) throw RowReport.Unknown(remembered);
        using var use = classifier.Use();
        var options = new RunOptions(classifier.History[^1].Seed, null, CancellationToken.None);
        using var fit = new ClassifierFit(context, "Readmitting", classifier.Columns, classifier.Shape, options, classifier.Labels);
        var read = fit.Read(rows);
        fit.Rows(read);
        return fit.Make(
            _ => classifier.CopyNetwork(fit.Device), classifier.Recipe, remembered.Readmitting(read), classifier.History, elapsed =>
                new ClassifierStep("readmit", "", options.Seed, read.Count, 0, elapsed, TimeSpan.Zero), notes: classifier.Notes);
    }

    /// <summary>Holds rows back from training, so that unlearning has unseen rows to compare with.</summary>
    /// <remarks>
    /// <para>Rows are drawn at random within each class. All copies of an image stay on one side, whatever their labels; shares are met as
    /// well as that allows. Raw rows can be split too, before a pipeline makes features of them: then only rows that are equal in all
    /// columns but the label count as copies, and the log says so. Two files with the same picture are not noticed.</para>
    /// <para>With a group column, such as a person, all rows of a group stay on one side. Groups are drawn at random from all classes, so
    /// the share of each class is met only roughly. A class never loses its last training row.</para>
    /// </remarks>
    /// <param name="data">Labelled rows.</param>
    /// <param name="fraction">The share to hold back, between 0 and 1: of each class, or of all rows where there are groups.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="labelColumnName">The label: a key, Boolean, text or a number.</param>
    /// <param name="featureColumnName">The column that tells images apart: pixels (<c>Vector&lt;Single&gt;</c>), the bytes of files
    /// (<c>Vector&lt;Byte&gt;</c>), or a path. Null: <c>Features</c> where the view has this column, otherwise all columns but the
    /// label.</param>
    /// <param name="groupColumnName">The column whose rows of one value stay together: text, a key or a number. Null: there is none. A row
    /// without a value is its own group.</param>
    /// <returns>The rows to train on and the rows held back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between
    /// 0 and 1, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row can be held back: each belongs to the last ones of a class.</exception>
    public (IDataView Train, IDataView Unseen) HoldOut(
        IDataView data, double fraction = 0.1, int seed = 0, string labelColumnName = "Label", string? featureColumnName = null,
        string? groupColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var usual = new ClassifierColumns().Features;
        if (featureColumnName is null && data.Schema.GetColumnOrNull(usual) is not null) featureColumnName = usual;
        using var channel = ((IHostEnvironment)context).Start("HoldOut");
        if (featureColumnName is null)
            channel.Info(
                MessageSensitivity.None,
                "There is no column '{0}' yet: only rows that are equal in all columns but the label are kept on one side as copies",
                usual);
        return Data.HoldOut.Split(data, fraction, seed, labelColumnName, featureColumnName, groupColumnName, channel);
    }

    /// <summary>Takes the first rows of every class, in the order of the view.</summary>
    /// <param name="data">Labelled rows; only the label is read.</param>
    /// <param name="rowsPerClass">Number of rows to take from each class; a smaller class is taken whole.</param>
    /// <param name="labelColumnName">The label: a key, Boolean, text or a number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or the column is missing or has the wrong type.</exception>
    public IDataView TakeRowsPerClass(IDataView data, int rowsPerClass, string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(data);
        return RowsPerClass.Take(data, rowsPerClass, labelColumnName);
    }

    /// <summary>Prepares the process for training on the CPU: it sets the number of threads and an allocator that keeps freed memory. On
    /// Linux libtorch writes errors only.</summary>
    /// <remarks>Call it once when a program starts. Threads, memory and the console belong to the process, so the library never does this
    /// by itself. <c>TORCH_CPP_LOG_LEVEL=WARNING</c> in the environment keeps libtorch's warnings.</remarks>
    /// <param name="numberOfThreads">The number of threads of tensor operations; null: one for each core.</param>
    /// <returns>The settings that now apply.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    public ProcessTuning TuneProcess(int? numberOfThreads = null) => ProcessTuning.Apply(numberOfThreads);
}
