using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>Everything an <see cref="UnlearningMethod"/> works with.</summary>
public sealed class UnlearningRun
{
    private readonly List<string> choices = [];

    /// <summary>Creates a run. Tests and tools call this; in pipelines the estimator does.</summary>
    /// <param name="network">The network to change in place, on the device of the run.</param>
    /// <param name="split">The rows.</param>
    /// <param name="recipe">How the network was trained. What it leaves open is chosen from the rows of <paramref name="split"/>.</param>
    /// <param name="generator">The only source of random numbers, a CPU generator.</param>
    /// <param name="preparations">What earlier runs made that can be used again; null for nothing.</param>
    /// <param name="progress">Receives progress reports; null for none.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public UnlearningRun(
        ClassifierNetwork network,
        ForgetSplit split,
        TrainingRecipe recipe,
        Generator generator,
        Preparations? preparations = null,
        IProgress<UnlearningProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        Network = network;
        Device = network.Device;
        Split = split;
        var count = Math.Max(1, split.Retain.Count + split.Forget.Count);
        Recipe = recipe.ChosenFor(new TrainingSize(count, network.NumberOfClasses, network.Shape));
        network.Precision = Recipe.Precision;
        Generator = generator;
        Preparations = preparations ?? new Preparations(seed: 0);
        Progress = progress ?? NoProgress.Instance;
        CancellationToken = cancellationToken;
    }

    /// <summary>The network to change: a private copy, in training mode.</summary>
    public ClassifierNetwork Network { get; }

    /// <summary>The rows to keep, the rows to forget and, if given, the rows that were never trained on.</summary>
    public ForgetSplit Split { get; }

    /// <summary>How the network was trained. It states steps or epochs, batch size and learning rate.</summary>
    public TrainingRecipe Recipe { get; }

    /// <summary>The only source of random numbers. It is a CPU generator on every device: draw on the CPU and move the result to
    /// <see cref="Device"/>.</summary>
    public Generator Generator { get; }

    /// <summary>The device of the network, on which tensors are to be made.</summary>
    public Device Device { get; }

    /// <summary>Values that depend only on the classifier and the unseen rows. They are made once, kept with the classifier and timed
    /// separately.</summary>
    public Preparations Preparations { get; }

    /// <summary>Receives progress reports.</summary>
    public IProgress<UnlearningProgress> Progress { get; }

    /// <summary>Ends the run early.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The unit of noise and of steps in the features.</summary>
    internal FeatureUnit Unit => field ??= FeatureUnit.Of(Network.Shape, () => Split.Retain.Followed(Split.Forget));

    /// <summary>Tells how far the network has got. What is expected is what it answers when this is first asked for: before the network is
    /// changed.</summary>
    internal Judge Judge
    {
        get => field ??= new Judge(Network, Split, CancellationToken);
        init;
    }

    /// <summary>What was chosen on the way, by what the run saw: one sentence each, without its full stop.</summary>
    internal IReadOnlyList<string> Choices => choices;

    /// <summary>Keeps the state of the run's loops.</summary>
    internal RunCheckpoint Checkpoint { get; init; } = RunCheckpoint.None;

    /// <summary>Moves the network down a loss. Most methods are this call and their own loss.</summary>
    /// <param name="numberOfRows">The number of rows in an epoch.</param>
    /// <param name="settings">How fast and how long.</param>
    /// <param name="stage">The name of the stage in progress reports. There is a report after each step, with the mean loss of the epoch
    /// so far.</param>
    /// <param name="loss">The loss of a step, a scalar. The tensors that it makes are freed after the step.</param>
    /// <param name="afterStep">Changes the weights after each step; null for nothing.</param>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Descend(
        int numberOfRows, OptimizerSettings settings, string stage, Func<TrainingStep, Tensor> loss, Action? afterStep = null) =>
        Descend(numberOfRows, settings, stage, loss, afterStep, stop: null);

    /// <summary>Moves the network down a loss that harms retained rows the more it forgets, and ends in time: see
    /// <see cref="JudgedStop"/>.</summary>
    internal void DescendUntilReached(int numberOfRows, OptimizerSettings settings, string stage, Func<TrainingStep, Tensor> loss)
    {
        using var stop = new JudgedStop(new Judge(Network, Split, CancellationToken, JudgedStop.MostRows), Network);
        Descend(numberOfRows, settings, stage, loss, null, stop);
        Chose(stop.ToString());
    }

    private void Descend(
        int numberOfRows, OptimizerSettings settings, string stage, Func<TrainingStep, Tensor> loss, Action? afterStep,
        JudgedStop? stop) =>
        TrainingLoop.Descend(
            Network, numberOfRows, settings = settings.ChosenFor(Size), settings.StepsOver(numberOfRows),
            step => settings.LearningRateAt(step.Number, step.NumberOfSteps), Generator, stage, Progress, CancellationToken, Checkpoint,
            loss, afterStep, stop: stop);

    /// <summary>Notes what was chosen on the way, by what the run saw.</summary>
    /// <param name="what">One sentence without its full stop.</param>
    internal void Chose(string what) => choices.Add(what);

    /// <summary>How much there is to forget, to keep and to compare with.</summary>
    internal UnlearningSize Size => UnlearningSize.Of(Split, Network.NumberOfClasses, Recipe);

    /// <summary>The settings for the request at hand, with everything chosen that they leave open.</summary>
    internal T Chosen<T>(T randomRows, T wholeClass) where T : OptimizerSettings =>
        (T)Split.Choose(randomRows, wholeClass).ChosenFor(Size);

    /// <summary>One epoch of shuffled batches. Each is reported when it is done.</summary>
    internal IEnumerable<Tensor> Shuffled(RowSubset rows, int batchSize, string stage) =>
        Reported(Batches.Shuffled(rows.Count, batchSize, Generator), Batches.InEpoch(rows.Count, batchSize), stage);

    /// <summary>The batches. Each is reported when it is done.</summary>
    internal IEnumerable<Tensor> Reported(IEnumerable<Tensor> batches, int count, string stage)
    {
        var done = 0;
        foreach (var batch in batches)
        {
            yield return batch;
            Progress.Report(new UnlearningProgress(stage, ++done, count));
        }
    }

    private sealed class NoProgress : IProgress<UnlearningProgress>
    {
        public static readonly NoProgress Instance = new();

        public void Report(UnlearningProgress value)
        {
        }
    }
}

