using System.Text;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Requests: what is kept of them, when they are due, and what is left of who asked.</summary>
public sealed class RequestRegisterTests : IDisposable
{
    private readonly Scratch place = new();
    private readonly Database database;
    private readonly RequestRegister register;

    public RequestRegisterTests()
    {
        database = place.Open();
        register = new(database);
    }

    [Fact]
    public void A_request_is_found_again_as_it_was_added()
    {
        var what = new WhatToForget(["class:cat", "person=Anna; DROP TABLE requests"], ["1", "ü\n2"]);
        var added = register.Add(
            place.PathOf("a.zip"), place.PathOf("photos"), what, place.Now.AddDays(-3), 2, new Requester("Ada", "'ada'", null));
        using var other = place.Open();
        var found = Assert.Single(new RequestRegister(other).Requests());
        Assert.Equal((added.Id, added.Model, added.Data), (found.Id, found.Model, found.Data));
        Assert.Equal((place.PathOf("a.zip"), place.PathOf("photos")), (found.Model, found.Data));
        Assert.Equal(what.Words, found.What.Words);
        Assert.Equal(what.Ids, found.What.Ids);
        Assert.Equal((place.Now.AddDays(-3), Period.End(place.Now.AddDays(-3), 2)), (found.ReceivedAt, found.DueAt));
        Assert.Equal(new Requester("Ada", "'ada'", null), found.Requester);
        Assert.Equal(RequestStatus.Open, found.Status);
    }

    [Fact]
    public void It_is_overdue_once_its_last_day_is_over()
    {
        var request = Add();
        Assert.Equal(new DateTimeOffset(2026, 12, 29, 23, 59, 59, TimeSpan.Zero), request.DueAt);
        Assert.False(request.IsOverdue(request.DueAt));
        Assert.True(request.IsOverdue(request.DueAt.AddSeconds(1)));
        Assert.False(register.Withdraw(request.Id, "a mistake").IsOverdue(request.DueAt.AddYears(1)));
    }

    [Fact]
    public void What_came_in_later_than_now_is_refused() => Assert.Contains(
        "later than now",
        Assert.Throws<ToolException>(() => register.Add("a.zip", "synthetic", Scratch.Cat, place.Now.AddSeconds(1))).Message);

