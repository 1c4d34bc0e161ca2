using MLNetUnlearning.Data;
using MLNetUnlearning.Evaluation;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning.Auditing;

/// <summary>The columns by which a model of any estimator answers.</summary>
/// <param name="Label">The true label, as the model or the rows have it: a key or Boolean.</param>
/// <param name="Score">The probabilities of all classes; of a binary model its <c>Probability</c> is read beside it.</param>
/// <param name="PredictedLabel">The predicted label, which names the classes.</param>
internal sealed record AnswerColumns(string Label, string Score, string PredictedLabel)
{
    /// <summary>The probability of the true class of each row; null where the row has no label that the model knows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A score is no probability, or nobody knows whose it is.</exception>
    public IEnumerable<double?> Read(ITransformer model, IDataView rows)
    {
        var scored = model.Transform(rows);
        var label = scored.Schema.RequireLabel(Label);
        var isBinary = scored.Schema.RequireColumn("score", Score).Type is not VectorDataViewType;
        var score = ScoredColumns.ScoreIn(scored.Schema, Score, isBinary);
        var classes = isBinary ? LabelKeys.Booleans : ScoredClasses.Of(scored.Schema, score, PredictedLabel);
        var indexOf = classes.Names.Index().ToDictionary(one => one.Item, one => one.Index);
        int?[] classOf = [.. LabelKeys.Read(label).Names.Select(name => indexOf.TryGetValue(name, out var index) ? index : (int?)null)];
        using var cursor = scored.GetRowCursor([label, score]);
        var (readLabel, read) = (KeyIndex.Reader(cursor, label), ScoredColumns.ProbabilityReader(cursor, score));
        var probabilities = new float[classes.Count];
        for (var row = 0L; cursor.MoveNextNamingFiles(); row++)
        {
            read(probabilities);
            ScoredRows.RequireProbabilities(probabilities, row);
            yield return readLabel() is var key and >= 0 && classOf[key] is { } index ? Math.Clamp(probabilities[index], 0f, 1f) : null;
        }
    }
}
