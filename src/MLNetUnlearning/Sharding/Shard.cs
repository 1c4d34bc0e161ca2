namespace MLNetUnlearning.Sharding;

/// <summary>One shard: a model of its own rows, or what stands for it where a trainer has nothing to learn. Several sharded models may
/// have it in common, since forgetting fits a few shards and keeps the others.</summary>
internal sealed class Shard
{
    private int owners = 1;

    private Shard(int numberOfRows) => NumberOfRows = numberOfRows;

    /// <summary>The rows that it was fitted on.</summary>
    public int NumberOfRows { get; }

    /// <summary>The fitted estimator; null where there was nothing to fit.</summary>
    public ITransformer? Model { get; private init; }

    /// <summary>The columns of the rows that the model was fitted on; null as above.</summary>
    public DataViewSchema? Schema { get; private init; }

    /// <summary>The classes in the order of the model's scores; null where there are no classes.</summary>
    public LabelKeys? Classes { get; private init; }

    /// <summary>The only class of its labelled rows, where it has just one: it then always answers with it. Null: it has more, or
    /// none.</summary>
    public string? OnlyClass { get; private init; }

    /// <summary>A shard with a fitted model.</summary>
    public static Shard Fitted(int numberOfRows, ITransformer model, DataViewSchema schema, LabelKeys? classes) =>
        new(numberOfRows) { Model = model, Schema = schema, Classes = classes };

    /// <summary>A shard whose labelled rows are all of one class.</summary>
    public static Shard OneSided(int numberOfRows, string onlyClass) => new(numberOfRows) { OnlyClass = onlyClass };

    /// <summary>A shard without a labelled row: it gives no answer, and the others are asked.</summary>
    public static Shard Silent(int numberOfRows) => new(numberOfRows);

    /// <summary>This shard, for one more model.</summary>
    public Shard Share()
    {
        Interlocked.Increment(ref owners);
        return this;
    }

    /// <summary>A model gives it up. The last one frees what it holds.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref owners) == 0) (Model as IDisposable)?.Dispose();
    }
}
