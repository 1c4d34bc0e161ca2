using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>The names of the columns that a sharded model reads and writes.</summary>
internal sealed record ShardColumns(string Id, string Label, string Score, string Probability, string PredictedLabel)
{
    /// <summary>What is wrong with the names, a sentence each.</summary>
    public IEnumerable<string> Violations()
    {
        (string Role, string Name)[] all =
            [("id", Id), ("label", Label), ("score", Score), ("probability", Probability), ("predicted label", PredictedLabel)];
        foreach (var (role, name) in all)
            if (string.IsNullOrEmpty(name)) yield return $"The {role} column has no name.";
        foreach (var same in all.GroupBy(column => column.Name).Where(same => same.Count() > 1 && same.Key is { Length: > 0 }))
            yield return $"The {string.Join(" column and the ", same.Select(column => column.Role))} column are both named '{same.Key}'.";
    }
}

/// <summary>A column of the rows that the shards were fitted on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in words. Of a key the number of its values is left out, since it may fall when rows go.</param>
internal sealed record ShardInput(string Name, string Type)
{
    public static ShardInput Of(DataViewSchema.Column column) => new(column.Name, column.Type switch
    {
        KeyDataViewType key => $"Key<{key.RawType.Name}>",
        VectorDataViewType { ItemType: KeyDataViewType key } vector => $"Vector<Key<{key.RawType.Name}>, {vector.Size}>",
        _ => column.Type.ToString()!,
    });

    /// <summary>The columns of rows that a stage may read: all but hidden ones and those whose values cannot be kept.</summary>
    public static IReadOnlyList<DataViewSchema.Column> Readable(DataViewSchema schema) =>
        [.. schema.Where(column => !column.IsHidden && StoredRows.CanKeep(column.Type))];

    /// <summary>A schema of these columns alone.</summary>
    public static DataViewSchema SchemaOf(IEnumerable<DataViewSchema.Column> columns)
    {
        var schema = new DataViewSchema.Builder();
        foreach (var column in columns) schema.AddColumn(column.Name, column.Type, column.Annotations);
        return schema.ToSchema();
    }

    /// <summary>The columns of other rows that stand for these.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static IReadOnlyList<DataViewSchema.Column> In(
        DataViewSchema schema, IEnumerable<ShardInput> inputs, string idColumnName, string of = "training")
    {
        return [.. inputs.Select(Find)];

        DataViewSchema.Column Find(ShardInput input)
        {
            var column = schema.RequireColumn(of, input.Name);
            var found = Of(column);
            return found == input || input.Name == idColumnName // ids are compared by value
                ? column
                : throw SchemaErrors.Mismatch(nameof(schema), of, input.Name, input.Type, found.Type);
        }
    }
}
