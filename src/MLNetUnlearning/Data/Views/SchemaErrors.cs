namespace MLNetUnlearning.Data;

/// <summary>Looks up the columns of schemas and refuses wrong ones, with the words and exception type of ML.NET.</summary>
internal static class SchemaErrors
{
    /// <summary>The column with this name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static DataViewSchema.Column RequireColumn(this DataViewSchema schema, string role, string name) =>
        schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(schema), $"Could not find {role} column '{name}'");

    /// <summary>The feature column: a vector of <c>Single</c> of known size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static DataViewSchema.Column RequireFeatures(this DataViewSchema schema, string name)
    {
        var column = schema.RequireColumn("feature", name);
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single)
            throw Mismatch("feature", column, "Vector<Single>");
        return vector.IsKnownSize
            ? column
            : throw Mismatch("feature", column, "Vector<Single> of known size, as [VectorType(3072)] gives one");
    }

    /// <summary>The column that marks rows to forget: Boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static DataViewSchema.Column RequireForget(this DataViewSchema schema, string name)
    {
        var column = schema.RequireColumn("forget", name);
        return column.Type is BooleanDataViewType ? column : throw Mismatch("forget", column, "Boolean");
    }

    /// <summary>The error for a column of the wrong type.</summary>
    public static ArgumentOutOfRangeException Mismatch(string role, DataViewSchema.Column column, string expected) =>
        new("schema", $"Schema mismatch for {role} column '{column.Name}': expected {expected}, got {column.Type}");

    /// <summary>The error for a getter of another type than that of the column.</summary>
    public static InvalidOperationException WrongGetter<TValue>(DataViewSchema.Column column) =>
        new($"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}'; the column's type is '{column.Type.RawType}'.");

    /// <summary>For each column of a schema, whether a cursor needs it.</summary>
    public static bool[] Active(this DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded) active[column.Index] = true;
        return active;
    }
}

/// <summary>Lists names and row numbers in error messages, but only the first ten.</summary>
internal static class NameList
{
    private const int Most = 10;

    public static string Of(IEnumerable<string> names) => Join(names.Select(name => $"'{name}'"));

    public static string OfRows(IEnumerable<long> rows) => Join(rows.Select(row => row.ToString(CultureInfo.InvariantCulture)));

    private static string Join(IEnumerable<string> parts)
    {
        var all = parts.ToList();
        return string.Join(", ", all.Take(Most)) + (all.Count > Most ? $" and {all.Count - Most} more" : "");
    }
}
