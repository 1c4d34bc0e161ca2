using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Makes a classifier forget the marked rows: it takes a classifier and its training rows and gives a new classifier.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a key. Its values are matched with the classifier's classes, in any
/// order.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c>
/// of the kind that the classifier was trained on.</description></item>
/// <item><term>Forget</term><description>Input: Boolean; true for rows to forget. <c>MarkForgotten</c> adds this
/// column.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class of the given classifier, also
/// for forgotten classes.</description></item>
/// <item><term>PredictedLabel</term><description>Output: a key with the key values of the classifier's label.</description></item>
/// </list>
/// <para>The given classifier does not change: the method works on a copy of its network. Fitting again, also from another thread, gives
/// the same weights for the same rows and number of threads.</para>
/// </remarks>
public sealed class UnlearningEstimator : IEstimator<NeuralClassifier>
{
    private readonly MLContext context;
    private readonly NeuralClassifier classifier;
    private readonly UnlearningMethod method;
    private readonly ClassifierColumns columns;
    private readonly string forgetColumnName;
    private readonly IDataView? unseen;
    private readonly RowRules rules;
    private readonly RunOptions options;
    private readonly double maximumRetainAccuracyLoss;

    internal UnlearningEstimator(
        MLContext context, NeuralClassifier classifier, UnlearningMethod method, ClassifierColumns columns, string forgetColumnName,
        Func<IDataView>? unseen, RowRules rules, RunOptions options, double maximumRetainAccuracyLoss)
    {
        using var use = classifier.Use();
        var violations = Settings.Violations(columns, forgetColumnName).Concat(Violations(method, hasUnseenRows: unseen is not null))
            .Concat(new SettingChecks().Check(
                maximumRetainAccuracyLoss, maximumRetainAccuracyLoss >= 0, "at least 0; infinity or 100 accepts any loss"));
        Settings.ThrowIfAny(violations, $"'{method.Name}'");
        (this.context, this.classifier, this.method, this.columns) = (context, classifier, method, columns);
        (this.forgetColumnName, this.unseen) = (forgetColumnName, unseen?.Invoke());
        (this.rules, this.options, this.maximumRetainAccuracyLoss) = (rules, options, maximumRetainAccuracyLoss);
    }

    /// <summary>Unlearns the marked rows.</summary>
    /// <remarks>
    /// <para>The run then says how far it got, without a retrained model: in the log, and in <see cref="ClassifierStep.Judgement"/> of the
    /// last step of the classifier's history, from where metrics and reports take it. Unseen rows are what it compares forgotten rows
    /// with.</para>
    /// <para>A result that costs retained rows more accuracy than <c>maximumRetainAccuracyLoss</c> of <c>ml.Unlearn(..)</c> is refused.
    /// Where a higher loss than 15 points is allowed, a warning in the log says so, and so do
    /// <see cref="ClassifierStep.RetainAccuracyLost"/>, metrics and reports. <see cref="Retrain"/> is never refused: it learns nothing from
    /// the rows to forget.</para>
    /// </remarks>
    /// <param name="input">The training rows, with label, features and mark.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, the classifier does not know a class, or unseen rows are
    /// training rows. Or the checkpoint belongs to another run.</exception>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    /// <exception cref="UnlearningException">The method failed, for example because a loss was not finite. Or it cost retained rows too
    /// much accuracy.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. There is no half result. If the run has a checkpoint, the
    /// message says where it is.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public NeuralClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var use = classifier.Use();
        using var fit = new ClassifierFit(context, "Unlearning", columns, classifier.Shape, options, classifier.Labels);
        fit.Expect(input, unseen);
        var remembered = classifier.Remembered;
        var marked = fit.ReadTraining(input, remembered, rules, forgetColumnName);
        var never = fit.ReadUnseen(unseen, remembered, marked.Read, rules);
        var preparations = classifier.Preparations.For(never?.Identity ?? "none");
        var split = ForgetSplit.Of(fit.Rows(marked.Read), marked.Kinds, never?.In(fit));
        fit.Warn(ClassCounts.Limits(split, classifier.Labels));
        var recipe = classifier.RecipeFor(split.Retain.Count + split.Forget.Count);
        if (!recipe.Equals(classifier.Recipe)) fit.Say($"The recipe of the classifier is not known whole. Chosen from the rows: {recipe}");
        var network = classifier.CopyNetwork(fit.Device);
        var judge = new Judge(network, split, fit.CancellationToken);
        var size = UnlearningSize.Of(split, network.NumberOfClasses, recipe);
        var chosen = method.ChosenFor(size);
        if (!chosen.Equals(method)) fit.Say($"Chosen for {size}: {chosen}");
        return fit.Make(
            generator =>
            {
                // As stated: what is chosen follows from the rows, which the checkpoint names by themselves.
                var checkpoint = fit.Checkpoint(
                    network, $"{chosen.Name}: {SettingsText.Of(method)}; {recipe}; preparations by {preparations.Seed}",
                    split.Retain, split.Forget, split.Unseen);
                chosen.Unlearn(new UnlearningRun(
                    network, split, recipe, generator, preparations, fit.Progress, fit.CancellationToken)
                { Checkpoint = checkpoint, Judge = judge });
                return network;
            },
            recipe, remembered.After(marked), classifier.History,
            elapsed => new ClassifierStep(
                chosen.Name, SettingsText.Of(chosen), fit.Seed, split.Retain.Count + split.Forget.Count, split.Forget.Count,
                elapsed - preparations.Spent, preparations.Elapsed),
            (step, _) => fit.Judged(step, judge.Now(), chosen is Retrain ? double.PositiveInfinity : maximumRetainAccuracyLoss));
    }

    /// <summary>The columns of the scored rows, known before there is a classifier.</summary>
    /// <param name="inputSchema">The columns of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        inputSchema.RequireForget(forgetColumnName);
        return OutputShapes.Of(inputSchema, columns);
    }

    /// <summary>Refuses a method that cannot run, before any row is read.</summary>
    internal static void ThrowIfImpossible(UnlearningMethod method, IDataView? unseen) =>
        Settings.ThrowIfAny(Violations(method, unseen is not null), $"'{method.Name}'");

    private static IEnumerable<string> Violations(UnlearningMethod method, bool hasUnseenRows)
    {
        foreach (var violation in Settings.Violations(method)) yield return violation;
        if (string.IsNullOrEmpty(method.Name)) yield return $"{method.GetType().Name} has no name; tables and histories need one.";
        if (method.NeedsUnseenRows && !hasUnseenRows)
            yield return "It needs unseen rows: pass rows that the classifier was never trained on as unseen.";
    }
}
