using System.Globalization;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Runs whose process is killed, or the process that started it.</summary>
[Collection(ToolTests.Name)]
public sealed class KilledRunsTests : QueueTests
{
    /// <summary><c>KILLS=40 dotnet test --filter KilledRunsTests</c> kills 40.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "2", CultureInfo.InvariantCulture);

    [SignalFact]
    public void A_run_goes_on_when_its_host_is_killed_and_the_next_host_takes_it_over()
    {
        var id = Add("a", Long);
        var host = Host();
        WaitForSteps(id);
        var process = Runs.Run(id).Process;
        Kill(host);
        Assert.Equal(RunState.Running, Runs.Run(id).State);
        Host();
        var ended = Ended(id);
        Assert.Equal((RunState.Done, 1, process), (ended.State, ended.Attempts, ended.Process));
    }

    [SignalFact]
    public void A_run_that_is_killed_goes_on_and_ends_as_one_that_was_not()
    {
        var (killed, whole) = (Add("a", Long), Add("b", Long));
        Host();
        WaitForSteps(killed);
        Runs.Run(killed).Process!.Kill();
        Assert.Equal((RunState.Done, 2), (Ended(killed).State, Ended(killed).Attempts));
        Assert.Equal((RunState.Done, 1), (Ended(whole).State, Ended(whole).Attempts));
        Assert.Equal(
            File.ReadAllText(Runs.Run(whole).Output!).Replace("b/model", "a/model", StringComparison.Ordinal),
            File.ReadAllText(Runs.Run(killed).Output!));
    }

    [SignalFact]
    public void A_run_whose_process_dies_again_and_again_is_not_begun_for_ever()
    {
        var id = Add("a", Long);
        Host();
        for (var time = 1; time <= RunRegister.MostAttempts; time++)
        {
            WaitFor(() => Runs.Run(id) is { State: RunState.Running } run && run.Attempts == time, "the next attempt");
            Runs.Run(id).Process!.Kill();
        }
        var ended = Ended(id);
        Assert.Equal((RunState.Failed, 3), (ended.State, ended.Attempts));
        WaitFor(() => Runs.Run(id).ExitCode == 128 + 9, "its exit code");
        Thread.Sleep(1500);
        Assert.Equal(RunState.Failed, Runs.Run(id).State);
    }

    [SignalFact]
    public void A_run_that_nobody_cancelled_and_that_the_machine_ends_goes_on()
    {
        var id = Add("a", Long);
        Host();
        WaitForSteps(id);
        Runs.Run(id).Process!.AskToEnd(); // as a machine that goes down does
        Assert.Equal((RunState.Done, 2), (Ended(id).State, Ended(id).Attempts));
    }

    [SignalFact]
    public void Killed_at_any_moment_and_begun_again_a_run_forgets_once_writes_one_record_and_closes_its_request()
    {
        ToolProcess.Run(Place.Folder, [.. Short, "--output", "a.zip"]).ThrowIfFailed();
        var records = Directory.CreateDirectory(Place.PathOf("records")).FullName;
        var (requests, random) = (new RequestRegister(Database), new Random(Environment.ProcessId));
        using var queue = new RunQueue(Database);
        for (var killed = 0; killed < Kills;)
        {
            var request = requests.Add(Place.PathOf("a.zip"), "synthetic", new(["class:disc"], [])).Id;
            var folder = RunFolder.New(Place.Folder, 1);
            var record = Path.Combine(records, $"{request}.json");
            var id = Runs.Start(
                "unlearn",
                ["unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--set", "NumberOfSteps=40",
                    .. Workplace.AnyLoss, "--output", Path.Combine(folder, "b.zip"), "--report", Path.Combine(folder, "r.html"),
                    "--record", record],
                folder, [request]);
            for (var time = 1; time < RunRegister.MostAttempts; time++, killed++)
            {
                Until(queue, () => Runs.Run(id) is var run && (run.Attempts == time && run.State == RunState.Running || HasEnded(run)));
                Thread.Sleep(random.Next(1500));
                if (!HasEnded(Runs.Run(id))) Runs.Run(id).Process!.Kill();
            }
            Until(queue, () => HasEnded(Runs.Run(id)));
            Assert.Equal(RunState.Done, Runs.Run(id).State);
            Assert.Equal(["log", "model", "record", "report"], Runs.FilesOf(id).Select(file => file.Kind));
            var written = DeletionRecord.List(records)[^1];
            Assert.Equal((RequestStatus.Done, written.Sha256), (requests.Request(request).Status, requests.Request(request).RecordHash));
            Assert.Equal(record, written.Path);
            var page = File.ReadAllText(Path.Combine(folder, "r.html"));
            Assert.Contains("NumberOfSteps=40", page);
            Assert.DoesNotContain(Place.File, page);
            Assert.DoesNotContain("--checkpoint", page);
        }
        using var key = RecordKey.Load(Path.Combine(records, RecordKey.PublicFile));
        var verified = DeletionRecord.VerifyAll(records, key, Directory.GetDirectories(Place.PathOf("forgetting")));
        Assert.All(verified, one => Assert.True(one.IsSound));
    }

