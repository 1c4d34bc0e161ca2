namespace MLNetUnlearning.Data;

/// <summary>The column that says which request marked a row.</summary>
/// <param name="Column">The column: a vector of Boolean with a named slot for each request.</param>
/// <param name="Names">The requests.</param>
/// <param name="NumberOfEarlier">How many of them were there before the last marking added to them.</param>
internal sealed record RequestColumn(DataViewSchema.Column Column, IReadOnlyList<string> Names, int NumberOfEarlier)
{
    /// <summary>The annotation that holds <see cref="NumberOfEarlier"/>.</summary>
    public const string EarlierEntry = "NumberOfEarlierRequests";

    /// <summary>The name of the column that belongs to a column of marks.</summary>
    public static string NameFor(string forgetColumnName) => forgetColumnName + "Requests";

    /// <summary>The column of a schema that belongs to a column of marks; null if there is none.</summary>
    public static RequestColumn? Of(DataViewSchema schema, string forgetColumnName) =>
        schema.GetColumnOrNull(NameFor(forgetColumnName)) is { } column ? From(column) : null;

    /// <summary>Reads a column as one of requests; null if it is none.</summary>
    public static RequestColumn? From(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType is not BooleanDataViewType) return null;
        if (!column.HasSlotNames()) return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        var earlier = 0;
        if (column.Annotations.Schema.GetColumnOrNull(EarlierEntry)?.Type == NumberDataViewType.Int32)
            column.Annotations.GetValue(EarlierEntry, ref earlier);
        return new RequestColumn(column, [.. names.DenseValues().Select(name => name.ToString())], earlier);
    }

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

/// <summary>Makes the column that says which request marked a row: the requests that were there before, and new ones.</summary>
internal sealed class RequestMarks
{
    private const string SlotNamesEntry = "SlotNames"; // ML.NET's name of the annotation
    private const string Unnamed = "earlier marks";
    private readonly (RowMarks Marks, RequestColumn? Column)? before;
    private readonly IReadOnlyList<RowMarks> added;
    private readonly int numberOfEarlier;

    /// <param name="before">The marks that were there, with the column that says of which requests they are; null: none are kept.</param>
    /// <param name="found">The new requests.</param>
    public RequestMarks((RowMarks Marks, RequestColumn? Column)? before, IReadOnlyList<(string Name, RowMarks Marks)> found)
    {
        (this.before, added) = (before, [.. found.Select(one => one.Marks)]);
        var earlier = before is not { } known ? [] : known.Column?.Names ?? [Unnamed];
        numberOfEarlier = earlier.Count;
        Type = new VectorDataViewType(BooleanDataViewType.Instance, numberOfEarlier + found.Count);
        ReadOnlyMemory<char>[] names = [.. Distinct(earlier.Concat(found.Select(one => one.Name))).Select(name => name.AsMemory())];
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(SlotNamesEntry, new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref value));
        builder.Add(RequestColumn.EarlierEntry, NumberDataViewType.Int32, (ref int value) => value = numberOfEarlier);
        Annotations = builder.ToAnnotations();
    }

    public VectorDataViewType Type { get; }

    public DataViewSchema.Annotations Annotations { get; }

    public IReadOnlyList<DataViewSchema.Column> Needs =>
    [
        .. RowMarks.NeedsOf(before is { } known ? added.Prepend(known.Marks) : added),
        .. before?.Column is { } column ? [column.Column] : Array.Empty<DataViewSchema.Column>(),
    ];

    public Func<VBuffer<bool>> Reader(DataViewRow row)
    {
        var wasMarked = before?.Marks.Reader(row);
        var earlier = before?.Column?.Reader(row);
        Func<bool>[] readers = [.. added.Select(one => one.Reader(row))];
        return () =>
        {
            // Only marked rows belong to a request, whatever an older column says.
            IEnumerable<int> old = wasMarked?.Invoke() != true ? [] : earlier is null ? [0] : earlier();
            int[] slots =
            [
                .. old, .. Enumerable.Range(0, readers.Length).Where(slot => readers[slot]()).Select(slot => numberOfEarlier + slot),
            ];
            return new VBuffer<bool>(Type.Size, slots.Length, [.. slots.Select(_ => true)], slots);
        };
    }

    /// <summary>Two requests may read alike, for example two random ones: the second gets a number.</summary>
    private static IEnumerable<string> Distinct(IEnumerable<string> names)
    {
        var used = new HashSet<string>();
        foreach (var name in names)
        {
            var (one, times) = (name, 1);
            while (!used.Add(one)) one = $"{name} ({++times})";
            yield return one;
        }
    }
}
