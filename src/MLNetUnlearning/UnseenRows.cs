using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>The rows that stand for what the classifier has never seen, and the watch that they really do.</summary>
/// <param name="View">The rows, or null for none.</param>
/// <param name="DropOverlappingRows">Whether training rows among them are left out rather than refused.</param>
internal sealed record UnseenView(IDataView? View, bool DropOverlappingRows)
{
    /// <summary>Reads the rows.</summary>
    /// <param name="columns">Their columns.</param>
    /// <param name="classifier">Its classes and its image shape.</param>
    /// <param name="trainingRows">Images that are not unseen.</param>
    /// <param name="channel">Where left-out rows are told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="identity">What tells these rows from others.</param>
    /// <exception cref="InvalidOperationException">Rows among them are training rows.</exception>
    public LabeledRows? Read(
        ClassifierColumns columns, NeuralClassifier classifier, RowFingerprints trainingRows, IChannel channel,
        CancellationToken cancellationToken, out string identity)
    {
        identity = "none";
        if (View is null) return null;
        using var read = FeatureTensors.Read(View, columns, classifier.Shape, forgetColumnName: null, cancellationToken, classifier.Labels);
        var overlap = trainingRows.RowsAmong(read.Fingerprints);
        if (overlap.Length > 0) Report(overlap, read.Rows.Count, channel);
        var kept = Enumerable.Range(0, read.Rows.Count).Select(row => (long)row).Except(overlap).ToArray();
        identity = Identity(kept.Select(row => read.Fingerprints[row]));
        return read.Rows.Select(kept);
    }

    private void Report(long[] overlap, int count, IChannel channel)
    {
        if (!DropOverlappingRows || overlap.Length == count)
            throw Overlap(overlap, count, ", or leave these out with dropOverlappingRows: true");
        channel.Warning(MessageSensitivity.None, "{0} of {1} rows of the validation set are training rows and are left out", overlap.Length, count);
    }

    /// <summary>Rows given as unseen are training rows.</summary>
    internal static InvalidOperationException Overlap(long[] overlap, int count, string otherwise = "") => new(
        $"{overlap.Length} of {count} rows of the validation set are training rows, so they are not unseen. Rows, counted from 0: {NameList.OfRows(overlap)}. "
        + $"Hold rows out before training (HoldOut keeps identical images on one side){otherwise}.");

    /// <summary>A hash over the fingerprints, in order: batches are drawn by row number.</summary>
    private static string Identity(IEnumerable<RowFingerprint> rows) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Concat(rows))));
}
