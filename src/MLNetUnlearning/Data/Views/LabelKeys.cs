using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>The classes of a label column in the order of their keys: the meaning of class index 0, 1, ..</summary>
/// <remarks>Two views number the same classes differently if their keys were made from rows in different orders; <see cref="MapFrom"/>
/// matches classes by value. If a key column has no key values, its class indices serve as names.</remarks>
public sealed class LabelKeys
{
    private const string KeyValues = "KeyValues";

    /// <summary>States the classes of a label column.</summary>
    /// <param name="names">The key values as text, by class index; numbers in the format of the invariant culture.</param>
    /// <param name="valueType">The type of the key values: text or a number. Null: the keys have no values.</param>
    /// <exception cref="ArgumentException">A name occurs twice or cannot be read as a value of that type.</exception>
    public LabelKeys(IReadOnlyList<string> names, PrimitiveDataViewType? valueType)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Distinct().Count() != names.Count) throw new ArgumentException("A class is named twice.", nameof(names));
        Names = [.. names];
        ValueType = valueType;
        Annotations = AnnotationsOf(Names, valueType);
    }

    /// <summary>Number of classes.</summary>
    public int Count => Names.Count;

    /// <summary>The classes by class index.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The type of the key values: text or a number. Null: the keys have no values.</summary>
    public PrimitiveDataViewType? ValueType { get; }

    /// <summary>The annotations of a key column of these classes: <c>KeyValues</c>, or none if the keys have no values.</summary>
    internal DataViewSchema.Annotations Annotations { get; }

    /// <summary>The key type of a column of these classes.</summary>
    internal KeyDataViewType KeyType => new(typeof(uint), Count);

    /// <summary>Reads the classes of a label column.</summary>
    /// <param name="column">A key column. Its key values are text, numbers or absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is not a key, or its key values are neither text nor numbers.</exception>
    public static LabelKeys Read(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key) throw SchemaErrors.Mismatch("label", column, "Key");
        if (column.Annotations.Schema.GetColumnOrNull(KeyValues) is not { } values) // HasKeyValues() only finds text
        {
            var indices = Enumerable.Range(0, checked((int)key.Count));
            return new LabelKeys(indices.Select(index => index.ToString(CultureInfo.InvariantCulture)).ToArray(), null);
        }
        var type = (PrimitiveDataViewType)((VectorDataViewType)values.Type).ItemType;
        var kind = KeyValueKind.Of(type) ?? throw SchemaErrors.Mismatch("label", column, "a Key whose values are text or numbers");
        return new LabelKeys(kind.Read(column), type);
    }

    /// <summary>The class index of a class; -1 if there is no such class.</summary>
    /// <param name="name">The name of the class as in <see cref="Names"/>.</param>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Names.Count; i++)
            if (Names[i] == name) return i;
        return -1;
    }

    /// <summary>Matches the classes of another column with these classes by value.</summary>
    /// <param name="other">The classes of the other column.</param>
    /// <returns>For each class index of the other column, the class index here.</returns>
    /// <exception cref="InvalidOperationException">A class of the other column
    /// does not exist here. The message names all such classes.</exception>
    public int[] MapFrom(LabelKeys other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var unknown = other.Names.Where(name => IndexOf(name) < 0).ToArray();
        return unknown.Length == 0
            ? other.Names.Select(IndexOf).ToArray()
            : throw new InvalidOperationException($"Unknown classes: {NameList.Of(unknown)}. The classifier knows: {NameList.Of(Names)}.");
    }

    private static DataViewSchema.Annotations AnnotationsOf(IReadOnlyList<string> names, PrimitiveDataViewType? valueType)
    {
        if (valueType is null) return DataViewSchema.Annotations.Empty;
        var builder = new DataViewSchema.Annotations.Builder();
        var kind = KeyValueKind.Of(valueType)
            ?? throw new ArgumentException($"Key values are text or numbers, not {valueType}.", nameof(valueType));
        kind.Add(builder, KeyValues, names);
        return builder.ToAnnotations();
    }
}

/// <summary>Converts keys to class indices. Only this code knows how keys count: 0 is missing, and key 1 is class index 0.</summary>
internal static class KeyIndex
{
    /// <summary>Returns a function that reads the current row's class index; -1 if the key is missing.</summary>
    /// <param name="row">A cursor in which the column is active.</param>
    /// <param name="column">A key column of any of the four key types.</param>
    public static Func<long> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(byte) => Reader<byte>(row, column, key => key),
        var t when t == typeof(ushort) => Reader<ushort>(row, column, key => key),
        var t when t == typeof(uint) => Reader<uint>(row, column, key => key),
        _ => Reader<ulong>(row, column, key => checked((long)key)),
    };

    /// <summary>The key that stands for a class index.</summary>
    public static uint ToKey(long index) => checked((uint)(index + 1));

    private static Func<long> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, long> toNumber) where T : struct
    {
        var getter = row.GetGetter<T>(column);
        T key = default;
        return () =>
        {
            getter(ref key);
            return toNumber(key) - 1;
        };
    }
}
