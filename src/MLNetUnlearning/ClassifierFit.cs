using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;

namespace MLNetUnlearning;

/// <summary>The steps that every <c>Fit</c> and every audit share: it reads rows once, runs on its own network, checks the result, and
/// frees the rest.</summary>
internal sealed class ClassifierFit : IDisposable
{
    private const string SeedEntry = "seed", StepTimeEntry = "time of a step";

    private readonly MLContext context;
    private readonly RunOptions options;
    private readonly ClassifierColumns columns;
    private readonly IChannel channel;
    private readonly IDisposable gradients;
    private readonly DisposeScope scope;
    private readonly FeatureTensors reader;
    private readonly CurveRecorder curves;
    private LabeledRows? rows;
    private RunCheckpoint checkpoint = RunCheckpoint.None;

    /// <summary>Begins a run on rows of one shape. The log calls it by <paramref name="stage"/>. Labels are numbered by
    /// <paramref name="classes"/> or, if it is null, by the classes of the first view that is read.</summary>
    public ClassifierFit(
        MLContext context, string stage, ClassifierColumns columns, FeatureShape shape, RunOptions options, LabelKeys? classes = null)
    {
        (this.context, this.columns, this.options) = (context, columns, options);
        channel = ((IHostEnvironment)context).Start(stage);
        try
        {
            Seed = KeptSeed() ?? options.Seed;
            Device = TorchDevice.Of(context, channel);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
        // Whatever the caller has turned off (no_grad, inference_mode), a run computes gradients. This belongs to the thread.
        gradients = inference_mode(mode: false);
        // What a run makes dies with this scope, whatever happens; a classifier takes its weights out of it.
        scope = NewDisposeScope();
        reader = new FeatureTensors(columns, shape, options.CancellationToken, classes);
        curves = new CurveRecorder(new RunReports(channel, options.Progress));
        Progress = new TimedProgress(curves, TimeProvider.System);
    }

    /// <summary>The seed of the run.</summary>
    public int Seed { get; }

    /// <summary>The device of the run.</summary>
    public Device Device { get; }

    /// <summary>The receiver of progress reports.</summary>
    public TimedProgress Progress { get; }

    /// <summary>The time of a training step that a method was chosen by; null: none was. A checkpoint keeps it.</summary>
    public TimeSpan? StepTime { get => field ?? KeptStepTime(); set; }

    /// <summary>Says what the finished step is worth.</summary>
    public StepReport StepReport => new(channel);

    /// <summary>Whether the run has a checkpoint to go on from.</summary>
    public bool GoesOn => Kept(SeedEntry) is not null;

    /// <summary>Ends the run early.</summary>
    public CancellationToken CancellationToken => options.CancellationToken;

    /// <summary>Whether the run was ended early and gives a result all the same. Its checkpoint then stays.</summary>
    public bool IsUnfinished { get; set; }

    /// <summary>The classes by class index, known once a view has been read.</summary>
    public LabelKeys Classes => reader.Classes;

    /// <summary>Says which views will be read: their rows then need no second place in memory.</summary>
    public void Expect(params IEnumerable<IDataView?> views) => reader.Expect(views);

    /// <summary>Reads the rows of a first training.</summary>
    public ReadRows Read(IDataView view) => reader.Read(view);

    /// <summary>Reads training rows, and says what each of them is to a run on a classifier.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="remembered">What the classifier remembers.</param>
    /// <param name="rules">What to do about rows that are not what they seem.</param>
    /// <param name="forgetColumnName">The column that marks rows to forget; null: none are.</param>
    /// <exception cref="InvalidOperationException">No row is marked, or no row would remain; rows were forgotten before, or marked ones
    /// never trained on, and the rules refuse them; or nobody can know which rows were forgotten.</exception>
    public KnownRows ReadTraining(IDataView view, RememberedRows remembered, RowRules rules, string? forgetColumnName = null)
    {
        var report = new RowReport(channel, rules);
        report.OfHistory(remembered);
        var read = reader.Read(
            view, forgetColumnName, forgetColumnName is null ? "training rows" : "marked rows",
            withLooks: forgetColumnName is not null || remembered.Forgotten.Count > 0);
        if (read.Forget is { } marks && !marks.Contains(true))
            throw new InvalidOperationException(
                $"No row is to be forgotten: column '{forgetColumnName}' is false in all {read.Count} rows.");
        var known = report.Of(remembered.Sort(read, rules.AreGranted), remembered, CancellationToken);
        if (known.Count(RowKind.Retain) == 0)
            throw new InvalidOperationException(read.Forget?.Contains(false) == false
                ? $"No row would remain: column '{forgetColumnName}' is true in all {read.Count} rows."
                : $"No row would remain: all {read.Count} rows are to be forgotten or were forgotten before.");
        return known;
    }

    /// <summary>Reads rows that the classifier must never have been trained on.</summary>
    /// <param name="view">The rows; null: none.</param>
    /// <param name="remembered">What the classifier remembers.</param>
    /// <param name="training">The training rows of this run.</param>
    /// <param name="rules">What to do about rows that are not what they seem.</param>
    /// <exception cref="InvalidOperationException">Some unseen rows are training rows.</exception>
    public UnseenPart? ReadUnseen(IDataView? view, RememberedRows remembered, ReadRows training, RowRules rules)
    {
        if (view is null) return null;
        var read = reader.Read(view, rows: "unseen rows");
        var overlap = remembered.TrainedAmong(read.Fingerprints, training.Fingerprints);
        new RowReport(channel, rules).OfTrainingRows("unseen", overlap, read.Count);
        return new UnseenPart(read, [.. Enumerable.Range(0, read.Count).Select(row => (long)row).Except(overlap)]);
    }

    /// <summary>The rows of one view, to be asked for once all views have been read.</summary>
    public RowSubset Rows(ReadRows read) => read.In(rows ??= reader.ToRows());

    /// <summary>Says something in the log.</summary>
    public void Say(string text) => channel.Info(MessageSensitivity.None, "{0}", text);

    /// <summary>Says in the log what so few rows cannot teach.</summary>
    public void Warn(IEnumerable<string> limits)
    {
        foreach (var limit in limits) channel.Warning(MessageSensitivity.None, "{0}", limit);
    }

    /// <summary>The checkpoint of this run, if it is to have one. It belongs to runs of this seed that begin with this network.</summary>
    /// <param name="network">The network at the start.</param>
    /// <param name="settings">All settings of the run as text.</param>
    /// <param name="parts">The rows by their part in the run; null: a part that is not there.</param>
    /// <exception cref="InvalidOperationException">The folder holds the checkpoint of another run, or another run uses it.</exception>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    public RunCheckpoint Checkpoint(ClassifierNetwork network, string settings, params IReadOnlyList<RowSubset?> parts)
    {
        if (options.Checkpoint is not { } wanted) return RunCheckpoint.None;
        var run = new Dictionary<string, string>
        {
            ["settings"] = settings,
            [SeedEntry] = Seed.ToString(CultureInfo.InvariantCulture),
            ["rows"] = RowSubset.HashOf(parts),
            ["classes"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Classes.Names)))),
            ["starting weights"] = WeightsHash.Of(network.state_dict()),
            ["version of the library"] = PackageVersion.Of(typeof(ClassifierFit).Assembly),
        };
        if (StepTime is { } stepTime) run[StepTimeEntry] = stepTime.Ticks.ToString(CultureInfo.InvariantCulture);
        return checkpoint = new RunCheckpoint(new CheckpointFolder(wanted.Folder, run), wanted.Interval, Progress);
    }

    /// <summary>The seed of the checkpoint that this run may go on from; null if there is none, or if a seed was stated.</summary>
    private int? KeptSeed() =>
        !options.IsSeedStated && int.TryParse(Kept(SeedEntry), CultureInfo.InvariantCulture, out var kept) ? kept : null;

    private TimeSpan? KeptStepTime() =>
        long.TryParse(Kept(StepTimeEntry), CultureInfo.InvariantCulture, out var ticks) && ticks > 0 ? new TimeSpan(ticks) : null;

    private string? Kept(string entry) => options.Checkpoint is { } wanted ? CheckpointFolder.EntryIn(wanted.Folder, entry) : null;

    /// <summary>Runs and makes a classifier of the network that <paramref name="run"/> returns; its weights and answers are finite.
    /// <paramref name="step"/> describes the run for the history, given how long it took; <paramref name="look"/> adds what the finished
    /// network shows. The classifier gets the notes of the one that it is made from.</summary>
    /// <exception cref="UnlearningException">A weight, statistic or answer is not finite.</exception>
    public NeuralClassifier Make(
        Func<Generator, ClassifierNetwork> run, TrainingRecipe recipe, RememberedRows remembered, IReadOnlyList<ClassifierStep> history,
        Func<TimeSpan, ClassifierStep> step, Func<ClassifierStep, ClassifierNetwork, ClassifierStep>? look = null,
        IReadOnlyDictionary<string, string>? notes = null)
    {
        var clock = Stopwatch.StartNew();
        using var generator = Seeding.Create((ulong)Seed);
        try
        {
            var network = run(generator);
            network.ApplyMasks();
            Device.Await(); // what it still has to do is part of the run's time
            var done = step(clock.Elapsed + checkpoint.Earlier) with { Device = TorchDevice.Describe(Device) };
            NetworkCheck.ThrowIfUnsound(network, rows!.All, done.Name); // the run has read its rows by now
            if (look is not null) done = look(done, network);
            var state = new ClassifierState(network, columns, Classes, recipe, remembered, [.. history, done])
            {
                Notes = notes ?? ClassifierNotes.None,
                Curves = curves.Curves,
            };
            var classifier = new NeuralClassifier(state).In(context);
            if (!IsUnfinished && checkpoint.Remove() is { } why)
                channel.Warning(MessageSensitivity.UserData, "Delete the checkpoint by hand. {0}", why);
            return classifier;
        }
        catch (UnlearningException ended) when (ended.RetainAccuracyLost is null)
        {
            checkpoint.Remove(); // the same run would end in the same way
            throw;
        }
    }

    /// <summary>Frees the rows and everything else that the run made.</summary>
    public void Dispose()
    {
        checkpoint.Dispose();
        rows?.Dispose();
        reader.Dispose();
        scope.Dispose();
        gradients.Dispose();
        channel.Dispose();
    }
}
