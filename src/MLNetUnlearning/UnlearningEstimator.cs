using System.Security.Cryptography;
using System.Text;
using MLNetUnlearning.Data;
using MLNetUnlearning.Features;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Makes a classifier forget the marked rows: it takes a classifier and its training rows and gives a new classifier.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a Boolean or a key. Its values are matched with the classifier's classes, in any
/// order.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c>
/// of the kind that the classifier was trained on.</description></item>
/// <item><term>Forget</term><description>Input: Boolean; true for rows to forget. <c>MarkForgotten</c> adds this
/// column.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class of the given classifier, also
/// for forgotten classes.</description></item>
/// <item><term>PredictedLabel</term><description>Output: of the type of the label: a Boolean, or a key with the
/// key values of the classifier's label.</description></item>
/// </list>
/// <para>The given classifier does not change: the method works on a copy of its network. Fitting again, also from another thread, gives
/// the same weights for the same rows and number of threads, with two exceptions. <see cref="Recommended"/> measures how long a step takes
/// each time, and may then choose another method. What a method prepares once for a classifier is drawn from the rows of the first
/// request.</para>
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
        var request = Read(fit, input);
        var (split, recipe, preparations) = (request.Split, request.Recipe, request.Preparations);
        fit.Warn(ClassCounts.Limits(split, classifier.Labels));
        if (!recipe.Equals(classifier.Recipe)) fit.Say($"The recipe of the classifier is not known whole. Chosen from the rows: {recipe}");
        var network = classifier.CopyNetwork(fit.Device);
        var judge = new Judge(network, split, fit.CancellationToken);
        var size = UnlearningSize.Of(split, network.NumberOfClasses, recipe) with { Absent = request.Marked.Absent };
        size = size with { StepTime = fit.StepTime ?? StepTimeOf(network, split, size, fit) };
        var (chosen, why) = Choose(size);
        if (why is not null)
        {
            fit.StepTime = size.StepTime;
            fit.Say(why);
        }
        fit.Warn(chosen.Limits(size));
        if (!chosen.Equals(method)) fit.Say($"Chosen for {size}: {chosen}");
        IEnumerable<string> choices = why is null ? [] : [why];
        var made = fit.Make(
            generator =>
            {
                // As stated: what is chosen follows from the rows, which the checkpoint names by themselves.
                var checkpoint = fit.Checkpoint(
                    network, $"{chosen.Name}: {SettingsText.Of(method)}; {recipe}; preparations by {preparations.Seed}",
                    split.Retain, split.Forget, split.Unseen);
                fit.Begin(chosen.Stages(size).Left(preparations), size.StepTime);
                var run = new UnlearningRun(network, split, recipe, generator, preparations, fit.Progress, fit.CancellationToken)
                {
                    Checkpoint = checkpoint,
                    Judge = judge,
                };
                chosen.Unlearn(run);
                foreach (var choice in run.Choices) fit.Say($"{chosen.Name}: {choice}");
                choices = [.. choices, .. run.Choices];
                return network;
            },
            recipe, classifier.Remembered.After(request.Marked), classifier.History,
            elapsed => new ClassifierStep(
                chosen.Name, SettingsText.Of(chosen), fit.Seed, split.Retain.Count + split.Forget.Count, split.Forget.Count,
                elapsed - preparations.Spent, preparations.Elapsed)
            { Choice = choices.Any() ? string.Join("; ", choices) : null },
            (step, _) => fit.StepReport.Judged(step, judge.Now(), chosen is Retrain ? double.PositiveInfinity : maximumRetainAccuracyLoss),
            classifier.Notes);
        fit.Warn(KeptColumn.StillKept(input, forgetColumnName));
        return made;
    }

    /// <summary>Estimates how long <see cref="Fit"/> would take on these rows: it times a few training steps, which takes about a
    /// second, and multiplies by the work of the method.</summary>
    /// <remarks>It is an estimate: other programs, and memory that runs out, make it wrong. What is prepared already is not counted.
    /// Reading the rows and judging the result are left out. The rows are read here too.</remarks>
    /// <param name="input">The training rows, with label, features and mark.</param>
    /// <returns>Null if the method does not say what it will do: <see cref="UnlearningMethod.Stages"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">No row or every row is marked, the classifier does not know a class, or unseen rows are
    /// training rows.</exception>
    /// <exception cref="UnlearningException">No method is expected to keep a limit, or the loss of a training step was not
    /// finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public TimeSpan? EstimateDuration(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var use = classifier.Use();
        using var fit = new ClassifierFit(context, "Estimating", columns, classifier.Shape, options, classifier.Labels);
        var request = Read(fit, input);
        var network = classifier.CopyNetwork(fit.Device);
        var size = UnlearningSize.Of(request.Split, network.NumberOfClasses, request.Recipe) with { Absent = request.Marked.Absent };
        var now = Timed(network, request.Split, size, fit) ?? throw RunTiming.NotTimed();
        var chosen = Choose(size with { StepTime = Least(RunTiming.StepTimeOf(classifier, fit.Device), now) }).Method;
        return (size with { StepTime = now }).TimeOf(chosen.Stages(size).Left(request.Preparations));
    }

    private Request Read(ClassifierFit fit, IDataView input)
    {
        fit.Expect(input, unseen);
        var remembered = classifier.Remembered;
        var marked = fit.ReadTraining(input, remembered, rules, forgetColumnName);
        var never = fit.ReadUnseen(unseen, remembered, marked.Read, rules);
        var split = ForgetSplit.Of(fit.Rows(marked.Read), marked.Kinds, never?.In(fit));
        return new Request(
            marked, split, classifier.RecipeFor(split.Retain.Count + split.Forget.Count),
            classifier.Preparations.For(never?.Identity ?? "none"));
    }

    /// <summary>The method with everything chosen and, if the method itself was chosen, why.</summary>
    private (UnlearningMethod Method, string? Why) Choose(UnlearningSize size)
    {
        if (method is not Recommended recommended) return (method.ChosenFor(size), null);
        var choice = recommended.Choose(size);
        return (choice.Method, choice.Why);
    }

    /// <summary>How long a training step takes. Where a method is to be chosen, steps are timed even if the classifier's training was: a
    /// busy hour then must not decide now.</summary>
    private TimeSpan? StepTimeOf(ClassifierNetwork network, ForgetSplit split, UnlearningSize size, ClassifierFit fit)
    {
        var then = RunTiming.StepTimeOf(classifier, fit.Device);
        return then is null || method is Recommended ? Least(then, Timed(network, split, size, fit)) : then;
    }

    private static TimeSpan? Least(TimeSpan? then, TimeSpan? now) => then < now ? then : now ?? then;

    private static TimeSpan? Timed(ClassifierNetwork network, ForgetSplit split, UnlearningSize size, ClassifierFit fit) =>
        StepTime.Of(network, split.Retain, size.Retraining, fit.CancellationToken);

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

/// <summary>A request as it was read.</summary>
/// <param name="Marked">The training rows, and what each is to the run.</param>
/// <param name="Split">The rows by their part in the run.</param>
/// <param name="Recipe">How the classifier was trained.</param>
/// <param name="Preparations">What earlier runs made.</param>
internal sealed record Request(KnownRows Marked, ForgetSplit Split, TrainingRecipe Recipe, Preparations Preparations);

/// <summary>Rows that the classifier was never trained on.</summary>
/// <param name="Read">The rows as they were read.</param>
/// <param name="Kept">The numbers of those that were never trained on, counted from 0.</param>
internal sealed record UnseenPart(ReadRows Read, long[] Kept)
{
    /// <summary>Identifies these rows: a hash over their fingerprints in order.
    /// The order counts, because batches are drawn by row number.</summary>
    public string Identity =>
        Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Kept.Select(row => Read.Fingerprints[row])))));

    /// <summary>The rows.</summary>
    public RowSubset In(ClassifierFit fit) => fit.Rows(Read).Select(Kept);
}
