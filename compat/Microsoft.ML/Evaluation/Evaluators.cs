using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>One pass over a scored view. Rows without a label or a score do not count.</summary>
internal static class Evaluators
{
    public static BinaryCounts Binary(IDataView data, string label, string score, string probability, string predictedLabel)
    {
        DataViewSchema.Column labels = Find(data, label, "Label"), scores = Find(data, score, "Score");
        DataViewSchema.Column? probabilities = probability is null ? null : Find(data, probability, "Probability");
        _ = Find(data, predictedLabel, "PredictedLabel");
        if (!scores.Type.Equals(NumberDataViewType.Single))
            throw Mismatch("score", scores, "Single");
        if (probabilities is { } chances && !chances.Type.Equals(NumberDataViewType.Single))
            throw Mismatch("probability", chances, "Single");
        var counts = new BinaryCounts();
        using DataViewRowCursor cursor = data.GetRowCursor(new[] { labels, scores, probabilities }.OfType<DataViewSchema.Column>());
        Func<bool?> nextLabel = BinaryLabel(cursor, labels);
        var getScore = cursor.GetGetter<float>(scores);
        var getProbability = probabilities is { } column ? cursor.GetGetter<float>(column) : (ref float value) => value = float.NaN;
        while (cursor.MoveNext()) {
            float scored = 0, chance = 0;
            getScore(ref scored);
            getProbability(ref chance);
            if (nextLabel() is bool isPositive)
                counts.Add(isPositive, scored, chance);
        }
        return counts;
    }

    public static MulticlassCounts Multiclass(IDataView data, string label, string score, string predictedLabel)
    {
        DataViewSchema.Column labels = Find(data, label, "Label"), scores = Find(data, score, "Score");
        _ = Find(data, predictedLabel, "PredictedLabel");
        if (scores.Type is not VectorDataViewType { Size: >= 2 } vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw Mismatch("score", scores, "vector of two or more items of type Single");
        var counts = new MulticlassCounts(vector.Size);
        using DataViewRowCursor cursor = data.GetRowCursor([labels, scores]);
        Func<int?> nextLabel = ClassLabel(cursor, labels);
        var getScores = cursor.GetGetter<VBuffer<float>>(scores);
        VBuffer<float> row = default;
        float[] dense = new float[vector.Size];
        while (cursor.MoveNext()) {
            getScores(ref row);
            row.CopyTo(dense);
            if (nextLabel() is int index && index < vector.Size && !dense.Any(float.IsNaN))
                counts.Add(index, dense);
        }
        return counts;
    }

    private static Func<bool?> BinaryLabel(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType) {
            var getter = row.GetGetter<bool>(column);
            bool value = false;
            return () => { getter(ref value); return value; };
        }
        if (column.Type.Equals(NumberDataViewType.Single)) {
            var getter = row.GetGetter<float>(column);
            float value = 0;
            return () => { getter(ref value); return float.IsNaN(value) ? null : value > 0; };
        }
        if (column.Type is not KeyDataViewType { Count: 2 })
            throw Mismatch("label", column, "Single, Double, Boolean, or a Key with cardinality 2");
        Func<int?> key = ClassLabel(row, column);
        return () => key() is int index ? index == 1 : null;
    }

    private static Func<int?> ClassLabel(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.Equals(NumberDataViewType.Single)) {
            var getter = row.GetGetter<float>(column);
            float value = 0;
            return () => { getter(ref value); return value >= 0 ? (int)value : null; };
        }
        if (column.Type is not KeyDataViewType)
            throw Mismatch("label", column, "Single or Key");
        return (Func<int?>)DynamicGetters.Call(typeof(Evaluators), nameof(KeyLabel), [column.Type.RawType], row, column);
    }

    private static Func<int?> KeyLabel<TKey>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<TKey>(column);
        Func<TKey, ulong> number = KeyNumbers.Of<TKey>();
        TKey value = default;
        return () => { getter(ref value); return number(value) == 0 ? null : (int)number(value) - 1; };
    }

    private static DataViewSchema.Column Find(IDataView data, string name, string role)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return data.Schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException("schema", $"{name} column '{role}' not found");
    }

    private static ArgumentOutOfRangeException Mismatch(string role, DataViewSchema.Column column, string expected) =>
        SchemaErrors.Mismatch("schema", role, column.Name, expected, column.Type.ToString());
}
