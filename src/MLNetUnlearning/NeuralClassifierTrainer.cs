using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Trains a <see cref="NeuralClassifier"/>, by stochastic gradient descent with cross-entropy: a convolutional network for images,
/// a multilayer perceptron for vectors.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a Boolean, or a key with at least two
/// values.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c> of known size: the pixels of an image, one color plane after
/// the other, or any finite numbers. A column of three or two dimensions is an image, one of one dimension a vector.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class.</description></item>
/// <item><term>PredictedLabel</term><description>Output: of the type of the label: a Boolean, or a key with the key values of the
/// label.</description></item>
/// </list>
/// <para>The rows are read once, into memory. Pixels and numbers need no normalisation, and the pipeline needs no cache
/// checkpoint. Training runs on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</para>
/// <para>The same seed, rows and number of threads give the same weights, also when <c>Fit</c> is called again. Without a seed of its own
/// the trainer takes one from <c>MLContext</c>.</para>
/// </remarks>
public sealed class NeuralClassifierTrainer : IEstimator<NeuralClassifier>
{
    private const string Stage = "training"; // in progress reports

    private readonly MLContext context;
    private readonly ClassifierColumns columns;
    private readonly NetworkArchitecture? network;
    private readonly FeatureShape? featureShape;
    private readonly TrainingRecipe recipe;
    private readonly FingerprintKey? fingerprintKey;
    private readonly RunOptions options;
    private readonly bool returnBestOnCancel;

    internal NeuralClassifierTrainer(
        MLContext context, ClassifierColumns columns, NetworkArchitecture? network, FeatureShape? featureShape, TrainingRecipe recipe,
        FingerprintKey? fingerprintKey, RunOptions options, bool returnBestOnCancel)
    {
        Settings.ThrowIfAny(Settings.Violations(columns).Concat(recipe.Violations()), "the trainer");
        (this.context, this.columns, this.featureShape, this.recipe) = (context, columns, featureShape, recipe);
        (this.fingerprintKey, this.options, this.returnBestOnCancel) = (fingerprintKey, options, returnBestOnCancel);
        this.network = network;
    }

