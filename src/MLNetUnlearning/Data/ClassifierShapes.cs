using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Checks the shape of what a classifier is to be fitted on, and says what comes out.</summary>
internal static class ClassifierShapes
{
    /// <summary>The input's shape with the score and the predicted label.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label is no key, or the features are no vector of <c>Single</c>, or one is missing.</exception>
    public static SchemaShape Of(SchemaShape input, ClassifierColumns columns)
    {
        ArgumentNullException.ThrowIfNull(input);
        var label = RequireLabel(input, columns.Label);
        var features = input.RequireColumn("feature", columns.Features);
        if (features.Kind != SchemaShape.Column.VectorKind.Vector || !features.ItemType.Equals(NumberDataViewType.Single))
            throw SchemaShapes.Mismatch("feature", features, "Vector<Single>");
        return input.With(SchemaShapes.Of(Added(label, columns)));
    }

    private static SchemaShape.Column RequireLabel(SchemaShape input, string name)
    {
        var label = input.RequireColumn("label", name);
        return label.IsKey && label.Kind == SchemaShape.Column.VectorKind.Scalar ? label : throw SchemaShapes.Mismatch("label", label, "Key");
    }

    /// <summary>Shapes have no sizes, so that two made-up classes of the label's type of values do.</summary>
    private static DataViewSchema Added(SchemaShape.Column label, ClassifierColumns columns)
    {
        var valueType = label.Annotations.Where(annotation => annotation.Name == "KeyValues").Select(annotation => annotation.ItemType).FirstOrDefault();
        var labels = new LabelKeys(["0", "1"], valueType as PrimitiveDataViewType);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns([ScoreColumns.Score(columns.Score, labels, default, default), ScoreColumns.PredictedLabel(columns.PredictedLabel, labels)]);
        return builder.ToSchema();
    }
}
