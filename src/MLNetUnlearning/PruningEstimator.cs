using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Scoring;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>Makes a trained classifier sparse: it takes a classifier and its training rows and gives a new classifier.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Label</term><description>Input: a Boolean or a key. Its values are matched with the classifier's classes, in any
/// order.</description></item>
/// <item><term>Features</term><description>Input: <c>Vector&lt;Single&gt;</c>
/// of the kind that the classifier was trained on.</description></item>
/// <item><term>Score</term><description>Output: <c>Vector&lt;Single&gt;</c>, one probability for each class.</description></item>
/// <item><term>PredictedLabel</term><description>Output: of the type of the label: a Boolean, or a key with the
/// key values of the classifier's label.</description></item>
/// </list>
/// <para>A classifier does not keep its early weights. Pruning makes them again from the seed and recipe of the first training. They are
/// the same to the bit when the rows, their order and the number of threads are the same. The given classifier does not change. Fitting
/// again gives the same weights.</para>
/// </remarks>
public sealed class PruningEstimator : IEstimator<NeuralClassifier>
{
    private const string Rewinding = "rewinding", TrainingTheRest = "training what is left"; // in progress reports

    private readonly MLContext context;
    private readonly NeuralClassifier classifier;
    private readonly MagnitudePruning pruning;
    private readonly ClassifierColumns columns;
    private readonly RowRules rules;
    private readonly RunOptions options;

    internal PruningEstimator(
        MLContext context, NeuralClassifier classifier, MagnitudePruning pruning, ClassifierColumns columns, RowRules rules,
        RunOptions options)
    {
        using var use = classifier.Use();
        var violations = Settings.Violations(columns).Concat(pruning.Violations()).Concat(Violations(pruning, classifier));
        Settings.ThrowIfAny(violations, $"'{MagnitudePruning.Name}'");
        (this.context, this.classifier, this.columns, this.rules, this.options) = (context, classifier, columns, rules, options);
        this.pruning = pruning.Rewind ? pruning with { RewindEpochs = pruning.RewindEpochsOf(EpochsOf(classifier)) } : pruning;
    }

    /// <summary>Prunes the classifier and trains the remaining weights.</summary>
    /// <param name="input">The rows that the classifier was trained on, with label and features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, the classifier does not know a class, rows were forgotten before and
    /// are refused, or nobody can know which rows were forgotten. Or the checkpoint belongs to another run.</exception>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public NeuralClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var use = classifier.Use();
        using var fit = new ClassifierFit(context, "Pruning", columns, classifier.Shape, options, classifier.Labels);
        fit.Expect(input);
        var training = fit.ReadTraining(input, classifier.Remembered, rules);
        var rows = fit.Rows(training.Read).Select(training.Of(RowKind.Retain));
        return fit.Make(
            generator =>
            {
                var network = classifier.CopyNetwork(fit.Device);
                var checkpoint = fit.Checkpoint(
                    network,
                    $"{MagnitudePruning.Name}: {SettingsText.Of(pruning)}; {classifier.Recipe}; first seed {classifier.History[0].Seed}",
                    rows);
                pruning.Apply(network);
                TrainAgain(network, rows, generator, fit, checkpoint);
                return network;
            },
            classifier.Recipe, classifier.Remembered.After(training), classifier.History,
            elapsed => new ClassifierStep(
                MagnitudePruning.Name, SettingsText.Of(pruning), fit.Seed, rows.Count, 0, elapsed, TimeSpan.Zero),
            (step, network) =>
            {
                var sample = new RowSample(rows);
                double Accuracy(ClassifierNetwork asked) => sample.Ask(asked, fit.CancellationToken).Accuracy;
                return fit.StepReport.Marked(step, Accuracy(classifier.NetworkInUse) - Accuracy(network));
            },
            classifier.Notes);
    }

    /// <summary>The columns of the scored rows, known before there is a classifier.</summary>
    /// <param name="inputSchema">The columns of the training rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return OutputShapes.Of(inputSchema, columns);
    }

    private static IEnumerable<string> Violations(MagnitudePruning pruning, NeuralClassifier classifier)
    {
        if (classifier.State.Network.Prunable.Count == 0)
            yield return $"The network {classifier.Architecture.Name} has no convolutions or hidden layers of this library, "
                + "and only those can be pruned.";
        if (pruning.Sparsity <= classifier.Sparsity)
            yield return FormattableString.Invariant(
                $"{nameof(pruning.Sparsity)} is {pruning.Sparsity}; the classifier already is at {classifier.Sparsity}.");
        if (pruning.Rewind && classifier.History[0].Name != ClassifierStep.Training)
            yield return "The early weights cannot be made again, because the classifier's training is unknown "
                + $"(its history begins with '{classifier.History[0].Name}'): set {nameof(pruning.Rewind)} to false.";
        if (pruning.Rewind && pruning.RewindEpochs >= EpochsOf(classifier))
            yield return $"{nameof(pruning.RewindEpochs)} is {pruning.RewindEpochs}; "
                + $"it must be below {EpochsOf(classifier)}, the number of epochs in the classifier's recipe.";
    }

    /// <summary>The epochs of the first training.</summary>
    private static int EpochsOf(NeuralClassifier classifier) => classifier.Recipe.NumberOfEpochs
        ?? new TrainingPlan(classifier.Recipe, SizeOf(classifier, Math.Max(1, classifier.History[0].NumberOfRows))).NumberOfEpochs;

    private static TrainingSize SizeOf(NeuralClassifier classifier, int rows) => new(rows, classifier.Labels.Count, classifier.Shape);

    private void TrainAgain(
        ClassifierNetwork network, RowSubset rows, Generator own, ClassifierFit fit, RunCheckpoint checkpoint)
    {
        var plan = new TrainingPlan(classifier.Recipe, SizeOf(classifier, rows.Count));
        var done = pruning.Rewind ? plan.StepsOf(pruning.RewindEpochs!.Value) : plan.LaterPart;
        fit.Begin(
            [new(Rewinding, pruning.Rewind ? done : 0), new(TrainingTheRest, plan.NumberOfSteps - done)],
            StepTimeOf(fit, network, rows, plan));
        if (pruning.Rewind)
        {
            using var generator = Seeding.Create((ulong)classifier.History[0].Seed);
            var early = classifier.Architecture.CreateSound(classifier.Shape, classifier.Labels.Count, generator).MoveTo(network.Device);
            early.StandardizeBy(rows);
            TrainingLoop.Train(
                early, rows, plan.Until(done), generator, Rewinding, fit.Progress, options.CancellationToken, checkpoint);
            network.load_state_dict(early.state_dict());
        }
        network.ApplyMasks();
        TrainingLoop.Train(
            network, rows, plan.From(done), own, TrainingTheRest, fit.Progress, options.CancellationToken, checkpoint);
    }

    private TimeSpan? StepTimeOf(ClassifierFit fit, ClassifierNetwork network, RowSubset rows, TrainingPlan plan) =>
        RunTiming.StepTimeOf(classifier, fit.Device) ?? StepTime.Of(network, rows, plan, fit.CancellationToken);
}
