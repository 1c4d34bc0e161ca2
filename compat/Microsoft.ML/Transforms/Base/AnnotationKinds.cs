using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The annotations that ML.NET gives a meaning: their names and shapes.</summary>
internal static class AnnotationKinds
{
    public const string SlotNames = "SlotNames";
    public const string KeyValues = "KeyValues";
    public const string IsNormalized = "IsNormalized";
    public const string ScoreColumnSetId = "ScoreColumnSetId";
    public const string ScoreColumnKind = "ScoreColumnKind";
    public const string ScoreValueKind = "ScoreValueKind";

    public static SchemaShape.Column SlotNamesShape { get; } =
        new(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);

    public static SchemaShape.Column IsNormalizedShape { get; } =
        new(IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column KeyValuesShape(DataViewType itemType) =>
        new(KeyValues, SchemaShape.Column.VectorKind.Vector, itemType, false);

    public static bool Has(SchemaShape.Column column, string kind) => column.Annotations.Any(annotation => annotation.Name == kind);

    public static SchemaShape Only(SchemaShape.Column column, params string[] kinds) =>
        new(column.Annotations.Where(annotation => kinds.Contains(annotation.Name)));

    public static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter) =>
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, size), getter);

    public static void AddIsNormalized(this DataViewSchema.Annotations.Builder builder) =>
        builder.AddPrimitiveValue(IsNormalized, BooleanDataViewType.Instance, true);
}
