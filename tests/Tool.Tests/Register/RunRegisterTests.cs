using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Runs: who has the cores, what is noted, and what becomes of requests.</summary>
public sealed class RunRegisterTests : IDisposable
{
    private static readonly string[] Words = ["unlearn", "a b.zip", "--forget", "person=Änna;\"'"];

    private readonly Scratch place = new();
    private readonly Database database;
    private readonly RunRegister runs;

    public RunRegisterTests()
    {
        database = place.Open();
        runs = new(database);
    }

    [Fact]
    public void A_run_is_found_again_as_it_was_added()
    {
        var request = new RequestRegister(database).Add("a.zip", "synthetic", Scratch.Cat).Id;
        var folder = RunFolder.New(place.Folder, 7);
        var run = runs.Run(runs.Start("unlearn", Words, folder, [request]));
        Assert.Equal(("unlearn", place.Folder, folder), (run.Kind, run.Place, run.Folder));
        Assert.Equal(Words, run.Words);
        Assert.Equal([request], run.Requests);
        Assert.Equal((RunState.Waiting, place.Now, true), (run.State, run.CreatedAt, run.IsQueued));
        Assert.Equal(Path.Combine(folder, "progress.jsonl"), run.Progress);
        Assert.Equal([run.Id], new RequestRegister(database).Request(request).Runs);
    }

    [Fact]
    public void A_run_that_goes_on_before_its_last_process_has_ended_is_not_taken_for_one_that_cannot_begin()
    {
        var id = runs.Start("unlearn", Words, RunFolder.New(place.Folder, 7));
        Assert.True(runs.TryBegin(id));
        runs.End(id, ExitCode.Cancelled, "It was cancelled.", null, []);
        runs.GoOn(id);
        runs.NoteExit(id, ProcessMark.OfThis.Id, ExitCode.Cancelled, null);
        Assert.Equal(RunState.Waiting, runs.Run(id).State);
        Assert.True(runs.TryBegin(id));
    }

    [Fact]
    public void A_run_gets_the_folder_of_its_number()
    {
        var id = runs.Start("unlearn", number => ([.. Words, $"{number}"], RunFolder.New(place.Folder, number)));
        Assert.Equal(place.PathOf($"forgetting/run-{id}"), runs.Run(id).Folder);
        Assert.Equal([.. Words, $"{id}"], runs.Run(id).Words);
        Assert.Throws<InvalidOperationException>(() => runs.Start("unlearn", _ => throw new InvalidOperationException()));
        Assert.Equal([id], runs.Runs().Select(run => run.Id)); // a run that could not be made is not there
    }

    [Fact]
    public void A_request_is_carried_out_by_one_run_at_a_time()
    {
        var request = new RequestRegister(database).Add("a.zip", "synthetic", Scratch.Cat).Id;
        var first = Add(request);
        Assert.Contains($"by run {first} already", Assert.Throws<ToolException>(() => Add(request)).Message);
        runs.Cancel(first);
        Assert.True(Add(request) > first);
    }

    [Fact]
    public void A_run_can_go_on_with_other_words()
    {
        var id = Begun();
        runs.End(id, ExitCode.Refused, "It costs too much.", null, []);
        Assert.Equal((RunState.Failed, ExitCode.Refused), (runs.Run(id).State, runs.Run(id).ExitCode));
        runs.GoOn(id, words: ["unlearn", "b.zip"]);
        Assert.Equal(["unlearn", "b.zip"], runs.Run(id).Words);
        Assert.Equal((RunState.Waiting, null), (runs.Run(id).State, runs.Run(id).ExitCode));
    }

