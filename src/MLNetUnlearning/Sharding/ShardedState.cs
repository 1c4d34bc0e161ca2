namespace MLNetUnlearning.Sharding;

/// <summary>All that a sharded model is.</summary>
/// <param name="Columns">The columns that it reads and writes.</param>
/// <param name="Inputs">The columns of the rows that it was fitted on.</param>
/// <param name="Task">What it predicts.</param>
/// <param name="HasProbability">Whether its shards give a probability.</param>
/// <param name="Aggregation">How their answers are joined.</param>
/// <param name="Classes">The classes; null: there are none.</param>
/// <param name="Seed">The seed of all its shards.</param>
/// <param name="Shards">The shards.</param>
/// <param name="Ids">The ids that it knows.</param>
/// <param name="KeyIdentity">Which key they are hashed under.</param>
internal sealed record ShardedState(
    ShardColumns Columns, IReadOnlyList<ShardInput> Inputs, ShardTask Task, bool HasProbability, ShardAggregation Aggregation,
    LabelKeys? Classes, int Seed, IReadOnlyList<Shard> Shards, KnownIds Ids, string KeyIdentity)
{
    /// <summary>The key; null: it is not at hand.</summary>
    public FingerprintKey? Key { get; init; }

    /// <summary>Makes the estimator of a shard; null: the model comes from a file.</summary>
    public Func<MLContext, IEstimator<ITransformer>>? Estimator { get; init; }

    /// <summary>The shards that the last fit has fitted.</summary>
    public IReadOnlyList<int> Refitted { get; init; } = [];

    /// <summary>This model with its key.</summary>
    /// <exception cref="ArgumentException">The key is that of another model.</exception>
    public ShardedState Under(FingerprintKey? fingerprintKey)
    {
        if (fingerprintKey is null || fingerprintKey.Identity == KeyIdentity) return this with { Key = fingerprintKey ?? Key };
        throw new ArgumentException(
            $"This is {fingerprintKey}; the model's ids are hashed under fingerprint key {KeyIdentity}: give the key that belongs to it.",
            nameof(fingerprintKey));
    }

    /// <summary>This model, for one more owner of its shards.</summary>
    /// <exception cref="ObjectDisposedException">Its shards are freed.</exception>
    public ShardedState Shared()
    {
        foreach (var (index, shard) in Shards.Index())
        {
            if (shard.TryShare()) continue;
            foreach (var shared in Shards.Take(index)) shared.Leave();
            throw new ObjectDisposedException(nameof(ShardedModel));
        }
        return this;
    }

    /// <summary>Joins the answers of the shards.</summary>
    public Aggregator Aggregator() => new(Task, Aggregation, HasProbability, Classes?.Names, Shards);
}
