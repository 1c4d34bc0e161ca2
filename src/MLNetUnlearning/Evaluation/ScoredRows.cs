using MLNetUnlearning.Attacks;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Evaluation;

/// <summary>What evaluation keeps of a scored view after one pass.</summary>
internal sealed class ScoredRows
{
    private readonly Dictionary<string, List<EvaluatedRow>> rows = Subset.Names.ToDictionary(name => name, _ => new List<EvaluatedRow>());

    private ScoredRows(ScoredColumns columns) => Columns = columns;

    public ScoredColumns Columns { get; }

    /// <summary>The rows of one subset, in the view's order.</summary>
    public IReadOnlyList<EvaluatedRow> this[string subset] => rows[subset];

    /// <summary>Reads the view.</summary>
    /// <exception cref="InvalidOperationException">A score is not a probability, a signal is not a finite number, or a row has no label
    /// or no subset.</exception>
    public static ScoredRows Read(IDataView view, ScoredColumns columns, IReadOnlyList<MembershipAttack> attacks)
    {
        var result = new ScoredRows(columns);
        DataViewSchema.Column[] needed = [columns.Label, columns.Score, columns.PredictedLabel, columns.Subset];
        using var cursor = view.GetRowCursor(columns.Requests is { } requests ? [.. needed, requests.Column] : needed);
        var readRequests = columns.Requests?.Reader(cursor);
        var read = columns.ProbabilityReader(cursor);
        var (readLabel, readPredicted) = (KeyIndex.Reader(cursor, columns.Label), KeyIndex.Reader(cursor, columns.PredictedLabel));
        var readSubset = KeyIndex.Reader(cursor, columns.Subset);
        var probabilities = new float[columns.Classes.Count];
        for (var row = 0L; cursor.MoveNextNamingFiles(); row++)
        {
            read(probabilities);
            RequireProbabilities(probabilities, row);
            var (label, subset) = (readLabel(), readSubset());
            if (subset < 0)
                throw new InvalidOperationException($"Row {row} (counted from 0) has no subset in column '{columns.Subset.Name}'.");
            if (label < 0)
                throw new InvalidOperationException((view as SubsetsView)?.Unlabeled() ?? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Row {row} (counted from 0), of subset '{columns.SubsetOf[(int)subset]}', has no label in column "
                    + $"'{columns.Label.Name}'."));
            var index = columns.ClassOf[label];
            double[][] observed = [.. attacks.Select(attack => attack.Observe(probabilities, index))];
            if (observed.Any(values => values.Any(value => !double.IsFinite(value))))
                throw new InvalidOperationException($"Row {row} has a membership signal that is not a finite number.");
            result.rows[columns.SubsetOf[(int)subset]].Add(new EvaluatedRow(
                row, index, (int)readPredicted(), Math.Clamp(probabilities[index], 0, 1), observed, readRequests?.Invoke() ?? []));
        }
        return result;
    }

    /// <summary>Refuses what is no probability.</summary>
    public static void RequireProbabilities(float[] scores, long row)
    {
        const float rounding = 1e-3f;
        foreach (var score in scores)
            if (!(score >= -rounding && score <= 1 + rounding))
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"Row {row} has a score of {score}: scores must be probabilities (softmax output)."));
    }
}

/// <summary>A scored row.</summary>
/// <param name="Number">Which row of the view it is, counted from 0.</param>
/// <param name="Class">The true class, as an index into the scores.</param>
/// <param name="Predicted">The predicted class, as such an index; -1: none.</param>
/// <param name="Confidence">The probability of the true class, 0 to 1.</param>
/// <param name="Observed">What each attack looks at, in the order of the attacks.</param>
/// <param name="Requests">The slots of the requests that marked it.</param>
internal sealed record EvaluatedRow(
    long Number, int Class, int Predicted, float Confidence, double[][] Observed, IReadOnlyList<int> Requests)
{
    /// <summary>Whether the predicted label is the true one.</summary>
    public bool IsCorrect => Predicted == Class;
}

/// <summary>The columns of a scored view, checked. Keys are matched by value.</summary>
internal sealed class ScoredColumns
{
    private const string UsualScore = "Score", UsualProbability = "Probability"; // as ML.NET's binary trainers name them

