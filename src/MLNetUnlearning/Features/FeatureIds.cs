using MLNetUnlearning.Data;

namespace MLNetUnlearning.Features;

/// <summary>Says whose features they are: an id such as the path of a photo, or a vector of numbers, which is the content itself.</summary>
/// <param name="column">The id column: a key, text, a number, Boolean, or a vector of <c>Single</c> or <c>Byte</c>.</param>
/// <param name="key">The key.</param>
internal sealed class FeatureIds(DataViewSchema.Column column, FingerprintKey key) : KeyedIds(column, key)
{
    /// <summary>Finds the id column of rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static FeatureIds Of(DataViewSchema schema, string name, FingerprintKey key) => new(schema.RequireColumn(Role, name), key);

    protected override Func<string?> TextReader(DataViewRow row) =>
        Column.Type is VectorDataViewType ? RowContent.Reader(row, [Column]) : base.TextReader(row);
}
