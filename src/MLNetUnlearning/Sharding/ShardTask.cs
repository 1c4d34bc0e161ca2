using MLNetUnlearning.Data;

namespace MLNetUnlearning.Sharding;

/// <summary>What the shards predict.</summary>
internal enum ShardTask
{
    /// <summary>True or false: <c>Score</c> is a number, <c>PredictedLabel</c> Boolean.</summary>
    Binary,

    /// <summary>One of several classes: <c>Score</c> is a vector.</summary>
    Multiclass,

    /// <summary>A number: <c>Score</c>.</summary>
    Regression,

    /// <summary>An order within groups: <c>Score</c> is a number too.</summary>
    Ranking,
}

/// <summary>What an estimator will give, known from the shapes of its columns before it is fitted.</summary>
/// <param name="Task">What it predicts.</param>
/// <param name="HasProbability">Whether a binary one gives a probability.</param>
internal sealed record ShardOutput(ShardTask Task, bool HasProbability)
{
    /// <summary>The words of ML.NET for what is predicted.</summary>
    public static string KindOf(ShardTask task) => task switch
    {
        ShardTask.Binary => "BinaryClassification",
        ShardTask.Multiclass => ScoreAnnotations.Multiclass,
        ShardTask.Regression => nameof(ShardTask.Regression),
        _ => nameof(ShardTask.Ranking),
    };

    /// <summary>Looks at the columns that an estimator adds to rows.</summary>
    /// <exception cref="InvalidOperationException">It adds no score.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rows lack a column, or it has the wrong type.</exception>
    public static ShardOutput Of(IEstimator<ITransformer> estimator, SchemaShape rows, ShardColumns columns)
    {
        var shape = estimator.GetOutputSchema(rows);
        if (Find(shape, columns.Score) is not { } score || score.ItemType != NumberDataViewType.Single)
            throw new InvalidOperationException(
                $"The estimator gives no column '{columns.Score}' of Single: Sharded takes a trainer, or a chain with one. "
                + "Pass scoreColumnName if the trainer's score has another name.");
        if (score.Kind != SchemaShape.Column.VectorKind.Scalar) return new ShardOutput(ShardTask.Multiclass, HasProbability: false);
        if (Find(shape, columns.PredictedLabel)?.ItemType is not BooleanDataViewType)
            return new ShardOutput(ShardTask.Regression, HasProbability: false);
        var probability = Find(shape, columns.Probability);
        return new ShardOutput(
            ShardTask.Binary,
            probability?.ItemType == NumberDataViewType.Single && probability.Value.Kind == SchemaShape.Column.VectorKind.Scalar);
    }

    /// <summary>The way to join answers that suits them.</summary>
    /// <param name="wanted">The way that the user wants; null: that of this library.</param>
    /// <exception cref="InvalidOperationException">The wanted way does not suit.</exception>
    public ShardAggregation Choose(ShardAggregation? wanted) => (wanted, Task) switch
    {
        (null, ShardTask.Binary) => HasProbability ? ShardAggregation.MeanProbability : ShardAggregation.MeanScore,
        (null, _) => ShardAggregation.MeanScore,
        (ShardAggregation.MeanProbability, ShardTask.Binary) when !HasProbability => throw new InvalidOperationException(
            "The estimator gives no probabilities, so there is no mean of them: choose ShardAggregation.MeanScore, or calibrate within the "
            + "stage (ml.BinaryClassification.Calibrators)."),
        ({ } way, ShardTask.Binary or ShardTask.Multiclass) => way,
        (ShardAggregation.MeanScore, _) => ShardAggregation.MeanScore,
        ({ } way, _) => throw new InvalidOperationException(
            $"{way} is for classes, and this estimator predicts numbers: choose ShardAggregation.MeanScore."),
    };

    /// <summary>The label of rows. Null for numbers and rankings if there is no such column: their trainers look for it
    /// themselves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Classes are predicted, and there is no such column.</exception>
    public static DataViewSchema.Column? LabelIn(DataViewSchema schema, ShardTask task, ShardColumns columns) =>
        task is ShardTask.Binary or ShardTask.Multiclass ? schema.RequireColumn("label", columns.Label)
        : schema.GetColumnOrNull(columns.Label) is { Type: NumberDataViewType or KeyDataViewType } number ? number : null;

    private static SchemaShape.Column? Find(SchemaShape shape, string name)
    {
        foreach (var column in shape)
            if (column.Name == name) return column;
        return null;
    }
}
