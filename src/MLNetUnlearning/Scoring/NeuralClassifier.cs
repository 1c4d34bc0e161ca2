using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>A trained classifier of images or vectors that can forget: it scores rows, and
/// it keeps what unlearning needs to know about its training.</summary>
/// <remarks>
/// <para><c>mlContext.Unlearning().TrainClassifier(..)</c> makes it. <c>mlContext.Unlearn(classifier, ..)</c> makes a new classifier from
/// it and does not change it. It is immutable and may be used from several threads.</para>
/// <list type="table">
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c> of known size, one color plane after the other, as
/// <see cref="Shape"/> describes.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability (softmax) for each class. Its slot names are
/// the classes.</description></item>
/// <item><term>PredictedLabel</term><description>Output: the most probable class, of the type of the label: a Boolean, or a key
/// with the key values of the label.</description></item>
/// </list>
/// <para>Scores are computed on demand for a batch of rows at a time. A prediction engine passes one row at a time. <see cref="Dispose"/>
/// frees the weights at once; otherwise the garbage collector frees them. After it, everything that needs weights throws
/// <see cref="ObjectDisposedException"/> and touches no file; columns, classes, history and the other properties can still be read. Work
/// that is under way in another thread ends well first.</para>
/// </remarks>
public sealed partial class NeuralClassifier : ITransformer, IDisposable
{
    private readonly ClassifierState state;
    private readonly Lifetime lifetime;
    private readonly Lazy<string> description;

    internal NeuralClassifier(ClassifierState state)
    {
        this.state = state;
        state.Network.Freeze();
        lifetime = new Lifetime(nameof(NeuralClassifier), Free);
        Pass = new InferencePass(state.Network, lifetime);
        Sparsity = state.Network.Sparsity;
        Preparations = new Preparations((ulong)state.History[^1].Seed);
        description = new Lazy<string>(() => Describe().ToJson());
    }

    /// <summary>The names of the columns that the classifier reads and writes.</summary>
    public ClassifierColumns Columns => state.Columns;

    /// <summary>The classes, by the index of their score.</summary>
    public LabelKeys Labels => state.Labels;

    /// <summary>The shape of the features that the classifier takes.</summary>
    public FeatureShape Shape => state.Network.Shape;

    /// <summary>The architecture of the network.</summary>
    public NetworkArchitecture Architecture => state.Network.Architecture;

    /// <summary>The recipe of the first training, which retraining follows. That of imported weights may leave settings open. They are
    /// chosen from the rows at hand.</summary>
    public TrainingRecipe Recipe => state.Recipe;

    /// <summary>The recipe. What it leaves open, as that of imported weights may, is chosen from a number of rows. What it states and these
    /// rows have no use for is left out, such as augmentation of vectors.</summary>
    internal TrainingRecipe RecipeFor(int numberOfRows) =>
        Recipe.IsChosen && Recipe.Augmentation is not { Padding: null } && !(Shape.IsVector && Recipe.Augmentation is not null)
        ? Recipe
        : Recipe.ChosenFor(new TrainingSize(Math.Max(1, numberOfRows), Labels.Count, Shape));

    /// <summary>The steps that made the classifier, oldest first: training, then each unlearning.</summary>
    public IReadOnlyList<ClassifierStep> History => state.History;

    /// <summary>How losses and, in a game, the attackers' accuracy moved in the last of these steps. A few small curves.</summary>
    /// <value>At most 24, of at most 128 points each. Empty if the step reported no progress of more than one step, or if an earlier
    /// version saved the classifier.</value>
    public IReadOnlyList<RunCurve> Curves => state.Curves;

    /// <summary>The share of the weights of convolutions, and of an Mlp's hidden layers, that pruning fixed at zero.
    /// These weights stay zero through unlearning, files and exports.</summary>
    /// <value>0 to 1; 0 for a dense network.</value>
    public double Sparsity { get; }

    /// <summary>What a program wants to find again in the classifier's file, by name: the command-line tool keeps here how rows were split.
    /// The library does not read them. Unlearning, pruning and files keep them.</summary>
    /// <value>Empty if <see cref="WithNotes"/> was not called.</value>
    public IReadOnlyDictionary<string, string> Notes => state.Notes;

    /// <summary>The fingerprints of all rows that the classifier was ever trained
    /// on, also of forgotten ones. These rows cannot serve as unseen rows.</summary>
    public RowFingerprints TrainingRows => Remembered.Training;

    /// <summary>The rows that the classifier has forgotten in all requests so far. They never count as retained again: not by any method,
    /// not in retraining, pruning, evaluation or audits. <c>mlContext.Unlearning().Readmit(..)</c> takes rows out of it.</summary>
    public ForgottenRows ForgottenRows => Remembered.Forgotten;

    /// <summary>The key of the fingerprints of its rows. Null: there are none, or the key was not at hand when the classifier was
    /// loaded; it then scores, and refuses to unlearn if it has forgotten rows that nobody can know.</summary>
    public FingerprintKey? FingerprintKey => Remembered.Key;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>What the classifier remembers of its rows.</summary>
    internal RememberedRows Remembered => state.Remembered;

