namespace MLNetUnlearning.Tool.Data;

/// <summary>The rows of a command.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Unseen">Held out: never trained on.</param>
/// <param name="Test">To test with.</param>
/// <param name="Plan">How they were found.</param>
internal sealed record RowsOfData(IDataView Train, IDataView Unseen, IDataView Test, DataPlan Plan)
{
    /// <summary>The column that <c>--forget ids:FILE</c> names rows by.</summary>
    public string IdColumn => Plan.Columns.Id ?? Plan.Kind switch
    {
        DataKind.Table => Plan.Columns.Path!,
        DataKind.Numbers => throw ToolException.Usage("The CSV file has no column of ids: name one by --id-column when you train."),
        _ => "Id",
    };
}
