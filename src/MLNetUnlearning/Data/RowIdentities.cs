namespace MLNetUnlearning.Data;

/// <summary>What identifies rows that need no label: their features, with their ids where there are ids.</summary>
internal static class RowIdentities
{
    /// <summary>The fingerprints of the rows of a view, in its order.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="featureColumnName">The pixels: a vector of <c>Single</c>.</param>
    /// <param name="idColumnName">The column of ids; null: there are none.</param>
    /// <param name="shape">How the features form an image.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type or size.</exception>
    /// <exception cref="InvalidOperationException">A pixel does not fit the shape, or a row has no id.</exception>
    public static IReadOnlyList<RowFingerprint> Of(IDataView view, string featureColumnName, string? idColumnName, FeatureShape shape)
    {
        var features = FeatureShapes.RequireIn(view.Schema, featureColumnName, shape);
        var id = idColumnName is null ? (DataViewSchema.Column?)null : view.Schema.RequireColumn("id", idColumnName);
        using var cursor = view.GetRowCursor([features, .. id is { } needed ? [needed] : Array.Empty<DataViewSchema.Column>()]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getId = id is { } column ? ColumnText.IdReader(cursor, column) : null;
        var pixels = new RowPixels(shape);
        VBuffer<float> values = default;
        List<RowFingerprint> rows = [];
        while (cursor.MoveNextNamingFiles())
        {
            getFeatures(ref values);
            pixels.Read(values, rows.Count);
            rows.Add(getId is null ? pixels.Fingerprint : pixels.Fingerprint.With(getId() ?? throw new InvalidOperationException(
                $"Row {rows.Count} (counted from 0) has no id in column '{idColumnName}'.")));
        }
        return rows;
    }
}
