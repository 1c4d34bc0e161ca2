using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>Makes a classifier forget the marked rows: from a classifier and training rows to another classifier.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a key; its values are matched with the classifier's classes, whatever their order.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c>, as the classifier was trained on.</description></item>
/// <item><term>Forget</term><description>Input: Boolean; true for the rows to forget. <c>MarkForgotten</c> adds it.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class that the given classifier knows, forgotten ones included.</description></item>
/// <item><term>PredictedLabel</term><description>Output: a key with the key values of the classifier's label.</description></item>
/// </list>
/// <para>The given classifier is untouched: the method works on a copy of its network. Fitting again, also from another thread, gives the same weights for
/// the same rows and number of threads.</para>
/// </remarks>
public sealed class UnlearningEstimator : IEstimator<NeuralClassifier>
{
    private readonly MLContext context;
    private readonly NeuralClassifier classifier;
    private readonly UnlearningMethod method;
    private readonly ClassifierColumns columns;
    private readonly string forgetColumnName;
    private readonly UnseenView unseenView;
    private readonly RunOptions options;

    internal UnlearningEstimator(
        MLContext context, NeuralClassifier classifier, UnlearningMethod method, ClassifierColumns columns, string forgetColumnName,
        UnseenView unseenView, RunOptions options)
    {
        Settings.ThrowIfAny(Settings.Violations(columns, forgetColumnName).Concat(Violations(method, unseenView)), $"'{method.Name}'");
        (this.context, this.classifier, this.method, this.columns) = (context, classifier, method, columns);
        (this.forgetColumnName, this.unseenView, this.options) = (forgetColumnName, unseenView, options);
    }

    /// <summary>Unlearns the marked rows.</summary>
    /// <param name="input">The training rows, with label, features and the mark.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, a class is unknown to the classifier, or unseen rows are training rows.</exception>
    /// <exception cref="UnlearningException">The method did not come to an end, such as for a loss that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public NeuralClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // What a run makes dies with its scope, whatever happens; the classifier takes its weights out of it.
        using var scope = NewDisposeScope();
        using var channel = ((IHostEnvironment)context).Start("Unlearning");
        var device = TorchDevice.Of(context, channel);
        using var split = Read(input, channel, out var trainingRows, out var preparations);

        var clock = Stopwatch.StartNew();
        using var generator = Seeding.Create((ulong)options.Seed);
        var network = classifier.CopyNetwork(device);
        method.Unlearn(new UnlearningRun(
            network, split, classifier.Recipe, generator, preparations, new RunReports(channel, options.Progress), options.CancellationToken));
        network.ApplyMasks();
        ThrowIfNotFinite(network);
        var step = new ClassifierStep(
            method.Name, SettingsText.Of(method), options.Seed, split.Retain.Count + split.Forget.Count, split.Forget.Count,
            clock.Elapsed - preparations.Spent, preparations.Elapsed);
        return new NeuralClassifier(network, device, columns, classifier.Labels, classifier.Recipe, trainingRows, [.. classifier.History, step]).In(context);
    }

    /// <summary>The shape of what the classifier makes of rows.</summary>
    /// <param name="inputSchema">The shape of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        inputSchema.RequireForget(forgetColumnName);
        return OutputShapes.Of(inputSchema, columns);
    }

    private static IEnumerable<string> Violations(UnlearningMethod method, UnseenView unseenView) =>
        method.NeedsUnseenRows && unseenView.View is null
            ? method.Violations().Append("It needs unseen rows: pass rows that the classifier was never trained on as unseen.")
            : method.Violations();

    private ForgetSplit Read(IDataView input, IChannel channel, out RowFingerprints trainingRows, out Preparations preparations)
    {
        using var read = FeatureTensors.Read(input, columns, classifier.Shape, forgetColumnName, options.CancellationToken, classifier.Labels);
        ThrowIfNothingToDo(read.Forget!, forgetColumnName);
        trainingRows = RowFingerprints.FromRows(classifier.TrainingRows.ToArray().Concat(read.Fingerprints));
        var unseen = unseenView.Read(columns, classifier, trainingRows, channel, options.CancellationToken, out var identity);
        preparations = classifier.Preparations.For(identity);
        return ForgetSplit.Of(read.Rows, read.Forget!, unseen);
    }

    /// <summary>Refuses settings out of range, and unseen rows that are needed and missing.</summary>
    internal static void ThrowIfImpossible(UnlearningMethod method, IDataView? unseen) =>
        Settings.ThrowIfAny(Violations(method, new UnseenView(unseen, DropOverlappingRows: false)), $"'{method.Name}'");

    /// <summary>Refuses marks of no row, or of all.</summary>
    internal static void ThrowIfNothingToDo(bool[] marks, string forgetColumnName)
    {
        if (!marks.Contains(true)) throw new InvalidOperationException($"No row is to be forgotten: column '{forgetColumnName}' is false in all {marks.Length} rows.");
        if (!marks.Contains(false)) throw new InvalidOperationException($"No row would remain: column '{forgetColumnName}' is true in all {marks.Length} rows.");
    }

    private void ThrowIfNotFinite(ClassifierNetwork network)
    {
        foreach (var (name, weight) in network.named_parameters())
        {
            using var finite = weight.isfinite();
            using var all = finite.all();
            if (!all.ToBoolean())
                throw new UnlearningException($"After '{method.Name}' weight '{name}' is not finite: lower the learning rate. The given classifier is as it was.");
        }
    }
}
