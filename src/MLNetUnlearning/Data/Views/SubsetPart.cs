namespace MLNetUnlearning.Data;

/// <summary>One of the views behind a <see cref="SubsetsView"/>, with its columns matched to those of the marked view.</summary>
internal sealed class SubsetPart
{
    private readonly DataViewSchema.Column[] shared;
    private readonly DataViewSchema.Column[] columns;
    private readonly Lazy<long[]?>[] indices; // for keys that are numbered differently: from a class index here to the marked view's

    public SubsetPart(IDataView marked, IDataView view, string name, DataViewSchema.Column[] shared, DataViewSchema.Column label)
    {
        (View, Name, this.shared) = (view, name, shared);
        columns = [.. shared.Select(column => view.Schema[column.Name])];
        indices = new Lazy<long[]?>[shared.Length];
        for (var i = 0; i < shared.Length; i++)
        {
            var (column, other, isLabel) = (shared[i], columns[i], shared[i].Index == label.Index);
            if (!SameKind(column.Type, other.Type))
                throw SchemaErrors.Mismatch(isLabel ? "label" : "input", other, column.Type.ToString()!, Rows);
            indices[i] = new Lazy<long[]?>(() => view == marked ? null : Match(column, other, isLabel));
            if (isLabel) _ = indices[i].Value; // a wrong label is told at once, another key when somebody reads it
        }
    }

    public IDataView View { get; }

    /// <summary>The subset of its rows; in the marked view, the subset of the rows that stay.</summary>
    public string Name { get; }

    /// <summary>The name of its rows in messages.</summary>
    public string Rows => Name == Subset.Retain ? "marked rows" : $"{Name.ToLowerInvariant()} rows";

    /// <summary>The column of this view that a column of the combined view is read from.</summary>
    public DataViewSchema.Column Column(int index) => columns[index];

    /// <summary>Returns a getter that reads a column of the combined view from a row of this view.</summary>
    public ValueGetter<T> Getter<T>(DataViewRow row, int index) =>
        indices[index].Value is null && shared[index].Type.RawType == columns[index].Type.RawType
            ? row.GetGetter<T>(columns[index])
            : (ValueGetter<T>)KeyIndex.Getter(typeof(T), ClassReader(row, index));

    /// <summary>Returns a function that reads a row's class index in the marked view's numbering; -1 if it is missing.</summary>
    public Func<long> ClassReader(DataViewRow row, int index)
    {
        var read = KeyIndex.Reader(row, columns[index]);
        return indices[index].Value is { } indexOf ? () => read() is >= 0 and var own ? indexOf[own] : -1 : read;
    }

    /// <summary>The class indices of <paramref name="column"/> by those of <paramref name="other"/>; null if both number alike.</summary>
    private long[]? Match(DataViewSchema.Column column, DataViewSchema.Column other, bool isLabel)
    {
        if (column.Type is not KeyDataViewType || AreNumbersAlone(column, other)) return null;
        var role = isLabel ? "label" : "input";
        var (keys, otherKeys) = (LabelKeys.Read(column, role), LabelKeys.Read(other, role, Rows));
        if (keys.Names.SequenceEqual(otherKeys.Names)) return null;
        var indexOf = new Dictionary<string, long>();
        foreach (var name in keys.Names) indexOf.Add(name, indexOf.Count);
        var unknown = otherKeys.Names.Where(name => !indexOf.ContainsKey(name)).ToArray();
        if (isLabel && unknown.Length > 0)
            throw new InvalidOperationException(
                $"Unknown classes in the {Rows}: {NameList.Of(unknown)}. The training rows know: {NameList.Of(keys.Names)}.");
        return [.. otherKeys.Names.Select(name => indexOf.GetValueOrDefault(name, -1))];
    }

    /// <summary>Whether both are keys of the same count without values, such as hashes: equal numbers then mean the same.</summary>
    private static bool AreNumbersAlone(DataViewSchema.Column column, DataViewSchema.Column other) =>
        column.Type.Equals(other.Type)
        && column.Annotations.Schema.GetColumnOrNull("KeyValues") is null && other.Annotations.Schema.GetColumnOrNull("KeyValues") is null;

    private static bool SameKind(DataViewType type, DataViewType other) => (type, other) switch
    {
        (KeyDataViewType, KeyDataViewType) => true,
        (VectorDataViewType vector, VectorDataViewType others) => vector.ItemType.Equals(others.ItemType) && vector.Size == others.Size,
        _ => type.Equals(other),
    };
}
