using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>A trained classifier that can be asked to forget: it scores rows, and it remembers what unlearning needs to know of its
/// making.</summary>
/// <remarks>
/// <para>Made by <c>mlContext.Unlearning().TrainClassifier(..)</c>; <c>mlContext.Unlearn(classifier, ..)</c> makes another one of it and
/// leaves
/// it as it is. Nothing in it changes; it may be used from several threads.</para>
/// <list type="table">
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c> of known size, planar, as <see cref="Shape"/>
/// says.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability (softmax) for each class; its slot names are
/// the classes.</description></item>
/// <item><term>PredictedLabel</term><description>Output: the most probable class, a key with the key values of the
/// label.</description></item>
/// </list>
/// <para>Scores are computed when they are asked for, a batch of rows at a time; a prediction engine passes one row at a time. Dispose it
/// to free its
/// weights at once; otherwise the garbage collector does.</para>
/// </remarks>
public sealed partial class NeuralClassifier : ITransformer, IDisposable
{
    internal NeuralClassifier(ClassifierState state)
    {
        State = state;
        state.Network.Freeze();
        Pass = new InferencePass(state.Network);
        Sparsity = state.Network.Sparsity;
        Preparations = new Preparations((ulong)state.History[^1].Seed);
    }

    /// <summary>The names of the columns it reads and writes.</summary>
    public ClassifierColumns Columns => State.Columns;

    /// <summary>The classes, by the index of their score.</summary>
    public LabelKeys Labels => State.Labels;

    /// <summary>The rows it takes.</summary>
    public FeatureShape Shape => State.Network.Shape;

    /// <summary>What its network is made by.</summary>
    public NetworkArchitecture Architecture => State.Network.Architecture;

    /// <summary>How it was first trained; retraining follows it.</summary>
    public TrainingRecipe Recipe => State.Recipe;

    /// <summary>What was done to it, oldest first: training, then each unlearning.</summary>
    public IReadOnlyList<ClassifierStep> History => State.History;

    /// <summary>The share of its convolutions' weights that pruning fixed at zero; they stay zero through unlearning, files and
    /// exports.</summary>
    /// <value>0 to 1; 0 for a dense network.</value>
    public double Sparsity { get; }

    /// <summary>The rows it has ever been trained on, forgotten ones included: none of them can serve as unseen.</summary>
    public RowFingerprints TrainingRows => State.TrainingRows;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>All that it is.</summary>
    internal ClassifierState State { get; }

    /// <summary>Its network in use.</summary>
    internal InferencePass Pass { get; }

    /// <summary>Where it was made or loaded, for what there is to say when it is saved; null: nowhere.</summary>
    internal MLContext? Context { get; private set; }

    /// <summary>What unlearning prepares once for this classifier and reuses.</summary>
    internal Preparations Preparations { get; }

    /// <summary>Names, shapes and values of the weights.</summary>
    internal IReadOnlyDictionary<string, Tensor> Weights => State.Weights;

    /// <summary>The schema with the columns <c>Score</c> and <c>PredictedLabel</c>.</summary>
    /// <param name="inputSchema">A schema with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing, or no vector of <c>Single</c> of the right
    /// size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureShapes.RequireIn(inputSchema, Columns.Features, Shape);
        return ScoreColumns.AddTo(inputSchema, Columns, Labels, History[^1].RunTime, History[^1].PreparationTime, Sparsity);
    }

    /// <summary>The rows with their scores, computed when a cursor asks for them.</summary>
    /// <param name="input">Rows with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing, or no vector of <c>Single</c> of the right
    /// size.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ClassifierRows(input, GetOutputSchema(input.Schema), Columns, Pass);
    }

    /// <summary>Scores one row at a time, as prediction engines do.</summary>
    /// <param name="inputSchema">A schema with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing, or no vector of <c>Single</c> of the right
    /// size.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        new ClassifierRowMapper(inputSchema, GetOutputSchema(inputSchema), Columns, Pass);

    /// <summary>Frees the weights and what was prepared for unlearning. Rows that are still to be scored fail from now on; classifiers made
    /// of this one do not.</summary>
    public void Dispose()
    {
        State.Network.Dispose();
        Preparations.Dispose();
    }

    /// <summary>Itself, as made or loaded by a context.</summary>
    internal NeuralClassifier In(MLContext context)
    {
        Context = context;
        return this;
    }

    /// <summary>A copy of the network on a device, in training mode, with weights of its own.</summary>
    internal ClassifierNetwork CopyNetwork(Device device) => State.Network.Copy(device);
}
