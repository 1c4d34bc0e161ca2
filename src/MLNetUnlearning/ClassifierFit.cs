using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>What every <c>Fit</c> and every audit does: reads rows once, runs on a network of its own, checks the result, and frees
/// whatever was made beside it.</summary>
internal sealed class ClassifierFit : IDisposable
{
    private readonly MLContext context;
    private readonly RunOptions options;
    private readonly ClassifierColumns columns;
    private readonly IChannel channel;
    private readonly DisposeScope scope;
    private readonly FeatureTensors reader;
    private LabeledRows? rows;

    /// <summary>Begins a run.</summary>
    /// <param name="context">The context whose log and device are used.</param>
    /// <param name="stage">What the log calls it.</param>
    /// <param name="columns">The columns of the rows, and those that the classifier will have.</param>
    /// <param name="shape">What a row must look like.</param>
    /// <param name="options">Seed, progress, cancellation.</param>
    /// <param name="classes">The classes to count by; null: those of the first view that is read.</param>
    public ClassifierFit(MLContext context, string stage, ClassifierColumns columns, FeatureShape shape, RunOptions options, LabelKeys? classes = null)
    {
        (this.context, this.columns, this.options) = (context, columns, options);
        channel = ((IHostEnvironment)context).Start(stage);
        try
        {
            Device = TorchDevice.Of(context, channel);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
        // What a run makes dies with this scope, whatever happens; a classifier takes its weights out of it.
        scope = NewDisposeScope();
        reader = new FeatureTensors(columns, shape, options.CancellationToken, classes);
        Progress = new RunReports(channel, options.Progress);
    }

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary>Where it reports to.</summary>
    public IProgress<UnlearningProgress> Progress { get; }

    /// <summary>Ends it early.</summary>
    public CancellationToken CancellationToken => options.CancellationToken;

    /// <summary>The classes by class index, once a view was read.</summary>
    public LabelKeys Classes => reader.Classes;

    /// <summary>Says which views will be read: their rows then need no second place in memory.</summary>
    public void Expect(params IEnumerable<IDataView?> views) => reader.Expect(views);

    /// <summary>Reads training rows.</summary>
    public ReadRows Read(IDataView view) => reader.Read(view);

    /// <summary>Reads training rows of which some are marked.</summary>
    /// <exception cref="InvalidOperationException">No row is marked, or every row is.</exception>
    public ReadRows ReadMarked(IDataView view, string forgetColumnName)
    {
        var read = reader.Read(view, forgetColumnName);
        if (!read.Forget!.Contains(true))
            throw new InvalidOperationException($"No row is to be forgotten: column '{forgetColumnName}' is false in all {read.Count} rows.");
        if (!read.Forget!.Contains(false))
            throw new InvalidOperationException($"No row would remain: column '{forgetColumnName}' is true in all {read.Count} rows.");
        return read;
    }

    /// <summary>Reads rows that stand for what the classifier has never seen.</summary>
    /// <param name="view">The rows; null: none.</param>
    /// <param name="trainingRows">Rows that are not unseen.</param>
    /// <param name="dropOverlappingRows">Whether training rows among them are left out; null: they cannot be, and the message does not
    /// offer it.</param>
    /// <exception cref="InvalidOperationException">Rows among them are training rows.</exception>
    public UnseenPart? ReadUnseen(IDataView? view, RowFingerprints trainingRows, bool? dropOverlappingRows)
    {
        if (view is null) return null;
        var read = reader.Read(view);
        var overlap = trainingRows.RowsAmong(read.Fingerprints);
        if (overlap.Length > 0)
        {
            if (dropOverlappingRows != true || overlap.Length == read.Count)
                throw new InvalidOperationException(
                    $"{overlap.Length} of {read.Count} unseen rows are training rows. Rows, counted from 0: {NameList.OfRows(overlap)}. "
                    + "Hold rows out before training (HoldOut keeps identical images on one side)"
                    + (dropOverlappingRows is null ? "." : ", or leave these out with dropOverlappingRows: true."));
            channel.Warning(MessageSensitivity.None, "{0} of {1} unseen rows are training rows and are left out", overlap.Length, read.Count);
        }
        return new UnseenPart(read, [.. Enumerable.Range(0, read.Count).Select(row => (long)row).Except(overlap)]);
    }

    /// <summary>Rows that were read, once all views are.</summary>
    public RowSubset Rows(ReadRows read) => read.In(rows ??= reader.ToRows());

    /// <summary>Makes the classifier.</summary>
    /// <param name="run">Gives the network, as the run leaves it.</param>
    /// <param name="recipe">How it was first trained.</param>
    /// <param name="trainingRows">The rows it was ever trained on.</param>
    /// <param name="history">What was done to it before.</param>
    /// <param name="step">What was done now, given how long it took.</param>
    /// <exception cref="UnlearningException">A weight or statistic is not finite.</exception>
    public NeuralClassifier Make(
        Func<Generator, ClassifierNetwork> run, TrainingRecipe recipe, RowFingerprints trainingRows, IReadOnlyList<ClassifierStep> history,
        Func<TimeSpan, ClassifierStep> step)
    {
        var clock = Stopwatch.StartNew();
        using var generator = Seeding.Create((ulong)options.Seed);
        var network = run(generator);
        network.ApplyMasks();
        var done = step(clock.Elapsed);
        ThrowIfNotFinite(network, done.Name);
        return new NeuralClassifier(new ClassifierState(network, columns, Classes, recipe, trainingRows, [.. history, done])).In(context);
    }

    /// <summary>Frees the rows and whatever the run left.</summary>
    public void Dispose()
    {
        rows?.Dispose();
        reader.Dispose();
        scope.Dispose();
        channel.Dispose();
    }

    private static void ThrowIfNotFinite(ClassifierNetwork network, string name)
    {
        foreach (var (weightName, weight) in network.state_dict().Where(weight => weight.Value.is_floating_point()))
        {
            using var finite = weight.isfinite();
            using var all = finite.all();
            if (!all.ToBoolean())
                throw new UnlearningException($"After '{name}' weight '{weightName}' is not finite: lower the learning rate. Nothing was changed.");
        }
    }
}

/// <summary>Rows that the classifier was never trained on.</summary>
/// <param name="Read">What was read.</param>
/// <param name="Kept">Which of them were never trained on, counted from 0.</param>
internal sealed record UnseenPart(ReadRows Read, long[] Kept)
{
    /// <summary>What tells these rows from others: a hash over the fingerprints, in order, since batches are drawn by row number.</summary>
    public string Identity =>
        Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Kept.Select(row => Read.Fingerprints[row])))));

    /// <summary>The rows.</summary>
    public RowSubset In(ClassifierFit fit) => fit.Rows(Read).Select(Kept);
}
