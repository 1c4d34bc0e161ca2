using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Who may end a run, and what goes away while somebody looks at it.</summary>
public sealed class RunEndsTests : IDisposable
{
    private readonly Scratch place = new();
    private readonly Database database;
    private readonly RunRegister runs;

    public RunEndsTests()
    {
        database = place.Open();
        runs = new(database);
    }

    [Fact]
    public void A_process_ends_no_run_that_another_one_has()
    {
        var request = new RequestRegister(database).Add("a.zip", "synthetic", Scratch.Cat).Id;
        var id = Begun(request);
        database.Change(statements => statements.Run("UPDATE runs SET process_start = 'another'"));
        File.WriteAllText(place.PathOf("record.json"), "a record");
        runs.End(id, ExitCode.Success, "Done.", null, [(RunFiles.Record, place.PathOf("record.json"))]);
        Assert.Equal((RunState.Interrupted, null), (runs.Run(id).State, runs.Run(id).ExitCode));
        Assert.Empty(runs.FilesOf(id));
        Assert.Equal(RequestStatus.Open, new RequestRegister(database).Request(request).Status);
    }

    [Fact]
    public void A_run_ends_once()
    {
        var id = Begun();
        runs.End(id, ExitCode.FailedRun, "There is no room.", null, []);
        runs.End(id, ExitCode.Success, "Done.", null, []);
        Assert.Equal((RunState.Failed, "There is no room."), (runs.Run(id).State, runs.Run(id).LastLine));
    }

    [Fact]
    public void A_run_is_added_together_with_what_it_takes_or_not_at_all()
    {
        var made = 0;
        Assert.Null(runs.StartIf(_ => false, "unlearn", _ => (["unlearn"], $"{++made}")));
        Assert.Equal((0, 0), (made, runs.Runs().Count));
        var id = runs.StartIf(_ => true, "unlearn", _ => (["unlearn"], RunFolder.New(place.Folder, 7)));
        Assert.Equal(RunState.Waiting, runs.Run(id!.Value).State);
    }

    [Fact]
    public void Another_process_of_the_same_number_is_not_the_one_that_was_meant()
    {
        var own = ProcessMark.OfThis;
        ProcessMark[] marks = [own, own with { Start = "another" }, own with { Id = int.MaxValue }];
        Assert.Equal([true, false, false], marks.Select(mark => mark.IsAlive == true));
        Assert.Equal([false, true, true], marks.Select(mark => mark.IsAlive == false));
    }

    [Fact]
    public async Task A_folder_that_goes_away_while_somebody_looks_has_no_state()
    {
        var folder = place.PathOf("checkpoint");
        var coming = Task.Run(() =>
        {
            for (var time = 0; time < 2000; time++)
            {
                Directory.CreateDirectory(folder);
                Checkpoint.RemoveIfEmpty(folder);
            }
        });
        while (!coming.IsCompleted)
        {
            Assert.False(Checkpoint.HasStateIn(folder));
            Checkpoint.RemoveIfEmpty(folder);
            Checkpoint.Remove(folder);
        }
        await coming;
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose()
    {
        database.Dispose();
        place.Dispose();
    }

    private long Begun(params long[] requests)
    {
        var id = runs.Start("unlearn", ["unlearn"], RunFolder.New(place.Folder, 7), requests);
        Assert.True(runs.TryBegin(id));
        return id;
    }
}