    /// <summary>Everything that a file of the classifier stores.</summary>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    internal ClassifierState State
    {
        get
        {
            lifetime.ThrowIfOver();
            return state;
        }
    }

    /// <summary>Runs the network for scores.</summary>
    internal InferencePass Pass { get; }

    /// <summary>The context that made or loaded the classifier, which gets messages when it is saved; null: there is none.</summary>
    internal MLContext? Context { get; private set; }

    /// <summary>Results that unlearning prepares once for this classifier and then reuses.</summary>
    internal Preparations Preparations { get; }

    /// <summary>Names, shapes and values of the weights.</summary>
    internal IReadOnlyDictionary<string, Tensor> Weights => State.Weights;

    /// <summary>The input schema with the columns <c>Score</c> and <c>PredictedLabel</c> added.</summary>
    /// <param name="inputSchema">A schema with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is
    /// missing or is not a vector of <c>Single</c> of the right size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureShapes.RequireIn(inputSchema, Columns.Features, Shape);
        return ScoreColumns.AddTo(inputSchema, Columns, Labels, History[^1], Sparsity, () => description.Value);
    }

    /// <summary>Adds the score columns to rows, computed when a cursor needs them.</summary>
    /// <param name="input">Rows with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is
    /// missing or is not a vector of <c>Single</c> of the right size.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        lifetime.ThrowIfOver();
        return new ClassifierRows(input, GetOutputSchema(input.Schema), Columns, Pass);
    }

    /// <summary>Creates a mapper that scores one row at a time, as prediction engines need it.</summary>
    /// <param name="inputSchema">A schema with the feature column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is
    /// missing or is not a vector of <c>Single</c> of the right size.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        lifetime.ThrowIfOver();
        return new ClassifierRowMapper(inputSchema, GetOutputSchema(inputSchema), Columns, Pass);
    }

    /// <summary>This classifier with other notes.</summary>
    /// <param name="notes">The notes by name, in place of those that it has: at most 64, with names of 1 to 100 letters and texts of at
    /// most 1,000. Whoever has the file can read them: keep personal data out of them.</param>
    /// <returns>A new classifier with its own copy of the weights. What was prepared for this one is not copied.</returns>
    /// <exception cref="ArgumentException">There are too many notes, or one is too long or no valid Unicode text.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public NeuralClassifier WithNotes(IReadOnlyDictionary<string, string> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        Settings.ThrowIfAny(ClassifierNotes.Violations(notes), "the notes");
        using var use = Use();
        var copy = CopyNetwork(NetworkInUse.Device);
        return new NeuralClassifier(State with { Network = copy, Notes = ClassifierNotes.Sorted(notes) }) { Context = Context };
    }

    /// <summary>Such as "ResNet-18 of width 64, 3 x 32 x 32, pixels 0..255, 2 classes: 'cat', 'dog'; train, retrain (90 rows
    /// forgotten)".</summary>
    public override string ToString()
    {
        var steps = History.Select(step =>
            step.NumberOfForgottenRows == 0 ? step.Name : $"{step.Name} ({step.NumberOfForgottenRows} rows forgotten)");
        var sparsity = Sparsity == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", sparsity {Sparsity:0.###}");
        return $"{Architecture}, {Shape}, {Labels}{sparsity}; {string.Join(", ", steps)}";
    }

    /// <summary>Frees the weights and the preparations for unlearning. Views over this classifier can no longer be scored; classifiers made
    /// from it stay usable.</summary>
    public void Dispose() => lifetime.End();

    /// <summary>Keeps the weights and the preparations until the result is disposed, even if the classifier is disposed before.</summary>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    internal IDisposable Use() => lifetime.Enter();

    /// <summary>This classifier, after remembering the context that made or loaded it.</summary>
    internal NeuralClassifier In(MLContext context)
    {
        Context = context;
        return this;
    }

    /// <summary>A copy of the network on a device, in training mode and with its own weights. Whoever calls it holds a
    /// <see cref="Use"/>.</summary>
    internal ClassifierNetwork CopyNetwork(Device device) => state.Network.Copy(device);

    /// <summary>The network, for whoever holds a <see cref="Use"/>.</summary>
    internal ClassifierNetwork NetworkInUse => state.Network;

    /// <summary>What evaluation and reports tell of the classifier. It takes a hash over all weights.</summary>
    private ClassifierDescription Describe()
    {
        using var use = Use();
        return new ClassifierDescription
        {
            Network = Architecture.ToString()!,
            Shape = Shape,
            Features = Columns.Features,
            History = History,
            Curves = Curves,
            WeightsHash = WeightsHash.Of(Weights).ToLowerInvariant(),
            Versions = string.Join(", ", new[] { typeof(NeuralClassifier), typeof(MLContext), typeof(Tensor) }.Select(VersionOf)),
        };
    }

    private static string VersionOf(Type type)
    {
        var assembly = type.Assembly;
        return $"{assembly.GetName().Name} {PackageVersion.Of(assembly)}";
    }

    private void Free()
    {
        state.Network.Dispose();
        Preparations.Dispose();
    }
}
