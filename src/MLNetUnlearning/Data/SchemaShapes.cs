using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>Makes schema shapes by public API alone: a chain hands the shape of its input to what is appended to it.</summary>
internal static class SchemaShapes
{
    /// <summary>The shape of a schema.</summary>
    public static SchemaShape Of(DataViewSchema schema)
    {
        var capture = new Capture();
        new EstimatorChain<ITransformer>().Append(capture).Fit(new EmptyView(schema));
        return capture.Shape!;
    }

    /// <summary>The input's columns with others added, or put in the place of those with the same name.</summary>
    public static SchemaShape With(this SchemaShape input, SchemaShape added)
    {
        var names = added.Select(column => column.Name).ToHashSet();
        return new SchemaShape(input.Where(column => !names.Contains(column.Name)).Concat(added));
    }

    /// <summary>The column of that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static SchemaShape.Column RequireColumn(this SchemaShape shape, string role, string name)
    {
        foreach (var column in shape)
            if (column.Name == name) return column;
        throw new ArgumentOutOfRangeException(nameof(shape), $"Could not find {role} column '{name}'");
    }

    /// <summary>The exception for a column of another type.</summary>
    public static ArgumentOutOfRangeException Mismatch(string role, SchemaShape.Column column, string expected) =>
        new(nameof(column), $"Schema mismatch for {role} column '{column.Name}': expected {expected}, got {Describe(column)}");

    private static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString();
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item!,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            _ => $"VarVector<{item}>",
        };
    }

    private sealed class Capture : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }

    /// <summary>A view without rows.</summary>
    private sealed class EmptyView(DataViewSchema schema) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => schema;

        public long? GetRowCount() => 0;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            throw new InvalidOperationException("A view without rows, made for its schema, was read.");

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }
}
