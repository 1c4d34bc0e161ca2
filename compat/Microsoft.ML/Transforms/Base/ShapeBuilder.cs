namespace Microsoft.ML.Transforms;

/// <summary>An estimator's output shape: the input's columns, replaced or followed by its own.</summary>
internal sealed class ShapeBuilder(IEnumerable<SchemaShape.Column> input)
{
    private readonly Dictionary<string, SchemaShape.Column> _columns = input.ToDictionary(column => column.Name);

    public void Set(SchemaShape.Column column) => _columns[column.Name] = column;

    public SchemaShape ToShape() => new(_columns.Values);
}
