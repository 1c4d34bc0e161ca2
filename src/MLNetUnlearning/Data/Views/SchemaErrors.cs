namespace MLNetUnlearning.Data;

/// <summary>Looks up the columns of schemas and refuses wrong ones, with the words and exception type of ML.NET. Then it says what to add.
/// Where a call takes several views, <c>of</c> is the name of the rows at fault, such as "unseen rows".</summary>
internal static class SchemaErrors
{
    /// <summary>The column with this name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static DataViewSchema.Column RequireColumn(this DataViewSchema schema, string role, string name, string? of = null) =>
        schema.GetColumnOrNull(name) ?? throw Missing(nameof(schema), role, name, of);

    /// <summary>The feature column: a vector of <c>Single</c> of known size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static DataViewSchema.Column RequireFeatures(this DataViewSchema schema, string name, string? of = null)
    {
        var column = schema.RequireColumn("feature", name, of);
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single)
            throw Mismatch(
                "feature", column, "Vector<Single>", of, Advice.ForFeatures(name, (column.Type as VectorDataViewType)?.ItemType));
        return vector.IsKnownSize
            ? column
            : throw Mismatch("feature", column, "Vector<Single> of known size, as [VectorType(3072)] gives one", of);
    }

    /// <summary>The label column: a key or Boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static DataViewSchema.Column RequireLabel(this DataViewSchema schema, string name, string? of = null, string role = "label")
    {
        var column = schema.RequireColumn(role, name, of);
        return column.Type is KeyDataViewType or BooleanDataViewType ? column : throw NoKey(role, column, of);
    }

    /// <summary>The column that marks rows to forget: Boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it has the wrong type.</exception>
    public static DataViewSchema.Column RequireForget(this DataViewSchema schema, string name)
    {
        var column = schema.RequireColumn("forget", name);
        return column.Type is BooleanDataViewType
            ? column
            : throw Mismatch("forget", column, "Boolean", advice: Advice.ForMissing("forget", name));
    }

    /// <summary>The error for a column that is not there.</summary>
    public static ArgumentOutOfRangeException Missing(string parameter, string role, string name, string? of = null) =>
        new(parameter, $"Could not find {role} column '{name}'{In(of)}{Advice.ForMissing(role, name)}");

    /// <summary>The error for a column of the wrong type.</summary>
    public static ArgumentOutOfRangeException Mismatch(
        string role, DataViewSchema.Column column, string expected, string? of = null, string advice = "") =>
        Mismatch("schema", role, column.Name, expected, column.Type.ToString()!, of, advice);

    /// <summary>The same, by names.</summary>
    public static ArgumentOutOfRangeException Mismatch(
        string parameter, string role, string name, string expected, string got, string? of = null, string advice = "") =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {got}{In(of)}{advice}");

    /// <summary>The error for a label that is neither a key nor Boolean.</summary>
    public static ArgumentOutOfRangeException NoKey(string role, DataViewSchema.Column column, string? of = null) =>
        Mismatch(role, column, "Key or Boolean", of, Advice.ForKey(role, column.Name));

    /// <summary>The error for keys that would need more classes than a network can have.</summary>
    public static ArgumentOutOfRangeException TooManyKeys(string role, DataViewSchema.Column column, int most, string? of = null) =>
        Mismatch(role, column, $"a Key of at most {most} numbers, where they have no key values", of,
        $". A hash leaves most numbers without a class: use ml.Transforms.Conversion.MapValueToKey(\"{column.Name}\") in its place");

    /// <summary>The error for a getter of another type than that of the column.</summary>
    public static InvalidOperationException WrongGetter<TValue>(DataViewSchema.Column column) =>
        new($"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}'; the column's type is '{column.Type.RawType}'.");

    /// <summary>The error for a getter of a column that the cursor or row was not asked for.</summary>
    public static ArgumentOutOfRangeException Inactive(DataViewSchema.Column column) =>
        new(nameof(column), $"Column '{column.Name}' is not active: name it among the columns that the cursor or row is opened with.");

    /// <summary>For each column of a schema, whether a cursor needs it.</summary>
    public static bool[] Active(this DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded) active[column.Index] = true;
        return active;
    }

    private static string In(string? of) => of is null ? "" : $" in the {of}";
}

/// <summary>What to add where a column is missing or of the wrong type: the line of code, where there is one.</summary>
internal static class Advice
{
    /// <summary>For a column that is not there.</summary>
    public static string ForMissing(string role, string name) => role switch
    {
        "feature" => $". Pixels come from ml.Transforms.ExtractPixels(\"{name}\", ..), "
            + $"numbers from ml.Transforms.Concatenate(\"{name}\", ..); or pass featureColumnName",
        "forget" => ". ml.Unlearning().MarkForgotten(rows, request) adds it",
        "subset" => ". ml.Unlearning().Subsets(marked, unseen, test) adds it, or call Evaluate(model, marked, unseen, test)",
        "score" or "predicted label" => ". A classifier adds it: model.Transform(rows)",
        "label" => ". Pass labelColumnName if it has another name",
        _ => "",
    };

    /// <summary>For a label that is no key.</summary>
    public static string ForKey(string role, string name) =>
        role == "label" ? $". Append ml.Transforms.Conversion.MapValueToKey(\"{name}\") before it" : "";

    /// <summary>For features that are no vector of <c>Single</c>.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="item">The type of their numbers; null: they are no vector.</param>
    public static string ForFeatures(string name, DataViewType? item) => item switch
    {
        NumberDataViewType => $". Append ml.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single) before it",
        _ => "",
    };
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
