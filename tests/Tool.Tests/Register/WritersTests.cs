using System.Globalization;
using Microsoft.Data.Sqlite;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>Processes that write at the same time, and processes that are killed while they write. <c>KILLS=100 dotnet test --filter
/// WritersTests</c> kills 100.</summary>
public sealed class WritersTests : IDisposable
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("KILLS") ?? "8", CultureInfo.InvariantCulture);

    private readonly Scratch place = new();

    [Fact]
    public void Two_processes_that_add_at_once_lose_nothing_and_give_no_number_twice()
    {
        const int Each = 200;
        // Both also make the file, or find it half made.
        var processes = Enumerable.Range(0, 2).Select(_ => Program.Start("write", place.File, $"{Each}")).ToList();
        var ended = processes.Select(process => ToolProcess.Wait(process).Succeeded).ToList();
        var said = ended.SelectMany(one => NumbersOf(one.Output)).ToList();
        Assert.Equal(2 * Each, said.Distinct().Count());
        using var database = place.Open();
        var requests = new RequestRegister(database).Requests();
        Assert.Equal(said.Order(), requests.Select(request => request.Id).Order());
        Assert.All(requests.GroupBy(request => request.What.Words[0]), one => Assert.Equal(
            Enumerable.Range(1, Each).Select(left => $"row {left}").Order(), one.Select(request => request.What.Ids[0]).Order()));
    }

    [Fact]
    public void What_a_process_said_to_be_kept_is_there_after_it_was_killed()
    {
        var random = new Random(Environment.ProcessId);
        HashSet<long> said = [];
        for (var killed = 0; killed < Kills; killed++)
        {
            using var process = Program.Start("write", place.File, "1000000");
            List<string> lines = [];
            for (var left = random.Next(1, 40); left > 0 && process.StandardOutput.ReadLine() is { } line; left--) lines.Add(line);
            Thread.SpinWait(random.Next(1 << 20)); // some milliseconds: anywhere between two lines
            process.Kill();
            lines.AddRange(process.StandardOutput.ReadToEnd().Split('\n')[..^1]);
            process.WaitForExit();
            Assert.NotEmpty(lines);
            said.UnionWith(lines.SelectMany(NumbersOf));
            using var database = place.Open();
            var kept = new RequestRegister(database).Requests();
            Assert.Empty(said.Except(kept.Select(request => request.Id)));
            Assert.InRange(kept.Count, said.Count, said.Count + killed + 1); // each process may have kept one that it had no time to say
            Assert.All(kept, request => Assert.Equal($"{request.What.Ids[0]}", $"row {request.Requester!.Note}")); // whole or not at all
            Assert.Equal(["ok"], database.Read(
                all => all.List("SELECT * FROM pragma_integrity_check", row => row.Text("integrity_check"))));
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        place.Dispose();
    }

    private static IEnumerable<long> NumbersOf(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));
}
