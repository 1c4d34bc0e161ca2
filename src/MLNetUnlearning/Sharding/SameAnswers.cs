namespace MLNetUnlearning.Sharding;

/// <summary>Compares two fits of a shard.</summary>
internal static class SameAnswers
{
    /// <summary>Whether two shards give the same scores for all rows, to the bit.</summary>
    public static bool Of(Shard one, Shard other, IDataView rows, ShardedState state)
    {
        if (one.Model is null || other.Model is null) return one.OnlyClass == other.OnlyClass;
        return Answers(one, rows, state).SequenceEqual(Answers(other, rows, state));
    }

    private static IEnumerable<int> Answers(Shard shard, IDataView rows, ShardedState state)
    {
        // Alone, as if there were no others: its own classes and no joining.
        var alone = new ShardedModel(state with { Shards = [shard], Classes = shard.Classes });
        var scored = alone.Transform(rows);
        var score = scored.Schema[state.Columns.Score];
        using var cursor = scored.GetRowCursor([score]);
        if (score.Type is not VectorDataViewType)
        {
            var getter = cursor.GetGetter<float>(score);
            var number = 0f;
            while (cursor.MoveNext())
            {
                getter(ref number);
                yield return BitConverter.SingleToInt32Bits(number);
            }
            yield break;
        }
        var vectors = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> scores = default;
        while (cursor.MoveNext())
        {
            vectors(ref scores);
            foreach (var value in scores.DenseValues()) yield return BitConverter.SingleToInt32Bits(value);
        }
    }
}
