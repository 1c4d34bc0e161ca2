using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Scoring;

/// <summary>The two columns that a classifier adds to a schema, with the annotations that ML.NET's own multiclass trainers use.</summary>
internal static class ScoreColumns
{
    /// <summary>The schema with Score and PredictedLabel at its end. They hide columns of the same names. The annotations of Score tell of
    /// the step that made the classifier. <paramref name="description"/> is asked for when somebody reads it.</summary>
    public static DataViewSchema AddTo(
        DataViewSchema input, ClassifierColumns columns, LabelKeys labels, ClassifierStep? step, double sparsity,
        Func<string>? description = null)
    {
        var set = ScoreAnnotations.NextSetId(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(
            columns.Score, new VectorDataViewType(NumberDataViewType.Single, labels.Count),
            AnnotationsOfScore(labels, set, step, sparsity, description));
        builder.AddColumn(columns.PredictedLabel, labels.ColumnType, PredictedLabelAnnotations(labels, set));
        return builder.ToSchema();
    }

    /// <summary>Returns a <see cref="ValueGetter{TValue}"/> for one of the two columns.</summary>
    /// <param name="isScore">True for the scores; false for the predicted label, which is missing if it is unknown.</param>
    /// <param name="type">The raw type of the column.</param>
    /// <param name="batch">Returns the rows, at the time the value is read.</param>
    /// <param name="row">Returns the row to read.</param>
    public static Delegate Getter(bool isScore, Type type, Func<InferenceBatch> batch, Func<int> row) => isScore
        ? new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) =>
        {
            var probabilities = batch().Probabilities(row());
            var editor = VBufferEditor.Create(ref value, probabilities.Length);
            probabilities.CopyTo(editor.Values);
            value = editor.Commit();
        })
        : KeyIndex.Getter(type, () => batch().Predicted(row()));

    private static DataViewSchema.Annotations AnnotationsOfScore(
        LabelKeys labels, uint set, ClassifierStep? step, double sparsity, Func<string>? description)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        KeyValueKind.Of(TextDataViewType.Instance)!.Add(builder, "SlotNames", labels.Names);
        ScoreAnnotations.Add(builder, set, ScoreAnnotations.Multiclass, ScoreAnnotations.Score);
        if (labels.ValueType is { } type) KeyValueKind.Of(type)!.Add(builder, "TrainingLabelValues", labels.Names);
        void Add(string name, double number) => builder.AddPrimitiveValue(name, NumberDataViewType.Double, number);
        Add(ClassifierAnnotations.RunTimeSeconds, step?.RunTime.TotalSeconds ?? 0);
        Add(ClassifierAnnotations.PreparationSeconds, step?.PreparationTime.TotalSeconds ?? 0);
        Add(ClassifierAnnotations.Sparsity, sparsity);
        Add(ClassifierAnnotations.RetainAccuracyLost, step?.RetainAccuracyLost ?? double.NaN);
        builder.AddPrimitiveValue(
            ClassifierAnnotations.Judgement, TextDataViewType.Instance, (step?.Judgement?.ToJson() ?? "").AsMemory());
        builder.Add(
            ClassifierAnnotations.Description, TextDataViewType.Instance,
            (ref ReadOnlyMemory<char> value) => value = (description?.Invoke() ?? "").AsMemory());
        return builder.ToAnnotations();
    }

    private static DataViewSchema.Annotations PredictedLabelAnnotations(LabelKeys labels, uint set)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (labels.IsKey) builder.Add(labels.Annotations, _ => true);
        ScoreAnnotations.Add(builder, set, ScoreAnnotations.Multiclass, ScoreAnnotations.PredictedLabel);
        return builder.ToAnnotations();
    }
}

/// <summary>The columns of scored rows, known before there is a classifier.</summary>
internal static class OutputShapes
{
    /// <summary>The columns of the input with Score and PredictedLabel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The label or feature column is missing or has the wrong type.</exception>
    public static SchemaShape Of(SchemaShape inputSchema, ClassifierColumns columns)
    {
        inputSchema.RequireFeatures(columns.Features);
        var label = inputSchema.RequireLabel(columns.Label);
        // Shapes have no sizes: two classes with key values of the right type represent any number of classes.
        var classes = label.IsKey ? new LabelKeys(KeyValueKind.Samples(KeyValueType(label)), KeyValueType(label)) : LabelKeys.Booleans;
        var nothing = new DataViewSchema.Builder().ToSchema();
        var scored = ScoreColumns.AddTo(nothing, columns, classes, step: null, sparsity: 0);
        return SchemaShapes.Merge(inputSchema, SchemaShapes.Of(scored));
    }

    private static PrimitiveDataViewType? KeyValueType(SchemaShape.Column label)
    {
        foreach (var annotation in label.Annotations)
            if (annotation.Name == "KeyValues" && KeyValueKind.Of(annotation.ItemType) is { } kind) return kind.Type;
        return null;
    }
}
