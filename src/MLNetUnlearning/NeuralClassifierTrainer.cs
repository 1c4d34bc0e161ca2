using Microsoft.ML;
using MLNetUnlearning.Data;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Trains a <see cref="NeuralClassifier"/>: a convolutional network, by stochastic gradient descent with cross-entropy.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a key with two values or more, text or numbers.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c> of known size: the pixels, plane after
/// plane.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class.</description></item>
/// <item><term>PredictedLabel</term><description>Output: a key with the key values of the label.</description></item>
/// </list>
/// <para>Rows are read once, into memory. Pixels need no normalisation and no cache checkpoint. Computes on the CPU, or on the GPU that
/// <c>MLContext.GpuDeviceId</c> names.</para>
/// <para>The same seed, rows and number of threads give the same weights; fitting again gives them again. The seed follows that of
/// <c>MLContext</c> unless it is given.</para>
/// </remarks>
public sealed class NeuralClassifierTrainer : IEstimator<NeuralClassifier>
{
    /// <summary>What the history calls it.</summary>
    internal const string StepName = "train";

    private readonly MLContext context;
    private readonly ClassifierColumns columns;
    private readonly NetworkArchitecture architecture;
    private readonly FeatureShape? featureShape;
    private readonly TrainingRecipe recipe;
    private readonly RunOptions options;

    internal NeuralClassifierTrainer(
        MLContext context, ClassifierColumns columns, NetworkArchitecture? network, FeatureShape? featureShape, TrainingRecipe recipe, RunOptions options)
    {
        Settings.ThrowIfAny(Settings.Violations(columns).Concat(recipe.Violations()), "the trainer");
        (this.context, this.columns, this.featureShape, this.recipe, this.options) = (context, columns, featureShape, recipe, options);
        architecture = network ?? KnownNetworks.ResNet18();
    }

    /// <summary>Trains a classifier.</summary>
    /// <param name="input">Training rows with label and features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, or the size of the images cannot be told from
    /// it.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, a row has no label or an impossible pixel, or there is one class
    /// only.</exception>
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
            recipe, RowFingerprints.FromRows(training.Fingerprints), history: [],
            elapsed => new ClassifierStep(StepName, $"{architecture}; {recipe}", options.Seed, rows.Count, 0, elapsed, TimeSpan.Zero));
    }

    /// <summary>The shape of what the classifier makes of rows.</summary>
    /// <param name="inputSchema">The shape of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return OutputShapes.Of(inputSchema, columns);
    }

    private FeatureShape ShapeOf(DataViewSchema schema) => featureShape ?? FeatureShapes.Of(schema, columns.Features, PixelRange.ZeroTo255);
}
