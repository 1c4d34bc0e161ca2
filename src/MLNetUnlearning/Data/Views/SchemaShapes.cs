namespace MLNetUnlearning.Data;

/// <summary>Works with schema shapes through ML.NET's public API alone.</summary>
internal static class SchemaShapes
{
    /// <summary>The shape of a schema: kinds, item types, key flags and annotation names, without sizes.</summary>
    /// <remarks>ML.NET has no public way to make a shape. But fitting a chain shows the shape to the next estimator, so this appends one
    /// that records it.</remarks>
    public static SchemaShape Of(DataViewSchema schema)
    {
        var witness = new Witness();
        new EstimatorChain<ITransformer>().Append(witness).Fit(new EmptyView(schema));
        return witness.Seen!;
    }

    /// <summary>The columns of the input followed by the added ones. An added column replaces one of the same name.</summary>
    public static SchemaShape Merge(SchemaShape input, SchemaShape added)
    {
        var names = added.Select(column => column.Name).ToHashSet();
        return new SchemaShape(input.Where(column => !names.Contains(column.Name)).Concat(added));
    }

    /// <summary>The label column: a key or Boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static SchemaShape.Column RequireLabel(this SchemaShape inputSchema, string name)
    {
        var column = inputSchema.Require("label", name);
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && (column.IsKey || column.ItemType is BooleanDataViewType)
            ? column
            : throw Mismatch("label", column, "Key or Boolean", Advice.ForKey("label", name));
    }

    /// <summary>The feature column: a vector of <c>Single</c> whose size is the same for all rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static void RequireFeatures(this SchemaShape inputSchema, string name)
    {
        var column = inputSchema.Require("feature", name);
        if (column.IsKey || column.Kind == SchemaShape.Column.VectorKind.Scalar || column.ItemType != NumberDataViewType.Single)
            throw Mismatch(
                "feature", column, "Vector<Single>",
                Advice.ForFeatures(name, column.Kind == SchemaShape.Column.VectorKind.Scalar ? null : column.ItemType));
        if (column.Kind != SchemaShape.Column.VectorKind.Vector)
            throw Mismatch("feature", column, "Vector<Single> of known size, as [VectorType(3072)] gives one");
    }

    /// <summary>The column that marks rows to forget: Boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static void RequireForget(this SchemaShape inputSchema, string name)
    {
        var column = inputSchema.Require("forget", name);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not BooleanDataViewType)
            throw Mismatch("forget", column, "Boolean", Advice.ForMissing("forget", name));
    }

    private static SchemaShape.Column Require(this SchemaShape inputSchema, string role, string name)
    {
        foreach (var column in inputSchema)
            if (column.Name == name) return column;
        throw SchemaErrors.Missing(nameof(inputSchema), role, name);
    }

    private static ArgumentOutOfRangeException Mismatch(string role, SchemaShape.Column column, string expected, string advice = "")
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : $"{column.ItemType}";
        var type = column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            _ => $"VarVector<{item}>",
        };
        return SchemaErrors.Mismatch("inputSchema", role, column.Name, expected, type, advice: advice);
    }

    /// <summary>Records the shape that it is shown and changes nothing.</summary>
    private sealed class Witness : IEstimator<ITransformer>, ITransformer
    {
        public SchemaShape? Seen { get; private set; }

        public bool IsRowToRowMapper => false;

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;

        public ITransformer Fit(IDataView input) => this;

        public IDataView Transform(IDataView input) => input;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException("It adds nothing to rows.");

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException("It is never saved.");
    }
}
