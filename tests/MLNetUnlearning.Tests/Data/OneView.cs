using Microsoft.ML;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Tests;

/// <summary>The rows of one view, as a Fit reads them.</summary>
internal sealed class OneView : IDisposable
{
    private readonly ReadRows read;

    private OneView(LabeledRows rows, ReadRows read, LabelKeys labels) => (Rows, this.read, Labels) = (rows, read, labels);

    public LabeledRows Rows { get; }

    public LabelKeys Labels { get; }

    public bool[]? Forget => read.Forget;

    public RowFingerprint[] Fingerprints => read.Fingerprints;

    public static OneView Read(
        IDataView view, ClassifierColumns columns, FeatureShape shape, string? forgetColumnName, CancellationToken cancellationToken, LabelKeys? classes = null)
    {
        using var reader = new FeatureTensors(columns, shape, cancellationToken, classes);
        var read = reader.Read(view, forgetColumnName);
        return new OneView(reader.ToRows(), read, reader.Classes);
    }

    public void Dispose() => Rows.Dispose();
}
