namespace MLNetUnlearning.Data;

/// <summary>Says which rows of a view have no label, and why where that can be seen.</summary>
internal static class UnlabeledRows
{
    /// <summary>The sentences; null if every row has a label. It costs a pass over one or two columns.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="label">Their label: a key or Boolean.</param>
    /// <param name="rows">The name of the rows, such as "unseen rows".</param>
    public static string? Complaint(IDataView view, DataViewSchema.Column label, string rows)
    {
        var given = Given(view.Schema, label);
        DataViewSchema.Column[] columns = given is { } column ? [label, column] : [label];
        var read = RowPass.Read<(bool IsLabeled, string? Given)>(view, columns, row =>
        {
            var getClass = KeyIndex.Reader(row, label);
            var getGiven = given is { } before ? ColumnText.Reader(row, "label", before) : static () => null;
            return () => (getClass() >= 0, getGiven());
        });
        long[] unlabeled = [.. Enumerable.Range(0, read.Count).Where(row => !read[row].Value.IsLabeled).Select(row => (long)row)];
        if (unlabeled.Length == 0) return null;
        string[] unknown = [.. unlabeled.Select(row => read[(int)row].Value.Given).OfType<string>().Distinct()];
        return $"{unlabeled.Length} of {read.Count} {rows} have no label in column '{label.Name}'. "
            + $"Rows, counted from 0: {NameList.OfRows(unlabeled)}."
            + (unknown.Length > 0 ? $" Their classes are not among those of the model: {NameList.Of(unknown)}." : "");
    }

    /// <summary>The column that a step made the label from in place: text or a number of the same name, which now is hidden. A class that
    /// the step does not know became a missing key.</summary>
    private static DataViewSchema.Column? Given(DataViewSchema schema, DataViewSchema.Column label)
    {
        for (var index = label.Index - 1; index >= 0; index--)
            if (schema[index].Name == label.Name)
                return schema[index].Type is TextDataViewType or NumberDataViewType ? schema[index] : null;
        return null;
    }
}
