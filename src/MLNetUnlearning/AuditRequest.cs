using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using static TorchSharp.torch;

namespace MLNetUnlearning.Auditing;

/// <summary>What an audit was asked for, checked and read. Owns the rows and the log's channel.</summary>
internal sealed class AuditRequest : IDisposable
{
    private readonly NeuralClassifier audited;
    private readonly IChannel channel;
    private readonly Device device;
    private readonly CancellationToken cancellationToken;

    public AuditRequest(
        MLContext context, NeuralClassifier classifier, IDataView marked, IDataView? unseen, int numberOfShadowModels, string forgetColumnName,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfShadowModels, 2);
        (audited, this.cancellationToken) = (classifier, cancellationToken);
        channel = ((IHostEnvironment)context).Start("Auditing");
        try
        {
            device = TorchDevice.Of(context, channel);
            (Training, Marks, Unseen) = Read(marked, unseen, forgetColumnName);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>The training rows.</summary>
    public AuditRows Training { get; }

    /// <summary>Which of them are to be forgotten.</summary>
    public bool[] Marks { get; }

    /// <summary>Rows never trained on, where given.</summary>
    public AuditRows? Unseen { get; }

    public Auditor Auditor(string? folder, int seed, IProgress<UnlearningProgress>? progress)
    {
        var store = new ShadowStore(folder, device, audited.Architecture);
        return new Auditor(audited, new ShadowModels(audited, device, store, new RunReports(channel, progress), cancellationToken), seed);
    }

    public void Dispose()
    {
        Training.Dispose();
        Unseen?.Dispose();
        channel.Dispose();
    }

    private (AuditRows Training, bool[] Marks, AuditRows? Unseen) Read(IDataView marked, IDataView? unseen, string forgetColumnName)
    {
        var read = FeatureTensors.Read(marked, audited.Columns, audited.Shape, forgetColumnName, cancellationToken, audited.Labels);
        var training = new AuditRows(read.Rows, read.Fingerprints);
        try
        {
            UnlearningEstimator.ThrowIfNothingToDo(read.Forget!, forgetColumnName);
            var known = RowFingerprints.FromRows(audited.TrainingRows.ToArray().Concat(read.Fingerprints));
            return (training, read.Forget!, ReadUnseen(unseen, known));
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    private AuditRows? ReadUnseen(IDataView? unseen, RowFingerprints known)
    {
        if (unseen is null)
            return null;
        var read = FeatureTensors.Read(unseen, audited.Columns, audited.Shape, forgetColumnName: null, cancellationToken, audited.Labels);
        if (known.RowsAmong(read.Fingerprints) is { Length: > 0 } overlap)
        {
            read.Dispose();
            throw UnseenView.Overlap(overlap, read.Fingerprints.Length);
        }
        return new AuditRows(read.Rows, read.Fingerprints);
    }
}
