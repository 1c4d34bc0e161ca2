using System.Diagnostics;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLNetUnlearning;

/// <summary>Makes a classifier forget the marked rows of the view it is fitted on; made by <c>mlContext.Unlearn(...)</c>, for <c>.Append(...)</c>.</summary>
/// <remarks>
/// Input: the label, a key; the features, <c>Vector&lt;Single, C*H*W&gt;</c>, planar; the forget column, Boolean. The rows are those the classifier was
/// trained on. The classifier that was given stays as it is; labels are matched with its own by value.
/// </remarks>
public sealed class UnlearningEstimator : IEstimator<ImageClassifier>
{
    private readonly IHost host;
    private readonly ImageClassifier classifier;
    private readonly UnlearningSettings settings;

    internal UnlearningEstimator(IHostEnvironment environment, ImageClassifier classifier, UnlearningSettings settings)
    {
        host = environment.Register(nameof(UnlearningEstimator));
        (this.classifier, this.settings) = (classifier, settings);
        Seed = (ulong)host.Rand.Next();
    }

    /// <summary>The seed of everything random; follows the seed of the MLContext.</summary>
    public ulong Seed { get; }

    /// <summary>Makes a copy of the classifier forget.</summary>
    /// <param name="input">The classifier's training rows, marked.</param>
    /// <returns>A classifier with as many classes as before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Nothing or everything is to be forgotten; a label is unknown to the classifier; unseen rows are missing or overlap the training rows.</exception>
    /// <exception cref="UnlearningException">The method could not be brought to an end.</exception>
    /// <exception cref="OperationCanceledException">The cancellation token was signalled.</exception>
    public ImageClassifier Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = host.Start("Unlearning");
        using var marked = ImageTensors.Read(
            input, Columns, classifier.Shape, settings.ForgetColumnName, settings.CancellationToken, classifier.Labels);
        RequireSomeOfBoth(marked.Forget!);
        var trained = ImageFingerprints.FromRows(classifier.TrainingRows.ToArray().Concat(marked.Fingerprints));
        var (unseen, unseenRows) = Unseen(trained);
        using var split = ForgetSplit.Of(marked.Rows, marked.Forget!, unseen);
        var preparations = classifier.Preparations.For(unseenRows);
        using var generator = Seeding.Create(Seed, settings.Device);
        ClassifierNetwork network = classifier.CopyNetwork(settings.Device);
        var clock = Stopwatch.StartNew();
        try
        {
            settings.Method.Unlearn(new UnlearningRun(
                network, split, classifier.Recipe, generator, preparations, new ProgressRelay(channel, settings.Progress), settings.CancellationToken));
        }
        catch
        {
            network.Dispose();
            throw;
        }
        var step = new ClassifierStep(
            settings.Method.Name, MethodSettings.Of(settings.Method), Seed, marked.Rows.Count, split.Forget.Count,
            clock.Elapsed - preparations.Spent, preparations.Elapsed);
        return new ImageClassifier(network, classifier.Columns, classifier.Labels, classifier.Recipe, trained, [.. classifier.History, step], Seed);
    }

    /// <summary>The input's columns, the score and the predicted label.</summary>
    /// <param name="inputSchema">The shape of what will be fitted on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var output = ClassifierShapes.Of(inputSchema, Columns);
        var forget = inputSchema.RequireColumn("forget", settings.ForgetColumnName);
        return forget.Kind == SchemaShape.Column.VectorKind.Scalar && forget.ItemType is BooleanDataViewType
            ? output
            : throw SchemaShapes.Mismatch("forget", forget, "Boolean");
    }

    private ClassifierColumns Columns => classifier.Columns with { Label = settings.LabelColumnName, Features = settings.FeatureColumnName };

    private static void RequireSomeOfBoth(bool[] forget)
    {
        int count = forget.Count(mark => mark);
        if (count == 0)
            throw new InvalidOperationException("No row is marked to be forgotten.");
        if (count == forget.Length)
            throw new InvalidOperationException($"All {count} rows are marked to be forgotten: nothing would be left to know.");
    }

    /// <summary>The unseen rows, which must not be among the training rows, and what tells this set from others.</summary>
    private (LabeledImages? Rows, string Identity) Unseen(ImageFingerprints trained)
    {
        if (settings.ValidationSet is null)
        {
            return settings.Method.NeedsUnseenRows
                ? throw new InvalidOperationException($"The method '{settings.Method.Name}' needs rows that the classifier was never trained on: give them as validationSet.")
                : (null, "");
        }
        using var read = ImageTensors.Read(settings.ValidationSet, Columns, classifier.Shape, null, settings.CancellationToken, classifier.Labels);
        long[] overlapping = trained.RowsAmong(read.Fingerprints);
        if (overlapping.Length > 0 && !settings.DropOverlappingRows)
        {
            throw new InvalidOperationException(
                $"{overlapping.Length} of {read.Rows.Count} rows of the validation set are training rows of the classifier, so they are not unseen. "
                + $"Rows, counted from 0: {NameList.OfRows(overlapping)}. Leave them out, or set dropOverlappingRows.");
        }
        var dropped = overlapping.ToHashSet();
        long[] kept = Enumerable.Range(0, read.Rows.Count).Select(row => (long)row).Where(row => !dropped.Contains(row)).ToArray();
        if (kept.Length == 0)
            throw new InvalidOperationException("No row of the validation set is unseen: all are training rows of the classifier.");
        byte[] identity = ImageFingerprints.FromRows(kept.Select(row => read.Fingerprints[row])).ToBytes();
        return (read.Rows.Select(kept), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(identity)));
    }
}
