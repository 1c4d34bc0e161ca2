using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Marks are kept, and several tabs add to them.</summary>
public sealed class DraftsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-drafts-").FullName;

    [Fact]
    public void Marks_are_kept_by_model_and_data_and_outlive_the_process()
    {
        long id;
        using (var database = Open())
        {
            var drafts = new Drafts(database);
            id = drafts.Open(PathOf("a.zip"), DataCard.Drawn);
            Assert.Equal(id, drafts.Open(PathOf("a.zip"), DataCard.Drawn));
            Assert.NotEqual(id, drafts.Open(PathOf("a.zip"), PathOf("photos")));
            drafts.Change(id, ["cat"], [], ["1", "class:dog"], []); // an id may look like anything
        }
        using var again = Open();
        var draft = new Drafts(again).Find(id)!;
        Assert.Equal(["cat"], draft.Classes);
        Assert.Equal(["1", "class:dog"], draft.Ids.Order());
        Assert.Equal((PathOf("a.zip"), DataCard.Drawn), (draft.Model, draft.Data));
    }

    [Fact]
    public void Two_tabs_change_the_same_marks_and_lose_none()
    {
        using var database = Open();
        var drafts = new Drafts(database);
        var id = drafts.Open(PathOf("a.zip"), PathOf("photos"));
        Parallel.For(0, 8, tab =>
        {
            for (var at = 0; at < 10; at++) drafts.Change(id, [], [], [$"{tab}-{at}"], at > 0 ? [$"{tab}-{at - 1}"] : []);
        });
        Assert.Equal(Enumerable.Range(0, 8).Select(tab => $"{tab}-9"), drafts.Find(id)!.Ids.Order());
        Assert.Null(drafts.Change(99, ["cat"], [], [], []));
    }

    [Fact]
    public void A_change_of_many_marks_can_be_taken_back_and_made_again()
    {
        using var database = Open();
        var drafts = new Drafts(database);
        var id = drafts.Open(PathOf("a.zip"), PathOf("photos"));
        Assert.Null(drafts.Find(id)!.Before);
        drafts.Change(id, ["cat"], [], ["1", "2"], []);
        Assert.True(drafts.Replace(id, Marks.None));
        Assert.True(drafts.Find(id)! is { IsEmpty: true, Before: not null });
        drafts.Change(id, [], [], ["3"], [], canUndo: false); // a click: the change before it stays the one that is taken back
        drafts.Undo(id);
        Assert.Equal("cat 1 2", Text(drafts.Find(id)!));
        drafts.Undo(id);
        Assert.Equal("3", Text(drafts.Find(id)!));
        Assert.False(drafts.Replace(id, Marks.None.With([], [], ["3"], []))); // nothing else was marked
        Assert.False(drafts.Replace(99, Marks.None));
    }

    [Fact]
    public void Marks_are_taken_away_once_and_only_if_they_are_still_those_that_were_seen()
    {
        using var database = Open();
        var drafts = new Drafts(database);
        var id = drafts.Open(PathOf("a.zip"), PathOf("photos"));
        drafts.Change(id, ["cat"], [], ["1"], []);
        var seen = drafts.Find(id)!.Marked;
        drafts.Change(id, [], [], ["2"], []); // in another tab
        Assert.False(Take());
        Assert.Equal("cat 1 2", Text(drafts.Find(id)!));
        seen = drafts.Find(id)!.Marked;
        Assert.Equal([true, false], [Take(), Take()]);
        drafts.Undo(id);
        Assert.True(drafts.Find(id)! is { IsEmpty: true, Before: null });
        seen = Marks.None;
        Assert.False(Take());

        bool Take() => database.Change(statements => drafts.Take(statements, id, seen));
    }

    [Fact]
    public void Marks_that_are_taken_for_what_fails_stay()
    {
        using var database = Open();
        var drafts = new Drafts(database);
        var id = drafts.Open(PathOf("a.zip"), PathOf("photos"));
        drafts.Change(id, ["cat"], [], [], []);
        var seen = drafts.Find(id)!.Marked;
        Assert.Throws<IOException>(() => new RunRegister(database).StartIf(
            statements => drafts.Take(statements, id, seen), "unlearn", _ => throw new IOException("The disk is full.")));
        Assert.Equal("cat", Text(drafts.Find(id)!));
    }

    [Fact]
    public void Marks_are_taken_over_once_and_what_they_take_the_place_of_can_be_brought_back()
    {
        using var database = Open();
        var drafts = new Drafts(database);
        var (from, to) = (drafts.Open(PathOf("a.zip"), PathOf("photos")), drafts.Open(PathOf("b.zip"), PathOf("photos")));
        drafts.Change(from, ["cat"], [], ["1"], []);
        drafts.Change(to, ["dog"], [], [], []);
        Assert.False(drafts.Move(from, Marks.None.With(["cat"], [], [], []), to));
        var seen = drafts.Find(from)!.Marked;
        Assert.Equal([true, false], [drafts.Move(from, seen, to), drafts.Move(from, seen, to)]);
        Assert.False(drafts.Move(from, drafts.Find(from)!.Marked, to)); // nothing is marked there any more
        Assert.True(drafts.Find(from)!.IsEmpty);
        Assert.Equal("cat 1", Text(drafts.Find(to)!));
        drafts.Undo(to);
        Assert.Equal("dog", Text(drafts.Find(to)!));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Text(Draft draft) => string.Join(' ', [.. draft.Classes, .. draft.Ids.Order()]);

    private string PathOf(string name) => Path.Combine(folder, name);

    private Database Open() => Database.Open(PathOf("register.db"));
}
