namespace MLNetUnlearning.Tests;

/// <summary>Tiny runs that write their state to a folder after every step; to none if the folder is null.</summary>
internal static class RunsWithCheckpoint
{
    private static readonly Lazy<byte[]> TrainedBytes = new(() => Saved.Bytes(Tiny.Trained(new MLContext(1))));

    public static IEstimator<NeuralClassifier> Estimator(string method, string? folder, IProgress<UnlearningProgress>? progress = null)
    {
        if (method.Length == 0) return Trainer(folder, progress);
        if (method == "rewinding") return Unlearning(new Scrub { Rewinds = true }, folder, progress);
        if (method != "pruning") return Unlearning(EstimatorContract.Methods[method], folder, progress);
        return new MLContext(1).Unlearning().Prune(
            Original(), new MagnitudePruning { Sparsity = 0.5 }, progress: progress, checkpoint: EveryStep(folder));
    }

    public static NeuralClassifierTrainer Trainer(
        string? folder, IProgress<UnlearningProgress>? progress = null, CancellationToken cancellation = default,
        bool returnBest = false) => new MLContext(1).Unlearning().TrainClassifier(
            Tiny.Recipe, network: Tiny.Network, progress: progress, cancellationToken: cancellation, checkpoint: EveryStep(folder),
            returnBestOnCancel: returnBest);

    public static UnlearningEstimator Unlearning(
        UnlearningMethod method, string? folder, IProgress<UnlearningProgress>? progress = null) =>
        Unlearning(method, EveryStep(folder), progress, default);

    public static UnlearningEstimator Unlearning(
        UnlearningMethod method, CheckpointSettings? checkpoint, IProgress<UnlearningProgress>? progress, CancellationToken cancellation) =>
        new MLContext(1).Unlearn(
            Original(), method, unseen: Tiny.Unseen, progress: progress, cancellationToken: cancellation,
            checkpoint: checkpoint);

    /// <summary>As a new process has it: it knows nothing that earlier runs prepared.</summary>
    public static NeuralClassifier Original() => Saved.Load(TrainedBytes.Value);

    public static CheckpointSettings? EveryStep(string? folder) => folder is null ? null : new(folder) { Interval = TimeSpan.Zero };
}
