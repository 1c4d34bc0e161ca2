using MLNetUnlearning.Data;

namespace MLNetUnlearning;

/// <summary>The classes of a label column in the order of their keys: the meaning of class index 0, 1, ..</summary>
/// <remarks>Two views number the same classes differently if their keys were made from rows in different orders;
/// <see cref="MapFrom(LabelKeys)"/> matches classes by value. If a key column has no key values, its class indices serve as names. A
/// Boolean label has two classes, False and True.</remarks>
public sealed class LabelKeys
{
    private const string KeyValues = "KeyValues";

    // Keys without values name their classes by number, and each number gets an output of the network. Hashes have millions of numbers.
    private const int MostUnnamed = 100_000;

    /// <summary>States the classes of a label column.</summary>
    /// <param name="names">The key values as text, by class index; numbers in the format of the invariant culture.</param>
    /// <param name="valueType">The type of the key values, such as text or a number. Null: the keys have no values.</param>
    /// <exception cref="ArgumentException">A name occurs twice or cannot be read as a value of that type.</exception>
    public LabelKeys(IReadOnlyList<string> names, PrimitiveDataViewType? valueType)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Distinct().Count() != names.Count) throw new ArgumentException("A class is named twice.", nameof(names));
        Names = [.. names];
        ValueType = valueType;
        Annotations = AnnotationsOf(Names, valueType);
    }

    /// <summary>The two classes of a Boolean label: False is class index 0, True is class index 1.</summary>
    public static LabelKeys Booleans { get; } = new([bool.FalseString, bool.TrueString], BooleanDataViewType.Instance) { IsKey = false };

    /// <summary>Number of classes.</summary>
    public int Count => Names.Count;

    /// <summary>The classes by class index.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The type of the key values, such as text or a number. Null: the keys have no values.</summary>
    public PrimitiveDataViewType? ValueType { get; }

    /// <summary>The annotations of a key column of these classes: <c>KeyValues</c>, or none if the keys have no values.</summary>
    internal DataViewSchema.Annotations Annotations { get; }

    /// <summary>Whether the label is a key; false: it is Boolean.</summary>
    public bool IsKey { get; private init; } = true;

    /// <summary>The type of a column of these classes.</summary>
    internal PrimitiveDataViewType ColumnType => IsKey ? KeyType : BooleanDataViewType.Instance;

    /// <summary>The type of a key column of these classes.</summary>
    internal KeyDataViewType KeyType => new(typeof(uint), Count);

    /// <summary>Such as "3 classes: 'cat', 'dog', 'bird'".</summary>
    public override string ToString() => $"{Count} classes: {NameList.Of(Names)}";

    /// <summary>Reads the classes of a label column.</summary>
    /// <param name="column">A Boolean column, or a key column. Key values are text, numbers, dates, Boolean or absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is neither a key nor Boolean, its key values are vectors, or its keys have
    /// no values and stand for more than 100,000 classes.</exception>
    public static LabelKeys Read(DataViewSchema.Column column) => Read(column, "label");

    /// <summary>The same of a column with another role, or of one of several views; then <paramref name="of"/> names its rows.</summary>
    internal static LabelKeys Read(DataViewSchema.Column column, string role, string? of = null)
    {
        if (column.Type is BooleanDataViewType) return Booleans;
        if (column.Type is not KeyDataViewType key) throw SchemaErrors.NoKey(role, column, of);
        if (column.Annotations.Schema.GetColumnOrNull(KeyValues) is not { } values) // HasKeyValues() only finds text
        {
            if (key.Count > MostUnnamed) throw SchemaErrors.TooManyKeys(role, column, MostUnnamed, of);
            var indices = Enumerable.Range(0, checked((int)key.Count));
            return new LabelKeys(indices.Select(index => index.ToString(CultureInfo.InvariantCulture)).ToArray(), null);
        }
        var type = (values.Type as VectorDataViewType)?.ItemType;
        var kind = type is null ? null : KeyValueKind.Of(type);
        if (kind is null)
            throw SchemaErrors.Mismatch(role, column, "a Key whose values are text, numbers, dates or Boolean", of);
        return new LabelKeys(kind.Read(column), kind.Type);
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
        return MapFrom(other, of: null);
    }

    /// <summary>The same, for one of several views: <paramref name="of"/> is the name of its rows.</summary>
    internal int[] MapFrom(LabelKeys other, string? of)
    {
        var indexOf = Enumerable.Range(0, Count).ToDictionary(index => Names[index]);
        var unknown = other.Names.Where(name => !indexOf.ContainsKey(name)).ToArray();
        return unknown.Length == 0
            ? [.. other.Names.Select(name => indexOf[name])]
            : throw new InvalidOperationException(
                $"Unknown classes{(of is null ? "" : $" in the {of}")}: {NameList.Of(unknown)}. "
                + $"The classifier knows: {NameList.Of(Names)}.");
    }

    private static DataViewSchema.Annotations AnnotationsOf(IReadOnlyList<string> names, PrimitiveDataViewType? valueType)
    {
        if (valueType is null) return DataViewSchema.Annotations.Empty;
        var builder = new DataViewSchema.Annotations.Builder();
        var kind = KeyValueKind.Of(valueType)
            ?? throw new ArgumentException($"Key values are text, numbers, dates or Boolean, not {valueType}.", nameof(valueType));
        kind.Add(builder, KeyValues, names);
        return builder.ToAnnotations();
    }
}