    [Fact]
    public void Extensions_move_the_last_day_and_are_all_kept()
    {
        var id = Add().Id;
        register.Extend(id, new DateTimeOffset(2027, 1, 15, 9, 0, 0, TimeSpan.Zero), "many requests");
        place.Now = place.Now.AddDays(2);
        var extended = register.Extend(id, new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), "still many");
        Assert.Equal(new DateTimeOffset(2027, 2, 1, 23, 59, 59, TimeSpan.Zero), extended.DueAt);
        Assert.Equal(["many requests", "still many"], extended.Extensions.Select(extension => extension.Reason));
        Assert.Equal(place.Now, extended.Extensions[1].NotedAt);
        var error = Assert.Throws<ToolException>(() => register.Extend(id, extended.DueAt, "the same day"));
        Assert.Contains("due on 2027-02-01 as it is", error.Message);
    }

    [Fact]
    public void What_is_closed_stays_closed()
    {
        var id = Add().Id;
        var withdrawn = register.Withdraw(id, "thought better of it");
        Assert.Equal(
            (RequestStatus.Withdrawn, "thought better of it", place.Now), (withdrawn.Status, withdrawn.Reason, withdrawn.ClosedAt));
        Assert.All(
            new Action[] { () => register.Withdraw(id, "again"), () => register.Extend(id, place.Now.AddYears(1), "late"),
                () => register.RequestToCarryOut(id) },
            act => Assert.Contains("is closed already", Assert.Throws<ToolException>(act).Message));
        Assert.Contains("no request 7", Assert.Throws<ToolException>(() => register.Request(7)).Message);
    }

    [Fact]
    public void The_one_that_is_due_first_is_at_the_top_and_closed_ones_at_the_end()
    {
        var (late, soon, closed) = (Add().Id, Add(place.Now.AddDays(-20)).Id, Add(place.Now.AddDays(-25)).Id);
        register.Withdraw(closed, "a mistake");
        Assert.Equal([soon, late, closed], register.Requests().Select(request => request.Id));
    }

    [Fact]
    public void A_number_is_never_used_again()
    {
        var last = Add().Id;
        database.Change(statements => statements.Run("DELETE FROM requests"));
        Assert.Equal(last + 1, Add().Id);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Of_who_asked_no_byte_is_left_after_a_purge(int seed)
    {
        var random = new Random(seed);
        Dictionary<long, string> names = [];
        for (var step = 0; step < 120; step++)
        {
            if (random.Next(3) > 0 || names.Count == 0)
            {
                var name = $"Ada-{seed}-{step}-{new string('x', random.Next(random.Next(10) == 0 ? 9000 : 40))}";
                var who = new Requester(name, $"{name}@example.org", $"note of {name}");
                names[register.Add("a.zip", "synthetic", Scratch.Cat, requester: who).Id] = name;
                continue;
            }
            var id = names.Keys.ElementAt(random.Next(names.Count));
            var purged = register.Purge(id);
            Assert.Null(purged.Requester);
            Assert.Equal(place.Now, purged.PurgedAt);
            var start = $"Ada-{seed}-{names[id].Split('-')[2]}-";
            names.Remove(id);
            Assert.True(place.AllBytes().AsSpan().IndexOf(Encoding.UTF8.GetBytes(start)) < 0, start);
        }
        Assert.All(names, one => Assert.Equal(one.Value, register.Request(one.Key).Requester!.Name));
    }

    [Fact]
    public void Of_what_was_to_be_forgotten_no_byte_is_left_either_if_it_is_to_go_too()
    {
        var (runs, what) = (new RunRegister(database), new WhatToForget(["person=Ada Lovelace"], ["the row of Lovelace"]));
        var id = register.Add("a.zip", "synthetic", what, requester: new("Ada Lovelace", null, null)).Id;
        File.WriteAllText(place.PathOf("report.html"), "a picture of Lovelace");
        File.WriteAllText(place.PathOf("record.json"), "no name");
        string[] words = ["unlearn", "a.zip", "--forget", "person=Ada Lovelace", "--seed", "3", "--forget", "ids:lovelace.txt"];
        var drafts = new Drafts(database);
        var draft = drafts.Open("a.zip", DataCard.Drawn);
        drafts.Change(draft, [], [], ["the row of Lovelace", "another"], []);
        drafts.Replace(draft, drafts.Find(draft)!.Marked.With(["disc"], [], [], []));
        var run = runs.Start("unlearn", words, RunFolder.New(place.Folder, 1), [id]);
        Assert.Contains("needed until", Assert.Throws<ToolException>(() => register.Purge(id, withWhat: true)).Message);
        Assert.Equal("Ada Lovelace", register.Request(id).Requester!.Name);
        Assert.True(runs.TryBegin(run));
        runs.End(
            run, ExitCode.Success, "rows of Lovelace forgotten", null,
            [(RunFiles.Report, place.PathOf("report.html")), (RunFiles.Record, place.PathOf("record.json"))]);
        register.Purge(id);
        Assert.True(place.AllBytes().AsSpan().IndexOf("Lovelace"u8) > 0);
        var purged = register.Purge(id, withWhat: true);
        Assert.Equal((place.Now, "removed", RequestStatus.Done), (purged.WhatPurgedAt, $"{purged.What}", purged.Status));
        Assert.True(place.AllBytes().AsSpan().IndexOf("Lovelace"u8) < 0);
        Assert.True(place.AllBytes().AsSpan().IndexOf("lovelace"u8) < 0);
        Assert.Equal(["unlearn", "a.zip", "--seed", "3"], runs.Run(run).Words);
        Assert.Equal("another disc", string.Join(' ', [.. drafts.Find(draft)!.Ids, .. drafts.Find(draft)!.Classes]));
        Assert.NotNull(runs.Open(run, RunFiles.Record));
    }

    [Fact]
    public void A_purge_says_when_another_process_still_holds_the_bytes_and_clears_them_later()
    {
        var id = register.Add("a.zip", "synthetic", Scratch.Cat, requester: new("Ada Lovelace", null, null)).Id;
        using var reader = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={place.File};Pooling=False");
        reader.Open();
        using (var transaction = reader.BeginTransaction(deferred: true))
        {
            using var command = reader.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT count(*) FROM requesters";
            Assert.Equal(1L, command.ExecuteScalar());
            var error = Assert.Throws<ToolException>(() => register.Purge(id, patience: TimeSpan.FromMilliseconds(100)));
            Assert.Contains("still has what was deleted", error.Message);
            Assert.Null(register.Request(id).Requester);
        }
        register.Purge(id);
        Assert.True(place.AllBytes().AsSpan().IndexOf("Lovelace"u8) < 0);
    }

    public void Dispose()
    {
        database.Dispose();
        place.Dispose();
    }

    private ForgettingRequest Add(DateTimeOffset? received = null) => register.Add("a.zip", "synthetic", Scratch.Cat, received);

    [Fact]
    public void A_command_in_a_shell_that_was_killed_holds_no_request_back()
    {
        var (request, runs) = (Add(), new RunRegister(database));
        var killed = runs.Note("unlearn", ["unlearn"], [request.Id]);
        Assert.True(runs.TryBegin(killed));
        database.Change(statements => statements.Run("UPDATE runs SET process_id = 0, process_start = 1 WHERE id = @id", ("@id", killed)));
        Assert.True(runs.Note("unlearn", ["unlearn"], [request.Id]) > killed);
        Assert.Equal((RunState.Failed, "Its process ended without a word."), (runs.Run(killed).State, runs.Run(killed).LastLine));
    }

    [Fact]
    public void A_run_that_compares_with_retraining_goes_with_what_its_request_asked_for()
    {
        var (request, runs) = (Add(), new RunRegister(database));
        string[] words = ["unlearn", "--forget", "class:cat"];
        var first = runs.Start("unlearn", words, RunFolder.New(place.Folder, 7), [request.Id]);
        Assert.True(runs.TryBegin(first));
        runs.End(first, ExitCode.Success, "Done.", null, []);
        var compared = runs.Start("retrain", words, RunFolder.New(place.Folder, 8), runs.Run(first).Requests);
        void Refused() =>
            Assert.Contains("is not over", Assert.Throws<ToolException>(() => register.Purge(request.Id, withWhat: true)).Message);
        Refused();
        Assert.True(runs.TryBegin(compared));
        Refused();
        File.WriteAllText(place.PathOf("compared.html"), "pictures");
        runs.End(compared, ExitCode.Success, "Done.", null, [(RunFiles.Report, place.PathOf("compared.html"))]);
        Assert.NotNull(runs.Open(compared, RunFiles.Report));
        File.Delete(place.PathOf("compared.html"));
        register.Purge(request.Id, withWhat: true);
        Assert.Null(runs.Open(compared, RunFiles.Report));
        Assert.DoesNotContain("--forget", runs.Run(compared).Words);
    }
}