/// <summary>What several methods compute on a run.</summary>
internal static class RunLosses
{
    /// <summary>A batch of rows as the network was trained on them: on its device, and augmented if its recipe says so.</summary>
    /// <returns>b x C x H x W, 0..1, or b x F of vectors.</returns>
    public static Tensor FeaturesAt(this UnlearningRun run, RowSubset rows, Tensor indices)
    {
        var images = rows.FeaturesAt(indices, run.Device);
        return run.Recipe.Augmentation?.Apply(images, run.Generator) ?? images;
    }

    /// <summary>Mean cross-entropy of a batch of rows against their own labels.</summary>
    public static Tensor CrossEntropy(this UnlearningRun run, RowSubset rows, Tensor indices) =>
        run.BoundedCrossEntropy(rows, indices, limit: null);

    /// <summary>Mean cross-entropy in which a row counts at most the limit. A row above it has no gradient.</summary>
    public static Tensor BoundedCrossEntropy(this UnlearningRun run, RowSubset rows, Tensor indices, double? limit) =>
        Losses.BoundedCrossEntropy(run.Network.forward(run.FeaturesAt(rows, indices)).Logits, rows.LabelsAt(indices, run.Device), limit);

    /// <summary>The settings for the request at hand.</summary>
    public static T Choose<T>(this ForgetSplit split, T randomRows, T wholeClass) =>
        split.ForgottenClasses.Count == 0 ? randomRows : wholeClass;

    /// <summary>The unseen rows of the classes of the forgotten rows, in their order.</summary>
    public static RowSubset UnseenOfForgottenClasses(this ForgetSplit split) => split.Unseen!.OfClasses(split.Forget.Classes);
}