/// <summary>Converts keys to class indices. Only this code knows how keys count: 0 is missing, and key 1 is class index 0. A Boolean column
/// has the class indices 0 and 1.</summary>
internal static class KeyIndex
{
    /// <summary>Returns a function that reads the current row's class index; -1 if the key is missing.</summary>
    /// <param name="row">A cursor in which the column is active.</param>
    /// <param name="column">A Boolean column, or a key column of any of the four key types.</param>
    /// <remarks>The function throws an <see cref="InvalidOperationException"/> at a key that its column's type does not have.</remarks>
    public static Func<long> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(bool) => Reader<bool>(row, column, isTrue => isTrue ? 2 : 1),
        var t when t == typeof(byte) => Reader<byte>(row, column, key => key),
        var t when t == typeof(ushort) => Reader<ushort>(row, column, key => key),
        var t when t == typeof(uint) => Reader<uint>(row, column, key => key),
        _ => Reader<ulong>(row, column, key => checked((long)key)),
    };

    /// <summary>The key that stands for a class index.</summary>
    public static uint ToKey(long index) => checked((uint)(index + 1));

    /// <summary>Returns a <see cref="ValueGetter{TValue}"/> of a column's type that shows class indices.</summary>
    /// <param name="type">The raw type of a key or Boolean column.</param>
    /// <param name="index">Returns the current row's class index; -1 if it is missing.</param>
    public static Delegate Getter(Type type, Func<long> index) => type switch
    {
        var t when t == typeof(bool) => new ValueGetter<bool>((ref bool value) => value = index() == 1),
        var t when t == typeof(byte) => new ValueGetter<byte>((ref byte value) => value = checked((byte)(index() + 1))),
        var t when t == typeof(ushort) => new ValueGetter<ushort>((ref ushort value) => value = checked((ushort)(index() + 1))),
        var t when t == typeof(uint) => new ValueGetter<uint>((ref uint value) => value = ToKey(index())),
        _ => new ValueGetter<ulong>((ref ulong value) => value = checked((ulong)(index() + 1))),
    };

    private static Func<long> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, long> toNumber) where T : struct
    {
        var getter = row.GetGetter<T>(column);
        var count = column.Type is KeyDataViewType type ? type.Count : 2;
        T key = default;
        return () =>
        {
            getter(ref key);
            var number = toNumber(key);
            return (ulong)number <= count ? number - 1 : throw new InvalidOperationException(
                $"Row {row.Position} (counted from 0) has the key {number} in column '{column.Name}', "
                + $"whose type {column.Type} ends at {count}.");
        };
    }
}
