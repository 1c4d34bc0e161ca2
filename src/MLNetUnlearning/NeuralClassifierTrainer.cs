using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Trains a <see cref="NeuralClassifier"/>: a convolutional network, by stochastic gradient descent with cross-entropy.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a Boolean, or a key with at least two
/// values.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c> of known size with the pixels, one color plane after the
/// other.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class.</description></item>
/// <item><term>PredictedLabel</term><description>Output: of the type of the label: a Boolean, or a key with the key values of the
/// label.</description></item>
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
    /// the wrong type, or the image size cannot be inferred from it.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, there is
    /// only one class, or a row has no label or a pixel out of range. Or the checkpoint belongs to another run.</exception>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, and its best state is not wanted or there is none.</exception>
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
        fit.Warn(ClassCounts.Limits(rows.Classes, fit.Classes));
        var size = new TrainingSize(rows.Count, fit.Classes.Count);
        var (architecture, plan) = (network ?? size.Network, new TrainingPlan(recipe, size));
        fit.Say(Told(size, architecture, plan));
        var settings = $"{architecture}; {plan.Recipe}";
        return fit.Make(
            generator =>
            {
                var made = architecture.CreateSound(shape, fit.Classes.Count, generator).MoveTo(fit.Device);
                var checkpoint = fit.Checkpoint(made, settings, rows);
                if (Train(made, rows, plan, generator, fit, checkpoint) is { } epoch)
                    settings += $"; cancelled, weights of epoch {epoch}";
                return made;
            },
            plan.Recipe, RememberedRows.OfTraining(fingerprintKey, training.Fingerprints), history: [],
            elapsed => new ClassifierStep(ClassifierStep.Training, settings, fit.Seed, rows.Count, 0, elapsed, TimeSpan.Zero));
    }

    /// <summary>Trains the network. If the training is cancelled and its best state is wanted, returns the epoch of that state.</summary>
    private int? Train(
        ClassifierNetwork made, RowSubset rows, TrainingPlan plan, Generator generator, ClassifierFit fit, RunCheckpoint checkpoint)
    {
        using var best = returnBestOnCancel ? new BestEpoch(made) : null;
        try
        {
            TrainingLoop.Train(made, rows, plan, generator, "training", fit.Progress, fit.CancellationToken, checkpoint, best);
            return null;
        }
        catch (OperationCanceledException) when (best?.Epoch > 0)
        {
            best.Restore();
            fit.IsUnfinished = true;
            fit.Progress.Report(new UnlearningProgress(
                "training", plan.StepsOf(best.Epoch), plan.NumberOfSteps, null,
                $"cancelled: the weights of epoch {best.Epoch} are returned"));
            return best.Epoch;
        }
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

    private FeatureShape ShapeOf(DataViewSchema schema) => featureShape ?? FeatureShapes.Of(schema, columns.Features, PixelRange.ZeroTo255);
}
