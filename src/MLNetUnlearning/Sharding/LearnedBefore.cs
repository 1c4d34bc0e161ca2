namespace MLNetUnlearning.Sharding;

/// <summary>Finds columns that a step before the stage has learned from rows. What it learned is not forgotten.</summary>
internal static class LearnedBefore
{
    /// <summary>The warning; null if nothing can be seen.</summary>
    /// <param name="columns">The columns that the stage may read.</param>
    /// <param name="idColumnName">The id, which no trainer reads.</param>
    public static string? Warning(IEnumerable<DataViewSchema.Column> columns, string idColumnName)
    {
        string[] learned =
        [
            .. columns.Where(column => column.Name != idColumnName)
                .Select(column => Trace(column) is { } trace ? $"'{column.Name}' ({trace})" : null).OfType<string>(),
        ];
        return learned.Length == 0 ? null
            : $"Steps before the stage may have learned from rows: columns {string.Join(", ", learned)}. "
            + "What they learned is not forgotten. Put such steps into the stage: Sharded(context => steps.Append(trainer))";
    }

    private static string? Trace(DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType && column.Annotations.Schema.GetColumnOrNull("KeyValues") is not null) return "key values";
        return column.IsNormalized() ? "normalised" : null;
    }
}
