namespace MLNetUnlearning.Data;

/// <summary>The column that says which request marked a row.</summary>
/// <param name="Column">The column: a vector of Boolean with a named slot for each request.</param>
/// <param name="Names">The requests.</param>
internal sealed record RequestColumn(DataViewSchema.Column Column, IReadOnlyList<string> Names)
{
    /// <summary>The name of the column that belongs to a column of marks.</summary>
    public static string NameFor(string forgetColumnName) => forgetColumnName + "Requests";

    /// <summary>The column of a schema that belongs to a column of marks; null if there is none.</summary>
    public static RequestColumn? Of(DataViewSchema schema, string forgetColumnName)
    {
        if (schema.GetColumnOrNull(NameFor(forgetColumnName)) is not { } column) return null;
        return From(column);
    }

    /// <summary>Reads a column as one of requests; null if it is none.</summary>
    public static RequestColumn? From(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType is not BooleanDataViewType) return null;
        if (!column.HasSlotNames()) return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return new RequestColumn(column, [.. names.DenseValues().Select(name => name.ToString())]);
    }

    /// <summary>The rows of one request.</summary>
    public RowMarks MarksOf(int slot) => new([Column], row =>
    {
        var read = Reader(row);
        return () => read().Contains(slot);
    });

    /// <summary>Returns a function that reads which requests marked the current row.</summary>
    public Func<IReadOnlyList<int>> Reader(DataViewRow row)
    {
        var getter = row.GetGetter<VBuffer<bool>>(row.Schema[Column.Index]);
        VBuffer<bool> marks = default;
        return () =>
        {
            getter(ref marks);
            return [.. marks.Items().Where(mark => mark.Value).Select(mark => mark.Key)];
        };
    }
}

/// <summary>Makes the column that says which request marked a row.</summary>
internal sealed class RequestMarks
{
    private const string SlotNamesEntry = "SlotNames"; // ML.NET's name of the annotation
    private readonly IReadOnlyList<RowMarks> marks;

    public RequestMarks(IReadOnlyList<(string Name, RowMarks Marks)> found)
    {
        marks = [.. found.Select(one => one.Marks)];
        Type = new VectorDataViewType(BooleanDataViewType.Instance, found.Count);
        var builder = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] names = [.. DistinctNames(found.Select(one => one.Name)).Select(name => name.AsMemory())];
        builder.Add(SlotNamesEntry, new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref value));
        SlotNames = builder.ToAnnotations();
    }

    public VectorDataViewType Type { get; }

    public DataViewSchema.Annotations SlotNames { get; }

    public Func<VBuffer<bool>> Reader(DataViewRow row)
    {
        Func<bool>[] readers = [.. marks.Select(one => one.Reader(row))];
        return () =>
        {
            int[] slots = [.. Enumerable.Range(0, readers.Length).Where(slot => readers[slot]())];
            return new VBuffer<bool>(readers.Length, slots.Length, [.. slots.Select(_ => true)], slots);
        };
    }

    /// <summary>Two requests may read alike, for example two random ones: the second gets a number.</summary>
    private static IEnumerable<string> DistinctNames(IEnumerable<string> names)
    {
        var used = new Dictionary<string, int>();
        foreach (var name in names)
        {
            var times = used[name] = used.GetValueOrDefault(name) + 1;
            yield return times == 1 ? name : $"{name} ({times})";
        }
    }
}
