using System.Diagnostics;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning;

/// <summary>Trains an <see cref="ImageClassifier"/>; made by <see cref="UnlearningCatalog.TrainClassifier(string, string, string, string, NetworkArchitecture?, ImageShape?, int, int, double, Augmentation?, IProgress{UnlearningProgress}?, CancellationToken)"/>.</summary>
/// <remarks>
/// Input: the label, a key; the features, <c>Vector&lt;Single, C*H*W&gt;</c>, planar. Fitting is eager: all rows are read into memory once, as
/// bytes where they are bytes. It changes nothing but the classifier it returns; fitting again gives the same weights.
/// </remarks>
public sealed class ImageClassifierTrainer : IEstimator<ImageClassifier>
{
    private readonly IHost host;
    private readonly ClassifierSettings settings;

    internal ImageClassifierTrainer(IHostEnvironment environment, ClassifierSettings settings)
    {
        host = environment.Register(nameof(ImageClassifierTrainer));
        this.settings = settings;
        Seed = (ulong)host.Rand.Next();
    }

    /// <summary>The seed of weights, order and augmentation; follows the seed of the MLContext.</summary>
    public ulong Seed { get; }

    /// <summary>Trains.</summary>
    /// <param name="input">Rows with a label and features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">No rows; a label is missing; a pixel is out of range.</exception>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was signalled.</exception>
    public ImageClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = host.Start("Training");
        ImageShape shape = settings.Shape ?? ImageShapes.Of(input.Schema, settings.Columns.Features, PixelRange.ZeroTo255);
        using var read = ImageTensors.Read(input, settings.Columns, shape, null, settings.CancellationToken);
        var clock = Stopwatch.StartNew();
        using var generator = Seeding.Create(Seed, settings.Device);
        ClassifierNetwork network = settings.Network.Create(shape, read.Labels.Count, generator);
        try
        {
            TrainingLoop.Train(
                network, read.Rows, settings.Recipe, generator, "training", new ProgressRelay(channel, settings.Progress), settings.CancellationToken);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        var step = new ClassifierStep("train", $"{settings.Network}; {settings.Recipe}", Seed, read.Rows.Count, 0, clock.Elapsed, TimeSpan.Zero);
        return new ImageClassifier(
            network, settings.Columns, read.Labels, settings.Recipe, ImageFingerprints.FromRows(read.Fingerprints), [step], Seed);
    }

    /// <summary>The input's columns, the score and the predicted label.</summary>
    /// <param name="inputSchema">The shape of what will be fitted on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ClassifierShapes.Of(inputSchema, settings.Columns);
}
