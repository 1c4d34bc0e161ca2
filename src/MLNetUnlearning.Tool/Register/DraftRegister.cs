using System.Text.Json;

namespace MLNetUnlearning.Tool.Register;

/// <summary>What somebody has marked on the page and has not asked for yet, for each classifier and its data.</summary>
internal sealed class DraftRegister(Database database)
{
    /// <summary>The marks; none if nothing was marked.</summary>
    public IReadOnlyList<string> Marks(string model, string data) => database.Read(statements => statements.List(
        "SELECT marks FROM drafts WHERE model = @model AND data = @data",
        row => JsonSerializer.Deserialize<string[]>(row.Text("marks"))!, ("@model", database.Kept(model)), ("@data", KeptData(data))))
        .FirstOrDefault([]);

    /// <summary>Keeps the marks in place of those before.</summary>
    public void Keep(string model, string data, IReadOnlyList<string> marks) => database.Change(statements =>
    {
        (string, object?)[] place = [("@model", database.Kept(model)), ("@data", KeptData(data))];
        if (marks.Count == 0) statements.Run("DELETE FROM drafts WHERE model = @model AND data = @data", place);
        else
            statements.Run(
                "INSERT INTO drafts (model, data, marks, changed_at) VALUES (@model, @data, @marks, @now) "
                + "ON CONFLICT (model, data) DO UPDATE SET marks = @marks, changed_at = @now",
                [.. place, ("@marks", JsonSerializer.Serialize(marks)), ("@now", database.Now)]);
    });

    private string KeptData(string data) => data == Data.DataSource.SyntheticWord ? data : database.Kept(data);
}
