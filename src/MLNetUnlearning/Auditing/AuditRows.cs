using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Auditing;

/// <summary>Rows that shadow models are trained on and asked about.</summary>
internal sealed class AuditRows : IDisposable
{
    private const int Batch = 256;
    private readonly string[] rows; // what tells one from the others: image and class

    /// <summary>Takes over images with their fingerprints.</summary>
    public AuditRows(LabeledRows images, IEnumerable<RowFingerprint> fingerprints)
        : this(images, [.. fingerprints.Zip(images.Labels.data<long>().ToArray(), (image, label) => $"{image}/{label}")])
    {
    }

    private AuditRows(LabeledRows images, string[] rows)
    {
        (Images, Labels, this.rows) = (images, images.Labels.data<long>().ToArray(), rows);
        All = [.. Enumerable.Range(0, Labels.Length).Select(row => (long)row)];
    }

    public LabeledRows Images { get; }

    /// <summary>The class of each row.</summary>
    public long[] Labels { get; }

    /// <summary>The numbers of all rows.</summary>
    public long[] All { get; }

    public int Count => Labels.Length;

    /// <summary>A hash over some rows in their order: batches are drawn by row number.</summary>
    public string Identity(IEnumerable<long> chosen) => ShadowKey.Hash(string.Join(',', chosen.Select(row => rows[row])));

    /// <summary>These rows, then others.</summary>
    public AuditRows Followed(AuditRows others)
    {
        using var scope = NewDisposeScope();
        var pixels = Images.Pixels.dtype == others.Images.Pixels.dtype
            ? cat([Images.Pixels, others.Images.Pixels])
            : cat([Images.Images(tensor(All), CPU), others.Images.Images(tensor(others.All), CPU)]);
        var joined = new LabeledRows(pixels, cat([Images.Labels, others.Images.Labels]));
        return new AuditRows(joined, [.. rows.Concat(others.rows)]);
    }

    /// <summary>What a classifier gives to the true class of some rows, and to all others together.</summary>
    public (double Own, double Others)[] Probabilities(NeuralClassifier classifier, long[] chosen)
    {
        var found = new List<(double, double)>();
        foreach (var batch in chosen.Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var scores = classifier.Scorer.Score(Images.Images(tensor(batch), CPU), batch.Length);
            var width = scores.Length / batch.Length;
            found.AddRange(batch.Select((row, index) => Split(scores.AsSpan(index * width, width), (int)Labels[row])));
        }
        return [.. found];
    }

    public void Dispose() => Images.Dispose();

    /// <summary>The others are added up: near certainty 1 - p would be nothing but rounding.</summary>
    private static (double Own, double Others) Split(ReadOnlySpan<float> probabilities, int label)
    {
        var others = 0.0;
        for (var index = 0; index < probabilities.Length; index++)
            others += index == label ? 0 : probabilities[index];
        return (probabilities[label], others);
    }
}
