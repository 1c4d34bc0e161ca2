namespace MLNetUnlearning.Data;

/// <summary>Adds the columns that mark the rows to forget.</summary>
internal static class ForgetColumn
{
    /// <summary>Marks the rows of a request.</summary>
    /// <param name="view">Training rows. A pass over the label or id column for each request finds the rows to mark; images are not
    /// read.</param>
    /// <param name="request">Which rows to forget.</param>
    /// <param name="labelColumnName">The label: key, text or number.</param>
    /// <param name="forgetColumnName">The name of the new column. It hides a column of the same name.</param>
    /// <param name="addToEarlierMarks">Whether rows that are marked already stay so.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The class or an id does not exist, or no row would be forgotten.</exception>
    public static IDataView Mark(
        IDataView view, ForgetRequest request, string labelColumnName, string forgetColumnName, bool addToEarlierMarks)
    {
        var earlier = addToEarlierMarks ? RowMarks.Of(view.Schema.RequireForget(forgetColumnName)) : RowMarks.Any([]);
        var marks = earlier;
        var found = new List<(string Name, RowMarks Marks)>();
        foreach (var part in request.Parts)
        {
            found.Add((part.ToString(), part.Find(view, labelColumnName, marks)));
            marks = RowMarks.Any([earlier, .. found.Select(one => one.Marks)]); // the next one draws its random rows from the others
        }
        var marked = new AddedColumnView<bool>(view, forgetColumnName, BooleanDataViewType.Instance, null, marks.Needs, marks.Reader);
        var requests = new RequestMarks(addToEarlierMarks ? (earlier, RequestColumn.Of(view.Schema, forgetColumnName)) : null, found);
        return new AddedColumnView<VBuffer<bool>>(
            marked, RequestColumn.NameFor(forgetColumnName), requests.Type, requests.Annotations, requests.Needs, requests.Reader);
    }
}
