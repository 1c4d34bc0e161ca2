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
        IDataView view, FeatureShape shape, string? forget = null, LabelKeys? classes = null, ClassifierColumns? columns = null,
        bool cancelled = false)
    {
        using var reader = new FeatureTensors(columns ?? new(), shape, new CancellationToken(cancelled), classes);
        var read = reader.Read(view, forget);
        return new OneView(reader.ToRows(), read, reader.Classes);
    }

    public void Dispose() => Rows.Dispose();
}
