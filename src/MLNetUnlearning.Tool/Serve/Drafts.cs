using System.Text.Json;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What a person has marked of some data for a classifier to forget.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Model">The full path of the classifier.</param>
/// <param name="Data">The full path of the data, or the word for drawn pictures.</param>
/// <param name="Classes">Classes that go as a whole.</param>
/// <param name="Ids">Single rows.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record Draft(
    long Id, string Model, string Data, IReadOnlySet<string> Classes, IReadOnlySet<string> Ids, DateTimeOffset ChangedAt)
{
    public bool IsEmpty => Classes.Count + Ids.Count == 0;

    public bool Marks(ListedRow row) => Classes.Contains(row.Class) || Ids.Contains(row.Id);
}

/// <summary>Marks, kept in the database, so that they outlive tabs and the server.</summary>
internal sealed class Drafts(Database database)
{
    private const string ClassStart = "class:", IdStart = "id:";

    /// <summary>The marks for a classifier and its data: those that are there, or new ones.</summary>
    public long Open(string model, string data) => database.Change(statements =>
    {
        var (keptModel, keptData) = (database.Kept(model), data == DataCard.Drawn ? data : database.Kept(data));
        var known = statements.List(
            "SELECT id FROM drafts WHERE model = @model AND data = @data", row => row.Number("id"),
            ("@model", keptModel), ("@data", keptData));
        return known is [var id] ? id : statements.Insert(
            "INSERT INTO drafts (model, data, marks, changed_at) VALUES (@model, @data, '[]', @now)",
            ("@model", keptModel), ("@data", keptData), ("@now", database.Now));
    });

    /// <summary>All of them, the last changed first.</summary>
    public IReadOnlyList<Draft> All() =>
        database.Read(statements => statements.List("SELECT * FROM drafts ORDER BY changed_at DESC, id DESC", Of));

    /// <summary>One of them; null: it is not there.</summary>
    public Draft? Find(long id) => database.Read(statements => Find(statements, id));

    /// <summary>Adds marks and takes others away. What another tab did meanwhile stays.</summary>
    /// <param name="id">The draft.</param>
    /// <param name="addClasses">Classes to mark.</param>
    /// <param name="removeClasses">Classes to mark no more.</param>
    /// <param name="addIds">Rows to mark.</param>
    /// <param name="removeIds">Rows to mark no more.</param>
    /// <returns>Null: it is not there.</returns>
    public Draft? Change(
        long id, IEnumerable<string> addClasses, IEnumerable<string> removeClasses, IEnumerable<string> addIds,
        IEnumerable<string> removeIds) => database.Change(statements =>
    {
        if (Find(statements, id) is not { } draft) return null;
        Keep(statements, id,
            draft.Classes.Except(removeClasses).Union(addClasses).Select(name => ClassStart + name)
                .Concat(draft.Ids.Except(removeIds).Union(addIds).Select(name => IdStart + name)));
        return Find(statements, id);
    });

    /// <summary>Takes all marks away.</summary>
    public void Clear(long id) => database.Change(statements => Keep(statements, id, []));

    private void Keep(Statements statements, long id, IEnumerable<string> marks) => statements.Run(
        "UPDATE drafts SET marks = @marks, changed_at = @now WHERE id = @id",
        ("@id", id), ("@marks", JsonSerializer.Serialize(marks)), ("@now", database.Now));

    private Draft? Find(Statements statements, long id) =>
        statements.List("SELECT * FROM drafts WHERE id = @id", Of, ("@id", id)) is [var draft] ? draft : null;

    private Draft Of(Row row)
    {
        var marks = JsonSerializer.Deserialize<string[]>(row.Text("marks")) ?? [];
        HashSet<string> Of(string start) =>
            [.. marks.Where(mark => mark.StartsWith(start, StringComparison.Ordinal)).Select(mark => mark[start.Length..])];
        return new(
            row.Number("id"), database.PathOf(row.Text("model")),
            row.Text("data") is DataCard.Drawn and var drawn ? drawn : database.PathOf(row.Text("data")),
            Of(ClassStart), Of(IdStart), row.Time("changed_at"));
    }
}
