namespace MLNetUnlearning.Data;

/// <summary>Adds the columns that mark the rows to forget.</summary>
internal static class ForgetColumn
{
    /// <summary>The column with a slot for each request, which belongs to a column of marks.</summary>
    public static string RequestsOf(string forgetColumnName) => forgetColumnName + "Requests";

    /// <summary>Marks the rows of a request.</summary>
    /// <param name="view">Training rows. One pass over the label or id column finds the rows to mark; images are not read.</param>
    /// <param name="request">Which rows to forget.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <param name="forgetColumnName">The name of the new column. It hides a column of the same name.</param>
    /// <param name="addToEarlierMarks">Whether rows that are marked already stay so.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id does not exist, or no row would be forgotten.</exception>
    public static IDataView Mark(
        IDataView view, ForgetRequest request, string labelColumnName, string forgetColumnName, bool addToEarlierMarks)
    {
        var found = new List<(string Name, RowMarks Marks)>();
        if (addToEarlierMarks) found.AddRange(Earlier(view, forgetColumnName));
        var earlier = RowMarks.Any([.. found.Select(one => one.Marks)]);
        found.AddRange(request.Parts.Select(part => (part.ToString(), part.Find(view, labelColumnName, earlier))));
        var marks = RowMarks.Any([.. found.Select(one => one.Marks)]);
        var marked = new AddedColumnView<bool>(
            view, forgetColumnName, BooleanDataViewType.Instance, null, marks.Needs, marks.Reader);
        var requests = new RequestMarks(found);
        return new AddedColumnView<VBuffer<bool>>(
            marked, RequestsOf(forgetColumnName), requests.Type, requests.SlotNames, marks.Needs, requests.Reader);
    }

    /// <summary>The marks that a view has already, by request where it says so.</summary>
    private static IEnumerable<(string Name, RowMarks Marks)> Earlier(IDataView view, string forgetColumnName)
    {
        var forget = view.Schema.RequireForget(forgetColumnName);
        if (RequestColumn.Of(view.Schema, forgetColumnName) is not { } column) return [("earlier marks", RowMarks.Of(forget))];
        return column.Names.Select((name, slot) => (name, column.MarksOf(slot)));
    }
}

/// <summary>The column that says which request marked a row.</summary>
/// <param name="Column">The column: a vector of Boolean with a named slot for each request.</param>
/// <param name="Names">The requests.</param>
internal sealed record RequestColumn(DataViewSchema.Column Column, IReadOnlyList<string> Names)
{
    /// <summary>The column of a schema that belongs to a column of marks; null if there is none.</summary>
    public static RequestColumn? Of(DataViewSchema schema, string forgetColumnName)
    {
        if (schema.GetColumnOrNull(ForgetColumn.RequestsOf(forgetColumnName)) is not { } column) return null;
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

/// <summary>Recognises marked rows by columns or row ids and never by position.
/// So the marks also hold in shuffled and parallel cursors.</summary>
/// <param name="Needs">The columns that the marks depend on.</param>
/// <param name="Reader">Takes a cursor in which these columns are active and
/// returns a function that says whether the current row is marked.</param>
internal sealed record RowMarks(IReadOnlyList<DataViewSchema.Column> Needs, Func<DataViewRow, Func<bool>> Reader)
{
    /// <summary>Marks rows by their row ids.</summary>
    public static RowMarks Of(IReadOnlySet<DataViewRowId> ids) => new([], row =>
    {
        var getId = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            getId(ref id);
            return ids.Contains(id);
        };
    });

    /// <summary>Marks rows by the text of a column.</summary>
    public static RowMarks Of(DataViewSchema.Column column, string role, Predicate<string> isMarked) => new([column], row =>
    {
        var getText = ColumnText.Reader(row, role, column);
        return () => getText() is { } text && isMarked(text);
    });

    /// <summary>Marks the rows that a Boolean column marks.</summary>
    public static RowMarks Of(DataViewSchema.Column column) => new([column], row =>
    {
        var getter = row.GetGetter<bool>(column);
        var mark = false;
        return () =>
        {
            getter(ref mark);
            return mark;
        };
    });

    /// <summary>Marks the rows that any of these marks.</summary>
    public static RowMarks Any(IReadOnlyList<RowMarks> marks) => marks is [var only] ? only : new(NeedsOf(marks), row =>
    {
        Func<bool>[] readers = [.. marks.Select(one => one.Reader(row))];
        return () => readers.Any(isMarked => isMarked());
    });

    public static IReadOnlyList<DataViewSchema.Column> NeedsOf(IEnumerable<RowMarks> marks) =>
        [.. marks.SelectMany(one => one.Needs).DistinctBy(column => column.Index)];
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