    private static bool HasEnded(RegisteredRun run) => run.State is RunState.Done or RunState.Failed or RunState.Cancelled;

    [Fact]
    public void A_run_that_made_all_and_was_killed_before_it_could_say_so_is_done_and_so_is_its_request()
    {
        var folder = RunFolder.New(Place.Folder, 1);
        string[] words =
            ["unlearn", "a.zip", "--output", "forgetting/run-1/b.zip", "--record", "r.json", "--report", "forgetting/run-1/r.html"];
        var request = new RequestRegister(Database).Add("a.zip", "synthetic", Scratch.Cat).Id;
        var id = Runs.Start("unlearn", words, folder, [request]);
        Assert.Null(Runs.Run(id).MadeBefore());
        Assert.True(Runs.TryBegin(id));
        File.WriteAllText(Path.Combine(folder, "b.zip"), "a model");
        File.WriteAllText(Place.PathOf("r.json"), "of another run");
        Assert.Null(Runs.Run(id).MadeBefore());
        // printf 'a model' | sha256sum
        File.WriteAllText(Place.PathOf("r.json"), "{\"after\":\"97ff8a35544dcf40ad84047074439dd6aa3a0be469ea578a1b1c017d939ec61c\"}");
        Database.Change(statements => statements.Run("UPDATE runs SET process_start = 'another'")); // which is gone
        using var queue = new RunQueue(Database);
        Until(queue, () => Runs.Run(id).State == RunState.Done);
        Assert.Equal(["log", "model", "record"], Runs.FilesOf(id).Select(file => file.Kind));
        var closed = new RequestRegister(Database).Request(request);
        Assert.Equal((RequestStatus.Done, Runs.FilesOf(id)[2].Sha256), (closed.Status, closed.RecordHash));
    }

    [Fact]
    public void A_file_is_replaced_in_the_folder_of_the_run_alone_and_when_it_goes_on()
    {
        var elsewhere = Runs.Start("train", [.. Short, "--output", "model.zip"], RunFolder.New(Place.Folder, 1));
        long[] ids = [Add("a", Short), elsewhere];
        Assert.All(ids, id => Assert.DoesNotContain("--force", Runs.Run(id).CommandLine("x.db")));
        Database.Change(statements => statements.Run("UPDATE runs SET started_at = created_at"));
        Assert.Equal([true, false], ids.Select(id => Runs.Run(id).CommandLine("x.db").Contains("--force")));
        Database.Change(statements => statements.Run("UPDATE runs SET state = 'done'"));
    }

    [Fact]
    public void A_run_whose_folder_is_gone_when_it_is_to_go_on_is_not_begun_for_ever()
    {
        var id = Add("a", Long);
        Assert.True(Runs.TryBegin(id));
        Database.Change(statements => statements.Run("UPDATE runs SET process_start = 'another'"));
        Directory.Delete(Place.PathOf("a"), recursive: true);
        using var queue = new RunQueue(Database);
        Until(queue, () => Runs.Run(id).State == RunState.Failed);
    }

    [SignalFact]
    public void Its_process_has_a_session_of_its_own_and_nothing_of_the_command_among_its_arguments()
    {
        if (!OperatingSystem.IsLinux()) return;
        var id = Add("a", Long);
        Host();
        WaitForSteps(id);
        var process = Runs.Run(id).Process!.Id;
        var stat = File.ReadAllText($"/proc/{process}/stat");
        Assert.Equal(process, int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3]));
        Assert.DoesNotContain("synthetic", File.ReadAllText($"/proc/{process}/cmdline"));
    }
}
