namespace MLNetUnlearning.Tests;

/// <summary>What stands in the columns of a view.</summary>
internal static class Columns
{
    public static float[][] Vectors(this IDataView view, string column) => [.. view.GetColumn<float[]>(column)];

    public static float[][] Scores(this IDataView scored, string column = "Score") => scored.Vectors(column);

    public static string[] Texts(this DataViewSchema.Column column, string annotation)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }

    /// <summary>Names and types, to compare schemas by.</summary>
    public static IEnumerable<(string, DataViewType)> Types(this DataViewSchema schema) =>
        schema.Select(column => (column.Name, column.Type));
}
