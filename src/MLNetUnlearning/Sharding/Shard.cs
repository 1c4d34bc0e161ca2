using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>One shard: a model of its own rows, or what stands for it where a trainer has nothing to learn. Several sharded models may
/// have it in common, since forgetting fits a few shards and keeps the others.</summary>
internal sealed class Shard
{
    private readonly UserCount owners = new();

    private Shard(int numberOfRows) => NumberOfRows = numberOfRows;

    /// <summary>The rows that it was fitted on.</summary>
    public int NumberOfRows { get; }

    /// <summary>The fitted estimator; null where there was nothing to fit.</summary>
    public ITransformer? Model { get; private init; }

    /// <summary>What the model does to the columns of rows.</summary>
    public ShardTraces Traces { get; private init; } = ShardTraces.None;

    /// <summary>The classes in the order of the model's scores; null where there are no classes.</summary>
    public LabelKeys? Classes { get; private init; }

    /// <summary>The only class of its labelled rows, where it has just one: it then always answers with it. Null: it has more, or
    /// none.</summary>
    public string? OnlyClass { get; private init; }

    /// <summary>A shard with a fitted model.</summary>
    public static Shard Fitted(int numberOfRows, ITransformer model, ShardTraces traces, LabelKeys? classes) =>
        new(numberOfRows) { Model = model, Traces = traces, Classes = classes };

    /// <summary>A shard whose labelled rows are all of one class.</summary>
    public static Shard OneSided(int numberOfRows, string onlyClass) => new(numberOfRows) { OnlyClass = onlyClass };

    /// <summary>A shard without a labelled row: it gives no answer, and the others are asked.</summary>
    public static Shard Silent(int numberOfRows) => new(numberOfRows);

    /// <summary>Takes it for one more model.</summary>
    /// <returns>False: no model has it any more, and it is freed.</returns>
    public bool TryShare() => owners.TryEnter();

    /// <summary>A model gives it up. The last one frees what it holds.</summary>
    public void Leave()
    {
        if (owners.Leave()) (Model as IDisposable)?.Dispose();
    }
}

/// <summary>What the model of a shard does to the columns of rows, besides reading them. A saved chain has all shards one after the other,
/// and each has to find the rows as they were.</summary>
/// <param name="Changed">The columns of the rows that it hides or drops.</param>
/// <param name="Made">The columns that it adds.</param>
/// <param name="IsSelective">Whether it drops columns that it does not know, as <c>SelectColumns</c> does.</param>
internal sealed record ShardTraces(IReadOnlyList<string> Changed, IReadOnlyList<string> Made, bool IsSelective)
{
    public static ShardTraces None { get; } = new([], [], IsSelective: false);

    private const string Unknown = "MLNetUnlearning.Shards.Unknown";

    /// <summary>Looks at the columns before and after.</summary>
    public static ShardTraces Of(DataViewSchema before, ITransformer model)
    {
        var with = new DataViewSchema.Builder();
        with.AddColumns(before);
        with.AddColumn(Unknown, BooleanDataViewType.Instance);
        return Of(before, model.GetOutputSchema(before), model.GetOutputSchema(with.ToSchema()).GetColumnOrNull(Unknown) is null);
    }

    private static ShardTraces Of(DataViewSchema before, DataViewSchema after, bool isSelective) => new(
        [.. before.Where(column => after.GetColumnOrNull(column.Name)?.Index != column.Index).Select(column => column.Name)],
        [.. after.Where(column => !column.IsHidden && before.GetColumnOrNull(column.Name) is null).Select(column => column.Name)],
        isSelective);
}
