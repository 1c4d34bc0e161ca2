using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>A trained image classifier: scores the rows of a view, and knows how it came to be.</summary>
/// <remarks>
/// <para>Input: the feature column, <c>Vector&lt;Single, C*H*W&gt;</c>, planar. Output: the score column, <c>Vector&lt;Single, K&gt;</c>, the
/// probabilities (softmax) by class with the class names as slot names; and the predicted label, a key with the label's values.</para>
/// <para>Transforming is lazy: nothing is computed until a score is asked for, and then a batch of rows at a time; prediction engines take a
/// forward pass a row. Immutable and safe to use from several threads; dispose of it to free the network's memory early.</para>
/// </remarks>
public sealed class ImageClassifier : ITransformer, IDisposable
{
    private readonly ClassifierNetwork network;

    internal ImageClassifier(
        ClassifierNetwork network, ClassifierColumns columns, LabelKeys labels, TrainingRecipe recipe, ImageFingerprints trainingRows,
        IReadOnlyList<ClassifierStep> history, ulong seed)
    {
        (this.network, Columns, Labels, Recipe, TrainingRows, History) = (network, columns, labels, recipe, trainingRows, history);
        Preparations = new RunPreparations(seed);
        network.eval();
    }

    /// <summary>The names of the columns it reads and writes.</summary>
    public ClassifierColumns Columns { get; }

    /// <summary>The images it takes.</summary>
    public ImageShape Shape => network.Shape;

    /// <summary>The architecture of its network.</summary>
    public NetworkArchitecture Architecture => network.Architecture;

    /// <summary>The classes, in the order of the scores.</summary>
    public LabelKeys Labels { get; }

    /// <summary>How it was trained; retraining follows it.</summary>
    public TrainingRecipe Recipe { get; }

    /// <summary>What identifies the rows it was ever trained on, forgotten ones included: unseen rows must not be among them.</summary>
    public ImageFingerprints TrainingRows { get; }

    /// <summary>What was done to it, first to last.</summary>
    public IReadOnlyList<ClassifierStep> History { get; }

    /// <summary>What methods made for it once and reuse.</summary>
    internal RunPreparations Preparations { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's columns, the score and the predicted label.</summary>
    /// <param name="inputSchema">A schema with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Mapper(inputSchema).OutputSchema;

    /// <summary>The view with scores and predicted labels.</summary>
    /// <param name="input">A view with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ClassifierRows(input, Mapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Mapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException("Saving an image classifier is not available in this version; retraining with the same seed gives the same weights.");

    /// <summary>Frees the network.</summary>
    public void Dispose() => network.Dispose();

    /// <summary>A copy of the network to work on, in training mode.</summary>
    internal ClassifierNetwork CopyNetwork(Device device) => network.Copy(device);

    private ScoreMapper Mapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var features = inputSchema.RequireFeatures(Columns.Features);
        if (((VectorDataViewType)features.Type).Size != Shape.Size)
            throw SchemaErrors.Mismatch("feature", features, $"Vector<Single, {Shape.Size}> for images of {Shape}");
        var last = History[^1];
        return new ScoreMapper(
            inputSchema, features,
            ScoreColumns.Score(Columns.Score, Labels, last.RunTime, last.PreparationTime),
            ScoreColumns.PredictedLabel(Columns.PredictedLabel, Labels),
            Probabilities);
    }

    private float[] Probabilities(float[] pixels, int numberOfRows)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Tensor images = tensor(pixels).view(-1, Shape.Channels, Shape.Height, Shape.Width).narrow(0, 0, numberOfRows);   // b x C x H x W
        if (Shape.PixelRange == PixelRange.ZeroTo255)
            images = images / 255f;
        Device device = network.parameters().First().device;
        Tensor probabilities = nn.functional.softmax(network.forward(images.to(device)).Logits, 1);   // b x K
        return probabilities.cpu().data<float>().ToArray();
    }
}
