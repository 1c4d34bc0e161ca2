using MLNetUnlearning.Tool.Comparison;

namespace MLNetUnlearning.Tool.Tests.Comparison;

/// <summary>Finished runs on disk.</summary>
public sealed class RunStoreTests : IDisposable
{
    private static readonly Preset Smoke = Presets.All["smoke"];
    private static readonly RunKey[] Runs = [.. Smoke.Runs(Smoke)];
    private static readonly RunKey[] Unit = [.. Runs.Where(run => run.Unit == Runs[0].Unit)];

    private readonly string folder = Directory.CreateTempSubdirectory("runs").FullName;

    [Fact]
    public void A_run_is_found_by_as_many_threads_on_a_device_of_the_same_kind()
    {
        Keep(Store("a", new Machine(2, Gpu: 1)), 1, Runs[0]);
        Assert.True(Store("a", new Machine(2, Gpu: 0)).Has(Runs[0]));
        Assert.False(Store("a", new Machine(2, Gpu: null)).Has(Runs[0]));
        Assert.False(Store("a", new Machine(1, Gpu: 0)).Has(Runs[0]));
        Assert.Single(Directory.GetFiles(PathOf("a", "runs"))); // nothing is left beside it
    }

    [Fact]
    public void What_a_run_is_named_by_holds_the_version_of_the_package_and_the_machine()
    {
        var description = new Workshop(Smoke, folder, new Machine(2, Gpu: 0)).Description(Runs[0]);
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?\n", description);
        Assert.DoesNotMatch(@"^1\.0\.0\.0", description); // the assembly's, which never changes
        Assert.EndsWith("\n2 threads and a GPU", description);
    }

    [Fact]
    public void An_empty_file_is_no_finished_run_and_is_replaced()
    {
        var store = Store("a");
        Keep(store, 1, Runs[0]);
        File.WriteAllText(Assert.Single(Directory.GetFiles(PathOf("a", "runs"))), "");
        Assert.False(store.Has(Runs[0]));
        Assert.Empty(store.Finished(Runs).Runs);
        Keep(Store("b"), 2, Runs[0]);
        Assert.True(store.TakeOver([PathOf("b")], Runs));
        Assert.Equal([2.0], Seconds(store, Runs));
    }

    [Fact]
    public void Runs_of_a_request_are_taken_over_from_the_folder_that_has_most_of_them()
    {
        var other = Runs.First(run => run.Unit != Runs[0].Unit);
        Keep(Store("first"), 1, [.. Unit[..2], other]);
        Keep(Store("second"), 2, Unit[1..4]);
        var all = Store("all");
        Keep(all, 3, Unit[1]);
        Assert.True(all.TakeOver([PathOf("first"), PathOf("second")], Runs));
        Assert.Equal([2.0, 2.0, 2.0], Seconds(all, Unit));
        Assert.Equal([1.0], Seconds(all, [other]));
        Assert.False(all.TakeOver([PathOf("second")], [other])); // it has none that is asked for
    }

    [Fact]
    public void Runs_that_are_there_are_not_mixed_with_those_of_another_folder()
    {
        Keep(Store("other"), 1, Unit[1..4]);
        var (few, many) = (Store("few"), Store("many"));
        Keep(few, 2, Unit[0]);
        var error = Assert.Throws<ToolException>(() => few.TakeOver([PathOf("other")], Runs));
        Assert.Contains("state a new folder with --output", error.Message);
        Assert.Equal([2.0], Seconds(few, Runs));
        Keep(many, 2, Unit[..3]);
        Assert.True(many.TakeOver([PathOf("other")], Runs));
        Assert.Equal([2.0, 2.0, 2.0], Seconds(many, Runs));
    }

    [Fact]
    public async Task A_run_that_another_task_does_is_waited_for()
    {
        var store = Store("a");
        var first = store.Take(Runs[0]);
        var begun = new TaskCompletionSource();
        var second = Task.Run(() =>
        {
            begun.SetResult();
            return store.Take(Runs[0]);
        });
        await begun.Task;
        using (store.Take(Runs[1])) Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(500))); // other runs are free
        Keep(store, 1, Runs[0]);
        first.Dispose();
        using (await second) Assert.True(store.Has(Runs[0]));
    }

    [Fact]
    public void The_state_that_a_finished_run_has_left_is_removed()
    {
        var store = Store("a");
        Keep(store, 1, Runs[0]);
        var left = store.CheckpointOf(Runs[0]).Folder;
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "checkpoint-0.safetensors"), "");
        Assert.Equal(0, new RunQueue(store, [], _ => { }).Run([Runs[0]], CancellationToken.None));
        Assert.False(Directory.Exists(left));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(params string[] names) => Path.Combine([folder, .. names]);

    private RunStore Store(string name, Machine? machine = null) => new(Smoke, PathOf(name), machine ?? new Machine(2, Gpu: null));

    private static void Keep(RunStore store, double seconds, params RunKey[] runs)
    {
        foreach (var run in runs)
            store.Keep(run, new ComparedRun
            {
                Data = run.Data.Title,
                Scheme = run.Scheme,
                Forget = run.Scheme,
                Sparsity = run.Sparsity,
                Method = run.Method,
                Settings = "",
                Seed = run.Seed,
                UnlearningAccuracy = 0,
                MembershipInferenceEfficacy = 0,
                RetainAccuracy = 100,
                TestAccuracy = 100,
                Seconds = seconds,
                Attacks = [],
            });
    }

    private static IEnumerable<double> Seconds(RunStore store, IEnumerable<RunKey> runs) =>
        store.Finished(runs).Runs.Select(run => run.Seconds!.Value);
}
