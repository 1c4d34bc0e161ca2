namespace MLNetUnlearning.Sharding;

/// <summary>Whose scores are whose.</summary>
internal static class ScoredClasses
{
    /// <summary>The classes in the order of the scores. A later step may have turned the predicted keys into values; the keys are then
    /// hidden.</summary>
    /// <exception cref="InvalidOperationException">No column says it.</exception>
    public static LabelKeys Of(DataViewSchema schema, DataViewSchema.Column score, string predictedLabelName)
    {
        var count = (score.Type as VectorDataViewType)?.Size ?? 0;
        foreach (var column in schema.Where(column => column.Name == predictedLabelName).Reverse())
            if (column.Type is KeyDataViewType or BooleanDataViewType && LabelKeys.Read(column, "predicted label") is var keys
                && keys.Count == count)
                return keys;
        throw new InvalidOperationException(
            $"The estimator gives {count} scores and no column '{predictedLabelName}' of as many classes, so nobody knows whose they "
            + "are. Pass predictedLabelColumnName if it has another name.");
    }
}
