using System.Globalization;
using System.Text;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>The register from a shell: requests, and the runs that carry them out.</summary>
[Collection(ToolTests.Name)]
public sealed class RequestsTests : IDisposable
{
    private static readonly string[] Quick = ["--method", "FineTune", "--set", "NumberOfSteps=2", .. Workplace.AnyLoss];

    private readonly Workplace place;
    private readonly string folder = Directory.CreateTempSubdirectory("requests-").FullName;

    public RequestsTests(Workplace place)
    {
        this.place = place;
        foreach (var name in new[] { "a.zip", "a.zip.key" }) File.Copy(place.PathOf(name), PathOf(name));
    }

    [Fact]
    public void A_request_is_carried_out_and_closed_with_its_record()
    {
        var id = Add("--forget", "class:disc", "--who", "Ada Lovelace", "--contact", "@ada", "--received", "2026-11-01");
        Directory.CreateDirectory(PathOf("records"));
        var ended = Run(["unlearn", "--request", $"{id}", "--output", "b.zip", "--record", "records/r.json", "--report", "r.html",
            "--requester", "Ada Lovelace", .. Quick, "--json"]).Json;
        Assert.Equal("class:disc", (string)ended["forget"]!);
        var shown = Run("requests", "show", $"{id}", "--json").Json;
        Assert.Equal("done", (string)shown["status"]!);
        var record = DeletionRecord.List(PathOf("records")).Single();
        Assert.Equal(record.Sha256, (string)shown["recordSha256"]!);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), record.Received);
        var run = shown["runs"]!.AsArray().Single()!;
        Assert.Equal("unlearn done", $"{run["kind"]} {run["state"]}");
        Assert.Equal(["b.zip", "records/r.json", "r.html"], run["files"]!.AsArray().Select(file => (string)file!["path"]!));
        Assert.Contains("is closed already", Run("unlearn", "--request", $"{id}").ErrorLine(ExitCode.Usage));

        Run("requests", "purge", $"{id}").ThrowIfFailed();
        Assert.Null(Run("requests", "show", $"{id}", "--json").Json["who"]);
        File.Delete(PathOf("records/r.json.requester")); // the record's own
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes("Lovelace")) < 0, file);
    }

    [Fact]
    public void Several_requests_are_carried_out_by_one_run()
    {
        File.WriteAllText(PathOf("table.csv"), "id,label,x\n" + string.Concat(Enumerable.Range(0, 40).Select(row => string.Create(
            CultureInfo.InvariantCulture, $"r{row},{(row % 2 == 0 ? "even" : "odd")},{row % 2 + row / 100.0}\n"))));
        Run("train", "table.csv", "--label-column", "label", "--epochs", "2", "--threads", "1", "--output", "t.zip").ThrowIfFailed();
        File.WriteAllText(PathOf("ids.txt"), "r3\nr4\nr5\nr6\n");
        var listed = (long)Run("requests", "add", "t.zip", "--data", "table.csv", "--forget", "ids:ids.txt", "--json").Json["request"]!;
        File.Delete(PathOf("ids.txt")); // the register has the ids
        var named = (long)Run("requests", "add", "t.zip", "--data", "table.csv", "--forget", "id=r7", "--json").Json["request"]!;
        var ended = Run(["unlearn", "t.zip", "--request", $"{listed}", $"{named}", "--output", "u.zip", .. Quick, "--json"]).Json;
        Assert.InRange((int)ended["rows"]!["forget"]!, 1, 5); // but those that were set apart
        Assert.Equal("No request is open.", Run("requests", "list").Succeeded.Output.Trim());
        Assert.Equal(2, Run("requests", "list", "--all", "--json").Json["requests"]!.AsArray().Count);
    }

    [Fact]
    public void A_run_that_fails_leaves_the_request_open_and_is_noted()
    {
        var id = Add("--forget", "class:disc");
        string[] words = ["unlearn", "--request", $"{id}", "--output", "failed.zip", "--method", "FineTune", "--threads", "1"];
        Run([.. words, "--set", "LearningRate=1e30"]).ErrorLine(ExitCode.FailedRun);
        var shown = Run("requests", "show", $"{id}", "--json").Json;
        Assert.Equal("open", (string)shown["status"]!);
        var run = shown["runs"]!.AsArray().Single()!;
        Assert.Equal(("failed", ExitCode.FailedRun), ((string)run["state"]!, (int)run["exitCode"]!));
        Assert.Contains("The loss of ", (string)run["lastLine"]!);
        Assert.False(File.Exists(PathOf("failed.zip")));
    }

    [Fact]
    public void What_is_overdue_is_said_by_the_exit_code()
    {
        var late = Add("--forget", "class:disc", "--received", "2026-01-31");
        Add("--forget", "class:ring");
        var due = Run("requests", "due", "--json");
        Assert.Equal(ExitCode.Overdue, due.ExitCode);
        Assert.Contains($"error: Request {late} is overdue", due.Error);
        var listed = System.Text.Json.Nodes.JsonNode.Parse(due.Output)!["requests"]!.AsArray().Single()!;
        Assert.Equal((late, "2026-02-28T23:59:59Z", true), ((long)listed["request"]!, (string)listed["due"]!, (bool)listed["isOverdue"]!));

        var until = DateTime.UtcNow.AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var extended = Run("requests", "extend", $"{late}", "--until", until, "--reason", "many requests").Succeeded;
        Assert.Contains("GDPR Article 12(3) wants whoever asked to be told", extended.Error);
        Assert.Contains("allows an extension by 2 further months, which is until 2026-04-30", extended.Error);
        Assert.Contains($"due {until}", extended.Output);
        Assert.Equal("No request is due within 7 days.", Run("requests", "due").Succeeded.Output.Trim());
        Assert.Equal(2, Run("requests", "due", "--within", "40", "--json").Json["requests"]!.AsArray().Count);
        Run("requests", "withdraw", $"{late}", "--reason", "thought better of it").ThrowIfFailed();
        Assert.Contains("withdrawn: thought better of it", Run("requests", "show", $"{late}").Succeeded.Output);
    }

    [Fact]
    public void Dates_mean_the_same_in_every_zone()
    {
        string DueIn(string zone) => (string)ToolProcess.Wait(ToolProcess.Start(
            folder, ["requests", "add", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--received", "2026-03-01", "--json"],
            start => start.Environment["TZ"] = zone)).Json["due"]!;
        Assert.Equal(
            ["2026-04-01T23:59:59Z", "2026-04-01T23:59:59Z"], new[] { "Pacific/Auckland", "America/Los_Angeles" }.Select(DueIn));
    }

    [Fact]
    public void What_is_stated_must_agree_with_the_register()
    {
        var id = $"{Add("--forget", "class:disc")}";
        File.Copy(PathOf("a.zip"), PathOf("other.zip"));
        Directory.CreateDirectory(PathOf("photos"));
        Run("requests", "add", "other.zip", "--data", "synthetic", "--forget", "class:ring").ThrowIfFailed();
        IsRefused("--model is 'other.zip', and request 1 says 'a.zip'", "unlearn", "other.zip", "--request", id);
        IsRefused("--data is 'photos', and request 1 says 'synthetic'", "unlearn", "--request", id, "--data", "photos");
        IsRefused("--forget says something else", "unlearn", "--request", id, "--forget", "class:ring");
        IsRefused("are about different models or data", "unlearn", "--request", id, "2");
        IsRefused("leave out '--database none'", "unlearn", "--request", id, "--database", "none");
        Run(["unlearn", "./a.zip", "--request", id, "--data", "synthetic", "--forget", "class:disc", "--output", "b.zip", .. Quick])
            .ThrowIfFailed();
    }

    [Fact]
    public void What_cannot_be_added_is_refused_and_leaves_nothing()
    {
        string[] add = ["requests", "add", "a.zip", "--data", "synthetic"];
        IsRefused("--forget is missing", add);
        IsRefused("expected class:NAME (such as class:cat)", [.. add, "--forget", "cat"]);
        IsRefused("Expected a share between 0 and 1", [.. add, "--forget", "random:2"]);
        IsRefused("is later than now", [.. add, "--forget", "class:disc", "--received", "2126-01-01"]);
        IsRefused("a date such as 2026-11-01 is expected", [.. add, "--forget", "class:disc", "--received", "soon"]);
        IsRefused("--months is 0", [.. add, "--forget", "class:disc", "--months", "0"]);
        IsRefused("--months is 120001; it must be 1 to 120", [.. add, "--forget", "class:disc", "--months", "120001"]);
        Assert.Contains("no classifier 'nowhere.zip'", Run(
            "requests", "add", "nowhere.zip", "--data", "synthetic", "--forget", "class:disc").ErrorLine(ExitCode.Data));
        Assert.Contains(
            "'a.zip' has no class 'cat'. Its classes are: disc, ", Run([.. add, "--forget", "class:cat"]).ErrorLine(ExitCode.Data));
        File.WriteAllText(PathOf("photo.png"), "no classifier");
        Run("requests", "add", "photo.png", "--data", "synthetic", "--forget", "class:disc").ErrorLine(ExitCode.Data);
        Assert.False(File.Exists(PathOf(Database.DefaultFile)));
        Assert.Contains("nowhere.txt", Run([.. add, "--forget", "ids:nowhere.txt"]).ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_register_that_is_not_there_is_not_made_to_be_read()
    {
        foreach (var words in new[] { "list", "due", "show 1", "withdraw 1 --reason x", "purge 1" })
            Assert.Contains("'mlnet-unlearn requests add' makes one", Run(["requests", .. words.Split(' ')]).ErrorLine(ExitCode.Data));
        Assert.Contains("leave out '--database none'", Run("requests", "list", "--database", "none").ErrorLine(ExitCode.Usage));
        Assert.False(File.Exists(PathOf(Database.DefaultFile)));
    }

    [Fact]
    public void Other_commands_are_noted_where_a_database_is_stated_and_nowhere_else()
    {
        string[] data = ["--data", "synthetic", "--threads", "1"];
        Run(["prune", "a.zip", .. data, "--sparsity", "0.5", "--output", "p.zip", "--database", "none"]).ThrowIfFailed();
        Run(["prune", "a.zip", .. data, "--sparsity", "0.5", "--output", "p.zip", "--force"]).ThrowIfFailed();
        Assert.False(File.Exists(PathOf(Database.DefaultFile)));
        Run(["prune", "a.zip", .. data, "--sparsity", "0.5", "--output", "p.zip", "--force", "--database", "runs.db"]).ThrowIfFailed();
        Run(["evaluate", "a.zip", .. data, "--forget", "class:disc", "--database", "runs.db"]).ThrowIfFailed();
        Run(["evaluate", "a.zip", .. data, "--forget", "class:disc", "--require", "testAccuracy>=100.5", "--database", "runs.db"]);
        Run(["unlearn", "a.zip", .. data, "--forget", "class:cat", "--database", "runs.db"]).ErrorLine(ExitCode.Data);
        using var database = Database.Open(PathOf("runs.db"));
        var runs = new RunRegister(database);
        Assert.Equal(
            ["prune Done 0", "evaluate Done 0", "evaluate Done 5", "unlearn Failed 3"],
            runs.Runs().OrderBy(run => run.Id).Select(run => $"{run.Kind} {run.State} {run.ExitCode}"));
        Assert.Equal([PathOf("p.zip")], runs.FilesOf(1).Select(file => file.Path));
        Assert.Contains("evaluate", runs.Run(2).Words);
        Assert.Equal(folder, runs.Run(2).Place);
        Assert.False(runs.Run(1).IsQueued);
    }

    [Fact]
    public void A_command_waits_for_a_run_that_has_the_cores()
    {
        using var database = Database.Open(PathOf("runs.db"));
        var runs = new RunRegister(database);
        var busy = runs.Start("unlearn", ["unlearn"], RunFolder.New(folder, 1));
        Assert.True(runs.TryBegin(busy)); // this process has them
        string[] words = ["evaluate", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--threads", "1", "--database", "runs.db"];
        var process = ToolProcess.Start(folder, words);
        Assert.Equal($"note: Run {busy} (unlearn) uses the cores. This one waits for it to end.", process.StandardError.ReadLine());
        Assert.Equal(RunState.Waiting, runs.Run(busy + 1).State);
        runs.End(busy, ExitCode.Success, null, null, []);
        ToolProcess.Wait(process).ThrowIfFailed();
        Assert.Equal(RunState.Done, runs.Run(busy + 1).State);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private Ended Run(params string[] words) => ToolProcess.Run(folder, words);

    private long Add(params string[] words) =>
        (long)Run(["requests", "add", "a.zip", "--data", "synthetic", .. words, "--json"]).Json["request"]!;

    private void IsRefused(string message, params string[] words)
    {
        string[] before = [.. Directory.GetFileSystemEntries(folder).Order()];
        Assert.Contains(message, Run(words).ErrorLine(ExitCode.Usage));
        Assert.Equal(before, Directory.GetFileSystemEntries(folder).Order());
    }
}
