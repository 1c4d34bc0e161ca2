using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>Says to which shard a row belongs: a hash of its id under a key decides. So an id has all its rows in one shard, no row moves
/// when others go, and nobody without the key can tell who is in a shard.</summary>
/// <param name="column">The id column: a key, text, a number or Boolean.</param>
/// <param name="key">The key.</param>
/// <param name="numberOfShards">The number of shards.</param>
internal sealed class ShardIds(DataViewSchema.Column column, FingerprintKey key, int numberOfShards) : KeyedIds(column, key)
{
    /// <summary>Finds the id column of rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static ShardIds Of(DataViewSchema schema, string name, FingerprintKey key, int numberOfShards) =>
        new(schema.RequireColumn(Role, name), key, numberOfShards);

    /// <summary>The shard of an id. The other half of the hash orders the rows within a shard.</summary>
    public int ShardOf(RowFingerprint id) => (int)(((UInt128)id.Low * (uint)numberOfShards) >> 64);
}
