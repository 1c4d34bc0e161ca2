namespace MLNetUnlearning.Data;

/// <summary>One of the views behind a <see cref="SubsetsView"/>, with its columns matched to those of the marked view.</summary>
internal sealed class SubsetPart
{
    private readonly DataViewSchema.Column[] columns;
    private readonly uint[]?[] keys; // for a column whose keys are numbered differently: from its keys to those of the marked view

    public SubsetPart(IDataView marked, IDataView view, string name, DataViewSchema.Column[] shared, DataViewSchema.Column label)
    {
        (View, Name) = (view, name);
        columns = [.. shared.Select(column => view.Schema[column.Name])];
        keys = [.. shared.Select((column, index) => view == marked ? null : Match(column, columns[index], column.Index == label.Index))];
    }

    public IDataView View { get; }

    /// <summary>The subset of its rows; in the marked view, the subset of the rows that stay.</summary>
    public string Name { get; }

    /// <summary>The column of this view that a column of the combined view is read from.</summary>
    public DataViewSchema.Column Column(int index) => columns[index];

    /// <summary>Returns a getter that reads a column of the combined view from a row of this view.</summary>
    public ValueGetter<T> Getter<T>(DataViewRow row, int index)
    {
        if (keys[index] is not { } keyOf) return row.GetGetter<T>(columns[index]);
        var getKey = row.GetGetter<uint>(columns[index]);
        ValueGetter<uint> getter = (ref uint value) =>
        {
            getKey(ref value);
            value = keyOf[value];
        };
        return (ValueGetter<T>)(Delegate)getter;
    }

    /// <summary>Returns a function that reads a row's class index in the marked view's numbering; -1 if it is missing.</summary>
    public Func<long> ClassReader(DataViewRow row, int index)
    {
        var read = KeyIndex.Reader(row, columns[index]);
        return keys[index] is { } keyOf ? () => keyOf[KeyIndex.ToKey(read())] - 1L : read;
    }

    /// <summary>The keys of <paramref name="column"/> by the keys of <paramref name="other"/>; null if both number alike.</summary>
    private static uint[]? Match(DataViewSchema.Column column, DataViewSchema.Column other, bool isLabel)
    {
        var role = isLabel ? "label" : "input";
        if (!SameKind(column.Type, other.Type)) throw SchemaErrors.Mismatch(role, other, column.Type.ToString()!);
        if (column.Type is not KeyDataViewType) return null;
        var (keys, otherKeys) = (LabelKeys.Read(column), LabelKeys.Read(other));
        if (keys.Names.SequenceEqual(otherKeys.Names)) return null;
        if (column.Type.RawType != typeof(uint))
            throw SchemaErrors.Mismatch(role, other, $"{column.Type} with the same key values");
        var keyOf = new Dictionary<string, uint>();
        foreach (var name in keys.Names) keyOf.Add(name, KeyIndex.ToKey(keyOf.Count));
        var unknown = otherKeys.Names.Where(name => !keyOf.ContainsKey(name)).ToArray();
        if (isLabel && unknown.Length > 0)
            throw new InvalidOperationException(
                $"Unknown classes: {NameList.Of(unknown)}. The training rows know: {NameList.Of(keys.Names)}.");
        return [0, .. otherKeys.Names.Select(name => keyOf.GetValueOrDefault(name))]; // 0: missing
    }

    private static bool SameKind(DataViewType type, DataViewType other) => (type, other) switch
    {
        (KeyDataViewType, KeyDataViewType) => type.RawType == other.RawType,
        (VectorDataViewType vector, VectorDataViewType others) => vector.ItemType.Equals(others.ItemType) && vector.Size == others.Size,
        _ => type.Equals(other),
    };
}
