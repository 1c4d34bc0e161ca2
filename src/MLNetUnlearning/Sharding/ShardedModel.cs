using MLNetUnlearning.Sharding;

namespace MLNetUnlearning;

/// <summary>A model of several shards, each fitted on its own part of the rows, that forgets exactly: <c>ml.Unlearn(model)</c> fits the
/// shards again that hold rows to forget, and no other.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Score</term><description>Output: a number or, where classes are predicted, <c>Vector&lt;Single&gt;</c> with one for each of
/// <see cref="Classes"/>.</description></item>
/// <item><term>Probability</term><description>Output for a binary label, unless scores are averaged: 0 to 1.</description></item>
/// <item><term>PredictedLabel</term><description>Output where classes are predicted: Boolean for a binary label, otherwise a key with the
/// values of <see cref="Classes"/>.</description></item>
/// <item><term>Label</term><description>Output, if the rows have it: as evaluators compare it with the columns above, also where the stage
/// itself makes keys of it.</description></item>
/// </list>
/// <para>Columns that the stage makes for itself, such as features, are not in the output: every shard has its own.</para>
/// </remarks>
public sealed partial class ShardedModel : ITransformer, IDisposable
{
    private int isDisposed;

    internal ShardedModel(ShardedState state) => State = state;

    /// <summary>The number of shards.</summary>
    public int NumberOfShards => State.Shards.Count;

    /// <summary>The number of rows of each shard.</summary>
    public IReadOnlyList<int> RowsPerShard => [.. State.Shards.Select(shard => shard.NumberOfRows)];

    /// <summary>The number of ids whose rows were all forgotten, in all requests so far. A later request refuses them.</summary>
    public int NumberOfForgottenIds => State.Ids.Forgotten.Count;

    /// <summary>The shards, counted from 0, that the last fit has fitted: all of a first fit, or those that lost rows.</summary>
    public IReadOnlyList<int> RefittedShards => State.Refitted;

    /// <summary>How the answers of the shards become one.</summary>
    public ShardAggregation Aggregation => State.Aggregation;

    /// <summary>The classes, where several are predicted; null for a binary label, numbers and rankings.</summary>
    public LabelKeys? Classes => State.Classes;

    /// <summary>The seed of all shards.</summary>
    public int Seed => State.Seed;

    /// <summary>The key under which ids are hashed. Null: it was not at hand when the model was loaded; the model then scores, and cannot
    /// forget.</summary>
    public FingerprintKey? FingerprintKey => State.Key;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal ShardedState State { get; }

    /// <summary>The input schema with the columns that the model adds.</summary>
    /// <param name="inputSchema">A schema with the columns that the stage reads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ShardedScoring(State, inputSchema).Output;
    }

    /// <summary>Adds the answers to rows, computed when a cursor needs them.</summary>
    /// <param name="input">Rows with the columns that the stage reads. The id is not needed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ThrowIfDisposed();
        return new ShardedRows(input, new ShardedScoring(State, input.Schema));
    }

    /// <summary>Creates a mapper that answers for one row at a time, as prediction engines need it.</summary>
    /// <param name="inputSchema">A schema with the columns that the stage reads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ThrowIfDisposed();
        return new ShardedRowMapper(new ShardedScoring(State, inputSchema));
    }

    /// <summary>Such as "10 shards of 684 to 731 rows, mean of probabilities; 3 ids forgotten".</summary>
    public override string ToString()
    {
        var (rows, way) = (RowsPerShard, Aggregation switch
        {
            ShardAggregation.MeanProbability => "mean of probabilities",
            ShardAggregation.MeanScore => "mean of scores",
            _ => "majority",
        });
        var forgotten = NumberOfForgottenIds switch
        {
            0 => "",
            1 => "; 1 id forgotten",
            var many => $"; {many} ids forgotten",
        };
        return $"{NumberOfShards} shards of {rows.Min()} to {rows.Max()} rows, {way}{forgotten}";
    }

    /// <summary>Frees the shards that no other sharded model uses: what was made from this model by forgetting stays usable. Only models
    /// that hold more than memory, such as those of <c>TrainClassifier</c>, need it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0) return;
        foreach (var shard in State.Shards) shard.Leave();
    }

    /// <summary>Keeps the shards from being freed, whoever disposes of the model meanwhile, until what is returned is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    internal IDisposable Hold()
    {
        var held = new Held();
        foreach (var shard in State.Shards)
            if (shard.TryShare()) held.Shards.Add(shard);
            else
            {
                held.Dispose();
                throw new ObjectDisposedException(GetType().FullName);
            }
        return held;
    }

    private sealed class Held : IDisposable
    {
        public List<Shard> Shards { get; } = [];

        public void Dispose()
        {
            foreach (var shard in Shards) shard.Leave();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed) != 0, this);
}
