namespace MLNetUnlearning.Tests;

/// <summary>A test on a table. Where the table is not there, the test is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TableFactAttribute : FactAttribute
{
    public TableFactAttribute(string table)
    {
        Table = table;
        if (SharedData.Folder("tables") is not { } folder || !File.Exists(Path.Combine(folder, table)))
            Skip = $"There is no ../shared/data/tables/{table} beside the repository.";
    }

    public string Table { get; }
}
