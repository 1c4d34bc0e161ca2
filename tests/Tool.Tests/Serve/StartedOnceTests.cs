using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>What the page starts is started once, also by several clicks at the same moment.</summary>
public sealed class StartedOnceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-once-").FullName;
    private readonly Workbench bench;

    public StartedOnceTests() => bench = new(
        new Grounds([folder]), Database.Open(Path.Combine(folder, Database.DefaultFile)), new Gate(1, _ => true, _ => { }), IsKept: true);

    [Fact]
    public void A_result_is_compared_with_retraining_once_and_again_after_that_failed()
    {
        var id = bench.Runs.Start("unlearn", number =>
        {
            var results = RunFolder.New(folder, number);
            return (["unlearn", "--model", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--output",
                Path.Combine(results, "b.zip")], results);
        });
        Assert.True(bench.Runs.TryBegin(id));
        bench.Runs.End(id, ExitCode.Success, null, null, []);
        var run = bench.Runs.Run(id);
        Parallel.For(0, 4, _ => ResultEndpoints.StartRetraining(bench, run));
        var comparison = Assert.Single(Comparisons());
        Assert.Contains("--force", comparison.Words); // it may have been killed when its page was there already
        bench.Runs.Cancel(comparison.Id);
        Parallel.For(0, 4, _ => ResultEndpoints.StartRetraining(bench, run));
        Assert.Equal(2, Comparisons().Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void What_could_not_be_measured_is_not_compared_with_retraining(bool isMeasured)
    {
        var id = bench.Runs.Start(
            "unlearn", number => (["unlearn", "--model", "a.zip", "--output", "b.zip"], RunFolder.New(folder, number)));
        Assert.True(bench.Runs.TryBegin(id));
        var results = bench.Runs.Run(id).Folder!;
        var (wish, report) = (Path.Combine(results, RunResult.WantsRetraining), Path.Combine(results, RunResult.Report));
        foreach (var file in new[] { wish, report }) File.WriteAllText(file, "something");
        bench.Runs.End(id, ExitCode.Success, null, null, isMeasured ? [(RunFiles.Report, report)] : []);
        ResultEndpoints.Follow(bench, bench.Runs.Run(id));
        Assert.Equal(isMeasured ? 1 : 0, Comparisons().Count);
        Assert.False(File.Exists(wish));
    }

    [Fact]
    public void A_model_is_asked_once_and_again_after_that_failed_in_an_empty_folder()
    {
        var model = new ModelCard(
            Path.Combine(folder, "a.zip"), "a.zip", DateTime.UnixEpoch, "", [], [], new Dictionary<string, string>(), new(),
            IsVector: false);
        var data = new DataCard(DataCard.Drawn, DataCard.DrawnName, "Synthetic", "");
        Parallel.For(0, 4, _ => bench.Predictions.Start(model, data));
        var first = Assert.Single(bench.Runs.Runs());
        File.WriteAllText(first.Output!, "half of it");
        bench.Predictions.Start(model, data);
        Assert.True(File.Exists(first.Output));
        bench.Runs.Cancel(first.Id);
        Parallel.For(0, 4, _ => bench.Predictions.Start(model, data));
        Assert.Equal(2, bench.Runs.Runs().Count);
        Assert.False(File.Exists(first.Output));
    }

    public void Dispose()
    {
        bench.Dispose();
        Repository.DeleteFolder(folder);
    }

    private List<RegisteredRun> Comparisons() => [.. bench.Runs.Runs().Where(run => run.Kind == RunWords.Retrain)];
}
