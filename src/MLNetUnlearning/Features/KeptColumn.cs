using MLNetUnlearning.Data;

namespace MLNetUnlearning.Features;

/// <summary>What a column says of the file that its values are kept in.</summary>
internal static class KeptColumn
{
    private const string FileName = "KeptFeaturesFile", IdName = "KeptFeaturesId";

    /// <summary>The annotations of a column, and those that name the file and the column of ids.</summary>
    public static DataViewSchema.Annotations Annotated(DataViewSchema.Column column, string path, string idColumnName)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(column.Annotations, name => name is not (FileName or IdName));
        Add(FileName, path);
        Add(IdName, idColumnName);
        return annotations.ToAnnotations();

        void Add(string name, string text) => annotations.Add(
            name, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = text.AsMemory());
    }

    /// <summary>Says which files hold features of marked rows.</summary>
    /// <param name="marked">The rows with their marks.</param>
    /// <param name="forgetColumnName">The column of the marks.</param>
    public static IEnumerable<string> StillKept(IDataView marked, string forgetColumnName)
    {
        foreach (var file in marked.Schema.Where(column => !column.IsHidden).Select(KeptIn).OfType<(string, string)>().Distinct())
        {
            if (CountKept(file.Item1, file.Item2, marked, forgetColumnName) is not { } count)
                yield return $"Features of the forgotten rows may still lie in '{file.Item1}'. Forget(marked) of KeptFeatures deletes them";
            else if (count > 0)
                yield return $"The features of {count} forgotten rows still lie in '{file.Item1}'. Forget(marked) of KeptFeatures deletes "
                    + "them";
        }
    }

    private static (string Path, string Id)? KeptIn(DataViewSchema.Column column) =>
        Text(column, FileName) is { } path && Text(column, IdName) is { } id ? (path, id) : null;

    /// <summary>How many marked ids the file holds; null if that cannot be told.</summary>
    private static int? CountKept(string path, string idColumnName, IDataView marked, string forgetColumnName)
    {
        if (!File.Exists(path)) return 0;
        try
        {
            var store = FeatureStore.Open(path, given: null);
            return MarkedIds.In(marked, idColumnName, forgetColumnName, store.Key, CancellationToken.None)
                .Count(id => store.Table.Holds(id));
        }
        // The key may be elsewhere, the column of ids dropped, or the file in use.
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Text(DataViewSchema.Column column, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(name) is not { } found || found.Type is not TextDataViewType) return null;
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(name, ref value);
        return value.ToString();
    }
}

/// <summary>The ids that lose all their rows by a request.</summary>
internal static class MarkedIds
{
    /// <summary>The ids of which all rows are marked. A picture that stands in a retained row too keeps its features.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public static IReadOnlyList<RowFingerprint> In(
        IDataView marked, string idColumnName, string forgetColumnName, FingerprintKey key, CancellationToken cancellationToken) =>
        [.. FeatureIds.Of(marked.Schema, idColumnName, key)
            .Count(marked, marked.Schema.RequireForget(forgetColumnName), cancellationToken)
            .Where(id => id.Marked == id.Count).Select(id => id.Hash)];
}
