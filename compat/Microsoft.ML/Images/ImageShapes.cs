namespace Microsoft.ML.Transforms.Image;

/// <summary>Output shapes of the image transforms: each output column from one input column.</summary>
internal static class ImageShapes
{
    public static SchemaShape Map(
        SchemaShape inputSchema,
        IReadOnlyList<(string Output, string Input)> columns,
        Func<SchemaShape.Column, bool> accepts,
        string expected,
        Func<string, SchemaShape.Column, SchemaShape.Column> output)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var shape = new ShapeBuilder(inputSchema);
        foreach (var (name, input) in columns) {
            SchemaShape.Column source = SchemaErrors.Find(inputSchema, input, "input");
            if (!accepts(source))
                throw SchemaErrors.Mismatch("inputSchema", "input", input, expected, source.GetTypeString());
            shape.Set(output(name, source));
        }
        return shape.ToShape();
    }
}
