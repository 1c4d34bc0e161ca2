using Microsoft.ML.Transforms;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>Classes as tables of ML.NET's value mapping, which a model file can store.</summary>
internal static class ClassTables
{
    private const string Value = nameof(Value);

    /// <summary>Maps plain numbers, the keys of classes, to keys with the key values of the label, or to Boolean values.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="from">The column of numbers.</param>
    /// <param name="to">The new column.</param>
    public static ValueMappingEstimator FromKeys(MLContext ml, LabelKeys labels, string from, string to)
    {
        var table = Table(ml, labels);
        return ml.Transforms.Conversion.MapValue(to, table, table.Schema[nameof(Class.Key)], table.Schema[nameof(Class.Label)], from);
    }

    /// <summary>Maps the values of a label, in place, to keys of the classes.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="labels">The classes: keys with values.</param>
    /// <param name="label">The column.</param>
    public static ValueMappingEstimator FromValues(MLContext ml, LabelKeys labels, string label)
    {
        var keys = Table(ml, labels);
        var table = ml.Transforms.Conversion.MapKeyToValue(Value, nameof(Class.Label)).Fit(keys).Transform(keys);
        return ml.Transforms.Conversion.MapValue(label, table, table.Schema[Value], table.Schema[nameof(Class.Label)], label);
    }

    private static IDataView Table(MLContext ml, LabelKeys labels)
    {
        if (!labels.IsKey)
            return ml.Data.LoadFromEnumerable<BooleanClass>(
                [new() { Key = KeyIndex.ToKey(0), Label = false }, new() { Key = KeyIndex.ToKey(1), Label = true }]);
        var definition = SchemaDefinition.Create(typeof(Class));
        definition[nameof(Class.Label)].ColumnType = labels.KeyType;
        if (labels.ValueType is { } type) KeyValueKind.Of(type)!.Add(definition[nameof(Class.Label)], "KeyValues", labels.Names);
        var classes = Enumerable.Range(0, labels.Count).Select(index => new Class { Key = KeyIndex.ToKey(index), Label = (uint)index });
        return ml.Data.LoadFromEnumerable(classes, definition);
    }

    /// <summary>One class: its key as a plain number, and its index, which ML.NET turns into a key.</summary>
    private sealed class Class
    {
        public uint Key { get; set; }

        public uint Label { get; set; }
    }

    /// <summary>One class of a Boolean label.</summary>
    private sealed class BooleanClass
    {
        public uint Key { get; set; }

        public bool Label { get; set; }
    }
}