    [Fact]
    public void One_run_at_a_time_has_the_cores_and_the_others_say_what_they_wait_for()
    {
        long[] ids = [Add(), Add(), Add()];
        Assert.Equal(["It begins in a moment.", $"Run {ids[0]} comes first."], ids.Take(2).Select(id => runs.Run(id).WaitsFor));
        Assert.True(runs.TryBegin(ids[0]));
        Assert.False(runs.TryBegin(ids[1]));
        Assert.False(runs.TryBegin(ids[0]));
        Assert.Equal(RunState.Running, runs.Run(ids[0]).State);
        Assert.Null(runs.Run(ids[0]).WaitsFor);
        Assert.All(ids[1..], id => Assert.Equal($"Run {ids[0]} (unlearn) uses the cores.", runs.Run(id).WaitsFor));
        runs.End(ids[0], ExitCode.Success, null, null, []);
        Assert.True(runs.TryBegin(ids[1]));
    }

    [Fact]
    public void What_a_run_made_is_kept_with_its_hash_and_a_report_and_a_record_whole()
    {
        var id = Begun();
        (string, string)[] files = [.. new[] { RunFiles.Model, RunFiles.Report, RunFiles.Record }.Select(kind => (kind, Written(kind)))];
        place.Now = place.Now.AddMinutes(3);
        runs.End(id, ExitCode.Success, "b.zip: 3 rows forgotten", 1 << 20, files);
        var run = runs.Run(id);
        Assert.Equal((RunState.Done, 0, "b.zip: 3 rows forgotten", 1L << 20), (run.State, run.ExitCode, run.LastLine, run.PeakBytes));
        Assert.Equal(place.Now, run.EndedAt);
        var made = runs.FilesOf(id);
        Assert.Equal(["model", "record", "report"], made.Select(file => file.Kind));
        // printf model | sha256sum
        Assert.Equal("9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4", made[0].Sha256);
        foreach (var (_, path) in files) File.Delete(path);
        Assert.Null(runs.Open(id, RunFiles.Model));
        using var record = new StreamReader(runs.Open(id, RunFiles.Record)!);
        Assert.Equal("record", record.ReadToEnd());
        Assert.Null(runs.Open(id, RunFiles.Onnx));
    }

    [Theory]
    [InlineData(ExitCode.Success, "Done", "Done")]
    [InlineData(ExitCode.BelowBound, "Done", "Open")]
    [InlineData(ExitCode.FailedRun, "Failed", "Open")]
    [InlineData(ExitCode.Cancelled, "Cancelled", "Open")]
    public void A_request_is_done_when_its_run_is_and_stays_open_otherwise(int exitCode, string run, string status)
    {
        var requests = new RequestRegister(database);
        var request = requests.Add("a.zip", "synthetic", Scratch.Cat).Id;
        var other = requests.Add("a.zip", "synthetic", Scratch.Cat).Id;
        var id = Begun(request);
        if (exitCode == ExitCode.Cancelled) runs.Cancel(id);
        runs.End(id, exitCode, "why", null, [(RunFiles.Record, Written("record"))]);
        Assert.Equal(run, runs.Run(id).State.ToString());
        var after = requests.Request(request);
        Assert.Equal(status, after.Status.ToString());
        Assert.Equal(exitCode == ExitCode.Success ? runs.FilesOf(id)[0].Sha256 : null, after.RecordHash);
        Assert.Equal([id], after.Runs);
        Assert.Equal(RequestStatus.Open, requests.Request(other).Status);
    }

    [Fact]
    public void A_request_that_was_withdrawn_meanwhile_stays_withdrawn()
    {
        var requests = new RequestRegister(database);
        var request = requests.Add("a.zip", "synthetic", Scratch.Cat).Id;
        var id = Begun(request);
        requests.Withdraw(request, "thought better of it");
        runs.End(id, ExitCode.Success, null, null, []);
        Assert.Equal(RequestStatus.Withdrawn, requests.Request(request).Status);
    }

    [Fact]
    public void What_waits_is_cancelled_at_once_and_can_be_run_again()
    {
        var id = Add();
        runs.Cancel(id);
        Assert.Equal(RunState.Cancelled, runs.Run(id).State);
        Assert.False(runs.TryBegin(id));
        runs.GoOn(id);
        Assert.Equal((RunState.Waiting, null), (runs.Run(id).State, runs.Run(id).CancelAt));
        Assert.True(runs.TryBegin(id));
        Assert.Contains("it is running", Assert.Throws<ToolException>(() => runs.GoOn(id)).Message);
    }

