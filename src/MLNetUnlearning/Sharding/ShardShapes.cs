using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>The columns of scored rows, known before there is a model.</summary>
internal static class ShardShapes
{
    /// <summary>The columns of the input with those that a sharded model of this estimator adds.</summary>
    public static SchemaShape Of(
        IEstimator<ITransformer> estimator, SchemaShape input, ShardColumns columns, ShardAggregation? aggregation)
    {
        var output = ShardOutput.Of(estimator, input, columns);
        return Of(input, columns, output.Task, output.HasProbability, output.Choose(aggregation), () => estimator.GetOutputSchema(input));
    }

    /// <summary>The columns of the input with those that a sharded model adds.</summary>
    /// <param name="input">The columns of the rows.</param>
    /// <param name="columns">The columns of the model.</param>
    /// <param name="task">What it predicts.</param>
    /// <param name="hasProbability">Whether its shards give a probability.</param>
    /// <param name="aggregation">How their answers are joined.</param>
    /// <param name="ofShard">The columns that a shard gives for the input.</param>
    public static SchemaShape Of(
        SchemaShape input, ShardColumns columns, ShardTask task, bool hasProbability, ShardAggregation aggregation,
        Func<SchemaShape> ofShard)
    {
        var label = input.Where(column => column.Name == columns.Label).Cast<SchemaShape.Column?>().FirstOrDefault();
        // Shapes have no sizes: two classes stand for any number of them.
        var values = label is { } found ? ValuesOf(found) : TextDataViewType.Instance;
        var ofShards = task == ShardTask.Multiclass ? ofShard().ToList() : [];
        var isOfKeys = ofShards.Any(column => column.Name == columns.PredictedLabel && column.IsKey); // the stage may make them
        var classes = task != ShardTask.Multiclass ? null
            : label is { IsKey: false, ItemType: BooleanDataViewType } && !isOfKeys ? LabelKeys.Booleans
            : new LabelKeys(KeyValueKind.Samples(values), values);
        var rows = new DataViewSchema.Builder();
        if (classes is { IsKey: true } && label is not null && values is not null) rows.AddColumn(columns.Label, values);
        var state = new ShardedState(
            columns, [], task, hasProbability, aggregation, classes, Seed: 0, [], new(RowFingerprints.Empty, RowFingerprints.Empty), "");
        var added = SchemaShapes.Of(new ShardedScoring(state, rows.ToSchema()).Output)
            .Where(column => column.Name != columns.Label || column.IsKey).ToList();
        var ofLabel = ofShards.Where(column => column.Name == columns.Label && added.TrueForAll(other => other.Name != columns.Label));
        return SchemaShapes.Merge(input, new SchemaShape([.. ofLabel, .. added]));
    }

    private static PrimitiveDataViewType? ValuesOf(SchemaShape.Column label)
    {
        if (!label.IsKey) return KeyValueKind.Of(label.ItemType)?.Type ?? TextDataViewType.Instance;
        foreach (var annotation in label.Annotations)
            if (annotation.Name == "KeyValues" && KeyValueKind.Of(annotation.ItemType) is { } kind) return kind.Type;
        return null;
    }
}