    /// <summary>Trains a classifier on labelled rows.</summary>
    /// <param name="input">The training rows, with label and features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has
    /// the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, there is only one class, a row has no label, a pixel is out of range
    /// or a feature not finite, or the network takes images and the rows are vectors. Or the checkpoint belongs to another run.</exception>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, and its best state is not wanted or there is none.</exception>
    public NeuralClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = ShapeOf(input.Schema);
        using var fit = new ClassifierFit(context, "Training", columns, shape, options);
        var training = Read(fit, input);
        var rows = fit.Rows(training);
        fit.Warn(ClassCounts.Limits(rows.Classes, fit.Classes));
        var size = new TrainingSize(rows.Count, fit.Classes.Count, shape);
        var (architecture, plan) = (network ?? size.Network, new TrainingPlan(recipe, size));
        fit.Say(Told(size, architecture, plan));
        var settings = $"{architecture}; {plan.Recipe}";
        var stepTime = StepTimeOf(fit, architecture, shape, rows, plan);
        return fit.Make(
            generator =>
            {
                var made = architecture.CreateSound(shape, fit.Classes.Count, generator).MoveTo(fit.Device);
                made.StandardizeBy(rows);
                var checkpoint = fit.Checkpoint(made, settings, rows);
                fit.Begin([new(Stage, plan.NumberOfSteps)], stepTime);
                if (Train(made, rows, plan, generator, fit, checkpoint) is { } epoch)
                    settings += $"{ClassifierStep.Cancelled}weights of epoch {epoch}";
                return made;
            },
            plan.Recipe, RememberedRows.OfTraining(fingerprintKey, training.Fingerprints), history: [],
            elapsed => new ClassifierStep(ClassifierStep.Training, settings, fit.Seed, rows.Count, 0, elapsed, TimeSpan.Zero));
    }

    /// <summary>Trains the network. If the training is cancelled and its best state is wanted, returns the epoch of that state.</summary>
    private int? Train(
        ClassifierNetwork made, RowSubset rows, TrainingPlan plan, Generator generator, ClassifierFit fit, RunCheckpoint checkpoint)
    {
        using var best = returnBestOnCancel ? new BestWeights(made) : null;
        try
        {
            TrainingLoop.Train(made, rows, plan, generator, Stage, fit.Progress, fit.CancellationToken, checkpoint, best);
            return null;
        }
        catch (OperationCanceledException) when (best?.When > 0)
        {
            best.Restore();
            fit.IsUnfinished = true;
            fit.Progress.Report(new UnlearningProgress(
                Stage, plan.StepsOf(best.When), plan.NumberOfSteps, null,
                $"cancelled: the weights of epoch {best.When} are returned"));
            return best.When;
        }
    }

    /// <summary>Estimates how long <see cref="Fit"/> would take on these rows: it times a few training steps, which takes about a
    /// second, and multiplies.</summary>
    /// <remarks>It is an estimate: other programs, and memory that runs out, make it wrong. Reading the rows is left out. They are read
    /// here too.</remarks>
    /// <param name="input">The training rows, with label and features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, there is only one class, or a row has no label or a pixel out of
    /// range.</exception>
    /// <exception cref="UnlearningException">The loss of a training step was not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TimeSpan EstimateDuration(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = ShapeOf(input.Schema);
        using var fit = new ClassifierFit(context, "Estimating", columns, shape, options);
        var rows = fit.Rows(Read(fit, input));
        var size = new TrainingSize(rows.Count, fit.Classes.Count, shape);
        var plan = new TrainingPlan(recipe, size);
        return (StepTimeOf(fit, network ?? size.Network, shape, rows, plan) ?? throw RunTiming.NotTimed()) * plan.NumberOfSteps;
    }

    private ReadRows Read(ClassifierFit fit, IDataView input)
    {
        fit.Expect(input);
        var read = fit.Read(input);
        return fit.Classes.Count >= 2
            ? read
            : throw new InvalidOperationException(
                $"Column '{columns.Label}' has {fit.Classes.Count} class; a classifier needs two or more.");
    }

    private static TimeSpan? StepTimeOf(
        ClassifierFit fit, NetworkArchitecture architecture, FeatureShape shape, RowSubset rows, TrainingPlan plan)
    {
        using var generator = Seeding.Create(0); // its own: the numbers of the run stay as they are
        using var made = architecture.CreateSound(shape, fit.Classes.Count, generator).MoveTo(fit.Device);
        made.StandardizeBy(rows);
        return StepTime.Of(made, rows, plan, fit.CancellationToken);
    }

    /// <summary>How the training goes, and what of it was chosen from the rows.</summary>
    private string Told(TrainingSize size, NetworkArchitecture architecture, TrainingPlan plan)
    {
        string?[] chosen =
        [
            network is null ? "network" : null, recipe.NumberOfSteps is null && recipe.NumberOfEpochs is null ? "epochs" : null,
            recipe.BatchSize is null ? "batch" : recipe.BatchSize > plan.BatchSize ? $"batch (not {recipe.BatchSize}: too few rows)" : null,
            recipe.LearningRate is null ? "rate" : null,
        ];
        var choices = string.Join(", ", chosen.OfType<string>());
        return $"{size}: {architecture}, {plan}" + (choices.Length > 0 ? $"; chosen from the rows: {choices}" : "");
    }

    /// <summary>The columns of the scored rows, known before there is a classifier.</summary>
    /// <param name="inputSchema">The columns of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return OutputShapes.Of(inputSchema, columns);
    }

    private FeatureShape ShapeOf(DataViewSchema schema)
    {
        var shape = featureShape ?? FeatureShapes.Of(schema, columns.Features, PixelRange.ZeroTo255);
        network?.ThrowIfUnfit(shape);
        return shape;
    }
}
