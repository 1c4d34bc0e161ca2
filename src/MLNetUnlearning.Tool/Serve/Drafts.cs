using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>What a person has marked of some data for a classifier to forget.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Model">The full path of the classifier.</param>
/// <param name="Data">The full path of the data, or the word for drawn pictures.</param>
/// <param name="Marked">The marks.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record Draft(long Id, string Model, string Data, Marks Marked, DateTimeOffset ChangedAt)
{
    /// <summary>Classes that go as a whole.</summary>
    public IReadOnlySet<string> Classes => Marked.Classes;

    /// <summary>Single rows.</summary>
    public IReadOnlySet<string> Ids => Marked.Ids;

    public bool IsEmpty => Marked.IsEmpty;

    /// <summary>What was marked before the last change of many marks, which can be taken back; null: nothing else was.</summary>
    public Marks? Before { get; init; }

    public bool IsMarked(ListedRow row) => Classes.Contains(row.Class) || Ids.Contains(row.Id);
}

/// <summary>Marks, kept in the database, so that they outlive tabs and the server.</summary>
internal sealed class Drafts(Database database)
{
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
    /// <param name="canUndo">Whether <see cref="Undo"/> takes it back. Single marks are taken back where they were made.</param>
    /// <returns>Null: it is not there.</returns>
    public Draft? Change(
        long id, IEnumerable<string> addClasses, IEnumerable<string> removeClasses, IEnumerable<string> addIds,
        IEnumerable<string> removeIds, bool canUndo = true) => database.Change(statements =>
    {
        if (Find(statements, id) is not { } draft) return null;
        Keep(statements, draft, draft.Marked.With(addClasses, removeClasses, addIds, removeIds), canUndo);
        return Find(statements, id);
    });

    /// <summary>Marks these and nothing else.</summary>
    /// <returns>Whether others were marked, which <see cref="Undo"/> brings back.</returns>
    public bool Replace(long id, Marks marks) => database.Change(statements =>
    {
        if (Find(statements, id) is not { } draft) return false;
        Keep(statements, draft, marks, canUndo: true);
        return !draft.IsEmpty && !draft.Marked.AreSame(marks);
    });

    /// <summary>Takes the last change of many marks back. A second time, it is made again.</summary>
    public void Undo(long id) => database.Change(statements => statements.Run(
        "UPDATE drafts SET marks = before, before = marks, changed_at = @now WHERE id = @id AND before IS NOT NULL",
        ("@id", id), ("@now", database.Now)));

    /// <summary>Takes all marks away for good, together with what they are taken for: a run, or a request.</summary>
    /// <param name="statements">The transaction of that.</param>
    /// <param name="id">The draft.</param>
    /// <param name="seen">What it is done with.</param>
    /// <returns>False: nothing is marked any more, or something else is, and stays so.</returns>
    public bool Take(Statements statements, long id, Marks seen)
    {
        if (Find(statements, id) is not { IsEmpty: false } draft || !draft.Marked.AreSame(seen)) return false;
        statements.Run(
            "UPDATE drafts SET marks = '[]', before = NULL, changed_at = @now WHERE id = @id", ("@id", id), ("@now", database.Now));
        return true;
    }

    /// <summary>Takes all marks over to another draft, where they take the place of others.</summary>
    /// <returns>False: nothing is marked any more, or something else is, and nothing was taken over.</returns>
    public bool Move(long id, Marks seen, long to) => database.Change(statements =>
    {
        if (Find(statements, to) is not { } other || !Take(statements, id, seen)) return false;
        Keep(statements, other, seen, canUndo: true);
        return true;
    });

    private void Keep(Statements statements, Draft draft, Marks marks, bool canUndo) => statements.Run(
        "UPDATE drafts SET before = CASE WHEN @undo THEN marks ELSE before END, marks = @marks, changed_at = @now WHERE id = @id",
        ("@id", draft.Id), ("@marks", marks.ToJson()), ("@undo", canUndo && !draft.Marked.AreSame(marks) ? 1 : 0),
        ("@now", database.Now));

    private Draft? Find(Statements statements, long id) =>
        statements.List("SELECT * FROM drafts WHERE id = @id", Of, ("@id", id)) is [var draft] ? draft : null;

    private Draft Of(Row row)
    {
        var marks = Marks.Parse(row.Text("marks"));
        return new(
            row.Number("id"), database.PathOf(row.Text("model")),
            row.Text("data") is DataCard.Drawn and var drawn ? drawn : database.PathOf(row.Text("data")), marks, row.Time("changed_at"))
        { Before = row.TextOrNull("before") is { } kept && Marks.Parse(kept) is var before && !before.AreSame(marks) ? before : null };
    }
}
