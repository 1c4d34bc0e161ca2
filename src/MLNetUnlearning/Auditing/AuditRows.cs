using MLNetUnlearning.Data;

namespace MLNetUnlearning.Auditing;

/// <summary>Rows that shadow models are trained on and asked about.</summary>
internal sealed class AuditRows
{
    private const int Batch = 256;
    private readonly string[] names; // of each row: its fingerprint and class

    /// <summary>Rows with their fingerprints.</summary>
    public AuditRows(RowSubset rows, IEnumerable<RowFingerprint> fingerprints)
        : this(rows, [.. fingerprints.Zip(rows.Classes, (row, label) => $"{row}/{label}")])
    {
    }

    private AuditRows(RowSubset rows, string[] names)
    {
        (Rows, this.names) = (rows, names);
        All = [.. Enumerable.Range(0, rows.Count).Select(row => (long)row)];
    }

    public RowSubset Rows { get; }

    /// <summary>The numbers of all rows.</summary>
    public long[] All { get; }

    public int Count => Rows.Count;

    /// <summary>A hash over some rows in their order. The order matters, since batches are drawn by row number.</summary>
    public string Identity(IEnumerable<long> chosen) => ShadowKey.Hash(string.Join(',', chosen.Select(row => names[row])));

    /// <summary>These rows, followed by others.</summary>
    public AuditRows Followed(AuditRows others) => new(Rows.Followed(others.Rows), [.. names, .. others.names]);

    /// <summary>The probability that a classifier gives to the true class of each row, and to all other classes together.</summary>
    public (double Own, double Others)[] Probabilities(NeuralClassifier classifier)
    {
        var found = new List<(double, double)>();
        foreach (var batch in All.Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var scores = classifier.Pass.Probabilities(Rows.FeaturesAt(NewTensor.Of(batch), classifier.Pass.Device), batch.Length);
            var width = scores.Length / batch.Length;
            found.AddRange(batch.Select((row, index) => Split(scores.AsSpan(index * width, width), (int)Rows.Classes[(int)row])));
        }
        return [.. found];
    }

    /// <summary>The other classes are added up, because near certainty 1 - p would be nothing but rounding.</summary>
    private static (double Own, double Others) Split(ReadOnlySpan<float> probabilities, int label)
    {
        var others = 0.0;
        for (var index = 0; index < probabilities.Length; index++)
            others += index == label ? 0 : probabilities[index];
        return (probabilities[label], others);
    }
}
