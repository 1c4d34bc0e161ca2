namespace Microsoft.ML.Transforms;

/// <summary>ML.NET's words for columns that are missing or of the wrong type.</summary>
internal static class SchemaErrors
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) =>
        schema.GetColumnOrNull(name) ?? throw NotFound("inputSchema", role, name);

    public static SchemaShape.Column Find(SchemaShape schema, string name, string role) =>
        schema.TryFindColumn(name, out SchemaShape.Column column) ? column : throw NotFound("inputSchema", role, name);

    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string name) =>
        new(parameter, $"Could not find {role} column '{name}'");

    public static ArgumentOutOfRangeException Mismatch(string parameter, string role, string name, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");
}
