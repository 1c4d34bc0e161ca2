namespace MLNetUnlearning.Data;

/// <summary>Adds the columns that mark the rows to forget.</summary>
internal static class ForgetColumn
{
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
            marked, RequestColumn.NameFor(forgetColumnName), requests.Type, requests.SlotNames, marks.Needs, requests.Reader);
    }

    /// <summary>The marks that a view has already, by request where it says so.</summary>
    private static IEnumerable<(string Name, RowMarks Marks)> Earlier(IDataView view, string forgetColumnName)
    {
        var forget = view.Schema.RequireForget(forgetColumnName);
        if (RequestColumn.Of(view.Schema, forgetColumnName) is not { } column) return [("earlier marks", RowMarks.Of(forget))];
        return column.Names.Select((name, slot) => (name, column.MarksOf(slot)));
    }
}