    public ScoredColumns(DataViewSchema schema, string label, string score, string predictedLabel, string subset)
    {
        PredictedLabel = schema.RequireLabel(predictedLabel, role: "predicted label");
        Classes = LabelKeys.Read(PredictedLabel);
        Score = ScoreIn(schema, score, isBinary: !Classes.IsKey);
        if (Score.Type is VectorDataViewType vector && vector.Size != Classes.Count)
            throw SchemaErrors.Mismatch("score", Score, $"Vector<Single, {Classes.Count}>, as column '{predictedLabel}' has classes");
        Label = schema.RequireLabel(label);
        ClassOf = Classes.MapFrom(LabelKeys.Read(Label));
        Subset = schema.RequireColumn("subset", subset);
        if (Subset.Type is not KeyDataViewType)
            throw SchemaErrors.Mismatch("subset", Subset, "Key", advice: Advice.ForMissing("subset", subset));
        SubsetOf = LabelKeys.Read(Subset).Names;
        Requests = SubsetsView.RequestsAfter(Subset, schema);
        if (SubsetOf.Except(MLNetUnlearning.Subset.Names).Any())
            throw SchemaErrors.Mismatch("subset", Subset, $"a Key with the values {NameList.Of(MLNetUnlearning.Subset.Names)}");
    }

    /// <summary>The column that says which request marked a row; null: there is none.</summary>
    public RequestColumn? Requests { get; }

    public DataViewSchema.Column Label { get; }

    /// <summary>The probabilities of all classes or, of a binary model, that of True.</summary>
    public DataViewSchema.Column Score { get; }

    public DataViewSchema.Column PredictedLabel { get; }

    public DataViewSchema.Column Subset { get; }

    /// <summary>The classes in the order of the scores.</summary>
    public LabelKeys Classes { get; }

    /// <summary>The class of each label, as an index into the scores.</summary>
    public int[] ClassOf { get; }

    /// <summary>Returns a function that writes the probabilities of the current row, one for each class.</summary>
    public Action<float[]> ProbabilityReader(DataViewRow row) => ProbabilityReader(row, Score);

    /// <summary>The same of a column that <see cref="ScoreIn"/> has found.</summary>
    public static Action<float[]> ProbabilityReader(DataViewRow row, DataViewSchema.Column score)
    {
        if (score.Type is VectorDataViewType)
        {
            var getScores = row.GetGetter<VBuffer<float>>(score);
            VBuffer<float> scores = default;
            return probabilities =>
            {
                getScores(ref scores);
                scores.CopyTo(probabilities);
            };
        }
        var getProbability = row.GetGetter<float>(score);
        return probabilities =>
        {
            getProbability(ref probabilities[1]);
            probabilities[0] = 1 - probabilities[1];
        };
    }

    /// <summary>The subset of each key of the subset column.</summary>
    public IReadOnlyList<string> SubsetOf { get; }

    /// <summary>The column of probabilities. A binary model of ML.NET writes a number without bounds as its score; its probability stands
    /// in a column beside it.</summary>
    public static DataViewSchema.Column ScoreIn(DataViewSchema schema, string name, bool isBinary)
    {
        var column = schema.RequireColumn("score", name);
        if (column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single) return column;
        if (!isBinary || column.Type != NumberDataViewType.Single) throw SchemaErrors.Mismatch("score", column, "Vector<Single>");
        if (name != UsualScore) return column;
        return schema.GetColumnOrNull(UsualProbability)
            ?? throw SchemaErrors.Mismatch(
                "score", column, $"Vector<Single>, or a column '{UsualProbability}' beside it, as calibrated binary trainers write one");
    }

    /// <summary>A duration that the score column is annotated with; null if it is not.</summary>
    public TimeSpan? Seconds(string annotation) => Number(annotation) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A number that the score column is annotated with; null if it is not.</summary>
    public double? Number(string annotation)
    {
        if (Score.Annotations.Schema.GetColumnOrNull(annotation)?.Type != NumberDataViewType.Double)
            return null;
        var number = 0.0;
        Score.Annotations.GetValue(annotation, ref number);
        return number;
    }

    /// <summary>What the step that made the model says of itself; null if it says nothing.</summary>
    public SelfJudgement? Judgement() => Text(ClassifierAnnotations.Judgement) is { } text ? SelfJudgement.Parse(text) : null;

    /// <summary>What the model is and how it was made; null if it does not say.</summary>
    public ClassifierDescription? Description() =>
        Text(ClassifierAnnotations.Description) is { } text ? ClassifierDescription.Parse(text) : null;

    /// <summary>A text that the score column is annotated with; null if it is not, or if the text is empty.</summary>
    private string? Text(string annotation)
    {
        if (Score.Annotations.Schema.GetColumnOrNull(annotation)?.Type is not TextDataViewType) return null;
        ReadOnlyMemory<char> text = default;
        Score.Annotations.GetValue(annotation, ref text);
        return text.IsEmpty ? null : text.ToString();
    }
}