    [Fact]
    public void A_run_whose_process_is_gone_is_never_shown_as_running()
    {
        var id = Begun();
        Pretend(id, Environment.ProcessId, "another start");
        Assert.Equal(RunState.Interrupted, runs.Run(id).State);
        Assert.True(runs.TryBegin(id));
        Assert.Equal(2, runs.Run(id).Attempts);
        Pretend(id, int.MaxValue, "any start");
        Assert.True(runs.TryBegin(id));
        Pretend(id, int.MaxValue, "any start");
        Assert.Equal((RunState.Failed, 3), (runs.Run(id).State, runs.Run(id).Attempts));
        Assert.Contains("3 times", runs.Run(id).LastLine);
        Assert.False(runs.TryBegin(id));
    }

    [Fact]
    public void A_run_that_was_to_be_cancelled_and_whose_process_is_gone_is_cancelled()
    {
        var id = Begun();
        runs.Cancel(id);
        Assert.Equal((RunState.Running, place.Now), (runs.Run(id).State, runs.Run(id).CancelAt));
        Pretend(id, int.MaxValue, "any start");
        Assert.Equal(RunState.Cancelled, runs.Run(id).State);
    }

    [Fact]
    public void A_run_of_the_queue_that_ended_although_nobody_cancelled_it_goes_on_and_a_command_in_a_shell_does_not()
    {
        var queued = Begun();
        runs.End(queued, ExitCode.Cancelled, "cancelled", null, []);
        Assert.Equal(RunState.Interrupted, runs.Run(queued).State);
        var shell = runs.Note("unlearn", Words, []);
        Assert.True(runs.TryBegin(shell));
        runs.End(shell, ExitCode.Cancelled, "cancelled", null, []);
        Assert.Equal((RunState.Cancelled, false), (runs.Run(shell).State, runs.Run(shell).CanGoOn));
    }

    [Fact]
    public void A_process_is_asked_to_end_once()
    {
        var id = Begun();
        runs.Cancel(id);
        Assert.Equal([true, false], [runs.TryAskToEnd(id), runs.TryAskToEnd(id)]);
    }

    [Fact]
    public void A_run_that_begins_anew_does_so_without_its_state()
    {
        var id = Begun();
        var state = Directory.CreateDirectory(runs.Run(id).Checkpoint!).FullName;
        File.WriteAllText(Path.Combine(state, "checkpoint-1.safetensors"), "");
        runs.End(id, ExitCode.Cancelled, "cancelled", null, []);
        Assert.Contains("--resume", runs.Run(id).CommandLine(database.FullPath));
        runs.GoOn(id);
        Assert.True(Directory.Exists(state));
        runs.Cancel(id);
        runs.GoOn(id, isAnew: true);
        Assert.False(Directory.Exists(state));
        Assert.DoesNotContain("--resume", runs.Run(id).CommandLine(database.FullPath));
    }

    public void Dispose()
    {
        database.Dispose();
        place.Dispose();
    }

    private long Add(params long[] requests) => runs.Start("unlearn", Words, RunFolder.New(place.Folder, 7), requests);

    private long Begun(params long[] requests)
    {
        var id = Add(requests);
        Assert.True(runs.TryBegin(id));
        return id;
    }

    private string Written(string text)
    {
        File.WriteAllText(place.PathOf(text), text);
        return place.PathOf(text);
    }

    /// <summary>Puts another process in the place of this one.</summary>
    private void Pretend(long id, int process, string start) => database.Change(statements => Assert.Equal(1, statements.Run(
        "UPDATE runs SET process_id = @process, process_start = @start WHERE id = @id",
        ("@id", id), ("@process", process), ("@start", start))));
}
