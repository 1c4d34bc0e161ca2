using MLNetUnlearning.Data;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning.Auditing;

/// <summary>The rows of an audit in memory: the training rows, and then those that the model was never fitted on.</summary>
internal sealed class AuditTable
{
    private readonly StoredRows.Builder rows;

    private AuditTable(StoredRows.Builder rows, IReadOnlyList<bool> marks)
    {
        (this.rows, Marks) = (rows, marks);
        All = rows.InOrder([.. Enumerable.Range(0, Count)]);
    }

    /// <summary>All rows.</summary>
    public StoredRows All { get; }

    /// <summary>Which of the training rows are marked.</summary>
    public IReadOnlyList<bool> Marks { get; }

    public int Count => rows.Count;

    /// <summary>Reads the columns that both views have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column has another type in one of them.</exception>
    /// <exception cref="InvalidOperationException">The keys of a column stand for other values in one of them, no row or every row is
    /// marked, or there are no unseen rows.</exception>
    public static AuditTable Read(IDataView marked, IDataView unseen, string forgetColumnName, CancellationToken cancellationToken)
    {
        var forget = marked.Schema.RequireForget(forgetColumnName);
        DataViewSchema.Column[] own =
        [
            .. ShardInput.Readable(marked.Schema).Where(
                column => column.Index != forget.Index && unseen.Schema.GetColumnOrNull(column.Name) is not null),
        ];
        var others = ShardInput.In(unseen.Schema, own.Select(ShardInput.Of), idColumnName: "", "unseen");
        foreach (var (column, other) in own.Zip(others)) RequireSameKeys(column, other);
        var (rows, marks) = (new StoredRows.Builder(own), new List<bool>());
        using (var cursor = marked.GetRowCursor([.. own, forget]))
        {
            var (write, isMarked) = (rows.Writer(cursor), RowMarks.Of(forget).Reader(cursor));
            while (cursor.MoveNextNamingFiles())
            {
                cancellationToken.ThrowIfCancellationRequested();
                write();
                marks.Add(isMarked());
            }
        }
        if (marks.Distinct().Count() < 2)
            throw new InvalidOperationException(
                $"{(marks.Contains(true) ? "Every" : "No")} row of {marks.Count} is marked in column '{forgetColumnName}': mark those in "
                + "question. The audit tells both kinds from unseen rows.");
        using (var cursor = unseen.GetRowCursor(others))
        {
            var write = rows.Writer(cursor, others);
            while (cursor.MoveNextNamingFiles())
            {
                cancellationToken.ThrowIfCancellationRequested();
                write();
            }
        }
        return rows.Count > marks.Count
            ? new AuditTable(rows, marks)
            : throw new InvalidOperationException("There are no unseen rows to compare the training rows with.");
    }

    /// <summary>Some of the rows.</summary>
    public StoredRows Of(int[] numbers, CancellationToken cancellationToken) => rows.InOrder(numbers, cancellationToken);

    /// <summary>What a row is called.</summary>
    public string NameOf(int row) => row < Marks.Count ? "training" : "unseen";

    /// <summary>Its number among those of its view.</summary>
    public int NumberOf(int row) => row < Marks.Count ? row : row - Marks.Count;

    private static void RequireSameKeys(DataViewSchema.Column column, DataViewSchema.Column other)
    {
        if (column.Type is not KeyDataViewType) return;
        if (other.Type.Equals(column.Type) && column.Annotations.Schema.GetColumnOrNull("KeyValues") is null) return;
        if (!LabelKeys.Read(column, "training").Names.SequenceEqual(LabelKeys.Read(other, "unseen").Names))
            throw new InvalidOperationException(
                $"The keys of column '{column.Name}' stand for other values in the unseen rows: prepare both views by the same fitted "
                + "steps, or make keys within the estimator.");
    }
}
