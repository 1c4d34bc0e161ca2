using Microsoft.ML.Data;
using static Microsoft.ML.DataViewSchema;

namespace MLNetUnlearning.Data;

/// <summary>The two columns a classifier adds, as ML.NET's multiclass trainers describe theirs.</summary>
internal static class ScoreColumns
{
    /// <summary>Score: Vector&lt;Single, K&gt;, probabilities by class; annotations name the classes and what the scores are.</summary>
    public static DetachedColumn Score(string name, LabelKeys labels, TimeSpan runTime, TimeSpan preparationTime)
    {
        var builder = new Annotations.Builder();
        ReadOnlyMemory<char>[] names = [.. labels.Names.Select(label => label.AsMemory())];
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names.Length), (ref VBuffer<ReadOnlyMemory<char>> value) =>
            VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        builder.AddPrimitiveValue("ScoreColumnSetId", new KeyDataViewType(typeof(uint), int.MaxValue), 1u);
        builder.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        builder.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Score".AsMemory());
        builder.AddPrimitiveValue("RunTimeSeconds", NumberDataViewType.Double, runTime.TotalSeconds);
        builder.AddPrimitiveValue("PreparationSeconds", NumberDataViewType.Double, preparationTime.TotalSeconds);
        return new DetachedColumn(name, new VectorDataViewType(NumberDataViewType.Single, labels.Count), builder.ToAnnotations());
    }

    /// <summary>PredictedLabel: a key with the label's values.</summary>
    public static DetachedColumn PredictedLabel(string name, LabelKeys labels) => new(name, labels.KeyType, labels.Annotations);
}
