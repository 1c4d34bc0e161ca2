using Microsoft.ML;
using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning;

/// <summary>Makes a classifier forget the marked rows: from a classifier and training rows to another classifier.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a key; its values are matched with the classifier's classes, whatever their
/// order.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c>, as the classifier was trained on.</description></item>
/// <item><term>Forget</term><description>Input: Boolean; true for the rows to forget. <c>MarkForgotten</c> adds it.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class that the given classifier
/// knows, forgotten ones included.</description></item>
/// <item><term>PredictedLabel</term><description>Output: a key with the key values of the classifier's label.</description></item>
/// </list>
/// <para>The given classifier is untouched: the method works on a copy of its network. Fitting again, also from another thread, gives the
/// same weights for
/// the same rows and number of threads.</para>
/// </remarks>
public sealed class UnlearningEstimator : IEstimator<NeuralClassifier>
{
    private readonly MLContext context;
    private readonly NeuralClassifier classifier;
    private readonly UnlearningMethod method;
    private readonly ClassifierColumns columns;
    private readonly string forgetColumnName;
    private readonly IDataView? unseen;
    private readonly bool dropOverlappingRows;
    private readonly RunOptions options;

    internal UnlearningEstimator(
        MLContext context, NeuralClassifier classifier, UnlearningMethod method, ClassifierColumns columns, string forgetColumnName,
        Func<IDataView>? unseen, bool dropOverlappingRows, RunOptions options)
    {
        Settings.ThrowIfAny(Settings.Violations(columns, forgetColumnName).Concat(Violations(method, hasUnseenRows: unseen is not null)), $"'{method.Name}'");
        (this.context, this.classifier, this.method, this.columns) = (context, classifier, method, columns);
        (this.forgetColumnName, this.unseen, this.dropOverlappingRows, this.options) = (forgetColumnName, unseen?.Invoke(), dropOverlappingRows, options);
    }

    /// <summary>Unlearns the marked rows.</summary>
    /// <param name="input">The training rows, with label, features and the mark.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, a class is unknown to the classifier, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">The method did not come to an end, such as for a loss that is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public NeuralClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var fit = new ClassifierFit(context, "Unlearning", columns, classifier.Shape, options, classifier.Labels);
        fit.Expect(input, unseen);
        var marked = fit.ReadMarked(input, forgetColumnName);
        var trainingRows = classifier.TrainingRows.With(marked.Fingerprints);
        var never = fit.ReadUnseen(unseen, trainingRows, dropOverlappingRows);
        var preparations = classifier.Preparations.For(never?.Identity ?? "none");
        var split = ForgetSplit.Of(fit.Rows(marked), marked.Forget!, never?.In(fit));
        return fit.Make(
            generator =>
            {
                var network = classifier.CopyNetwork(fit.Device);
                method.Unlearn(new UnlearningRun(network, split, classifier.Recipe, generator, preparations, fit.Progress, fit.CancellationToken));
                return network;
            },
            classifier.Recipe, trainingRows, classifier.History,
            elapsed => new ClassifierStep(
                method.Name, SettingsText.Of(method), options.Seed, marked.Count, split.Forget.Count, elapsed - preparations.Spent, preparations.Elapsed));
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

    /// <summary>Refuses a method that cannot run, before the rows are read.</summary>
    internal static void ThrowIfImpossible(UnlearningMethod method, IDataView? unseen) =>
        Settings.ThrowIfAny(Violations(method, unseen is not null), $"'{method.Name}'");

    private static IEnumerable<string> Violations(UnlearningMethod method, bool hasUnseenRows) =>
        method.NeedsUnseenRows && !hasUnseenRows
            ? method.Violations().Append("It needs unseen rows: pass rows that the classifier was never trained on as unseen.")
            : method.Violations();
}
