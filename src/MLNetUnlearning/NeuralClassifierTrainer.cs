using MLNetUnlearning.Data;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Trains a <see cref="NeuralClassifier"/>: a convolutional network, by stochastic gradient descent with cross-entropy.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a key with at least two values, which are text or numbers.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c> of known size with the pixels, one color plane after the
/// other.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class.</description></item>
/// <item><term>PredictedLabel</term><description>Output: a key with the key values of the label.</description></item>
/// </list>
/// <para>The rows are read once, into memory. Pixels need no normalisation, and the pipeline needs no cache checkpoint. Training runs on
/// the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</para>
/// <para>The same seed, rows and number of threads give the same weights, also when <c>Fit</c> is called again. Without a seed of its own
/// the trainer takes one from <c>MLContext</c>.</para>
/// </remarks>
public sealed class NeuralClassifierTrainer : IEstimator<NeuralClassifier>
{
    private readonly MLContext context;
    private readonly ClassifierColumns columns;
    private readonly NetworkArchitecture architecture;
    private readonly FeatureShape? featureShape;
    private readonly TrainingRecipe recipe;
    private readonly FingerprintKey? fingerprintKey;
    private readonly RunOptions options;

    internal NeuralClassifierTrainer(
        MLContext context, ClassifierColumns columns, NetworkArchitecture? network, FeatureShape? featureShape, TrainingRecipe recipe,
        FingerprintKey? fingerprintKey, RunOptions options)
    {
        Settings.ThrowIfAny(Settings.Violations(columns).Concat(recipe.Violations()), "the trainer");
        (this.context, this.columns, this.featureShape, this.recipe) = (context, columns, featureShape, recipe);
        (this.fingerprintKey, this.options) = (fingerprintKey, options);
        architecture = network ?? KnownNetworks.ResNet18();
    }

    /// <summary>Trains a classifier on labelled rows.</summary>
    /// <param name="input">The training rows, with label and features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has
    /// the wrong type, or the image size cannot be inferred from it.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, there is
    /// only one class, or a row has no label or a pixel out of range.</exception>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public NeuralClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = ShapeOf(input.Schema);
        using var fit = new ClassifierFit(context, "Training", columns, shape, options);
        fit.Expect(input);
        var training = fit.Read(input);
        if (fit.Classes.Count < 2)
            throw new InvalidOperationException($"Column '{columns.Label}' has {fit.Classes.Count} class; a classifier needs two or more.");
        var rows = fit.Rows(training);
        return fit.Make(
            generator =>
            {
                var network = architecture.Create(shape, fit.Classes.Count, generator).MoveTo(fit.Device);
                TrainingLoop.Train(network, rows, recipe, generator, "training", fit.Progress, fit.CancellationToken);
                return network;
            },
            recipe, RememberedRows.OfTraining(fingerprintKey, training.Fingerprints), history: [],
            elapsed => new ClassifierStep(ClassifierStep.Training, $"{architecture}; {recipe}", options.Seed, rows.Count, 0, elapsed,
                TimeSpan.Zero));
    }

    /// <summary>The columns of the scored rows, known before there is a classifier.</summary>
    /// <param name="inputSchema">The columns of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return OutputShapes.Of(inputSchema, columns);
    }

    private FeatureShape ShapeOf(DataViewSchema schema) => featureShape ?? FeatureShapes.Of(schema, columns.Features, PixelRange.ZeroTo255);
}
