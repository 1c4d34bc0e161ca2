namespace MLNetUnlearning.Data;

/// <summary>The annotations by which ML.NET's evaluators know the columns of one model's answers.</summary>
internal static class ScoreAnnotations
{
    private const string SetId = "ScoreColumnSetId", Kind = "ScoreColumnKind", ValueKind = "ScoreValueKind";
    private const ulong SetIdCount = 2146435071; // the count that ML.NET declares for this key

    public const string Multiclass = "MulticlassClassification", Score = nameof(Score), PredictedLabel = nameof(PredictedLabel);

    /// <summary>Says of a column what it is.</summary>
    /// <param name="builder">The annotations of the column.</param>
    /// <param name="set">The number that the columns of one model have in common: <see cref="NextSetId"/>.</param>
    /// <param name="kind">What the model does: <see cref="Multiclass"/>, say.</param>
    /// <param name="valueKind">What the column is among them: <see cref="Score"/>, say.</param>
    public static void Add(DataViewSchema.Annotations.Builder builder, uint set, string kind, string valueKind)
    {
        builder.AddPrimitiveValue(SetId, new KeyDataViewType(typeof(uint), SetIdCount), set);
        builder.AddPrimitiveValue(Kind, TextDataViewType.Instance, kind.AsMemory());
        builder.AddPrimitiveValue(ValueKind, TextDataViewType.Instance, valueKind.AsMemory());
    }

    /// <summary>What the model of a score column does; null if the column does not say.</summary>
    public static string? KindOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Kind)?.Type is not TextDataViewType) return null;
        ReadOnlyMemory<char> kind = default;
        column.Annotations.GetValue(Kind, ref kind);
        return kind.ToString();
    }

    /// <summary>One above the largest id of the score columns in the schema.</summary>
    public static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            var type = column.Annotations.Schema.GetColumnOrNull(SetId)?.Type;
            if (type is not KeyDataViewType || type.RawType != typeof(uint)) continue;
            uint set = 0;
            column.Annotations.GetValue(SetId, ref set);
            largest = Math.Max(largest, set);
        }
        return largest + 1;
    }
}
