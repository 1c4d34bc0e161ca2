using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>The file of progress, written and read.</summary>
public sealed class ProgressFileTests : IDisposable
{
    private readonly Scratch place = new();

    private string Path => place.PathOf("progress.jsonl");

    [Fact]
    public void What_is_written_is_read()
    {
        using (var file = new ProgressFile(Path))
        {
            file.Write("fine-tuning", new UnlearningProgress("tuning", 1, 3, 0.5, "a \"note\"\nof two lines")
            {
                Share = 0.25,
                TimeLeft = TimeSpan.FromSeconds(90),
                AttackerAccuracy = 51.5,
                AttackerLoss = 0.75,
            });
            file.Begin("measuring");
        }
        Assert.Equal(2, File.ReadAllLines(Path).Length);
        var lines = new ProgressReader(Path).ReadNew();
        Assert.Equal(
            new RunProgress("fine-tuning", "tuning", 1, 3)
            {
                Share = 0.25,
                Loss = 0.5,
                Note = "a \"note\"\nof two lines",
                SecondsLeft = 90,
                AttackerAccuracy = 51.5,
                AttackerLoss = 0.75,
            },
            lines[0] with { Seconds = 0 });
        Assert.Equal("measuring", ProgressFile.Read(Path)!.Last.Work);
    }

    [Fact]
    public void A_loss_that_is_no_number_does_not_end_the_run()
    {
        using (var file = new ProgressFile(Path)) file.Write("training", new UnlearningProgress("training", 1, 3, double.NaN));
        Assert.Equal(double.NaN, ProgressFile.Read(Path)!.Last.Loss);
    }

    [Fact]
    public void A_thousand_steps_a_second_are_a_few_lines_with_the_first_and_the_last()
    {
        using (var file = new ProgressFile(Path))
            for (var step = 0; step <= 100_000; step++)
                file.Write("training", new UnlearningProgress("training", step, 100_000, 1.0 / (step + 1)));
        var lines = new ProgressReader(Path).ReadNew();
        Assert.InRange(lines.Count, 2, 60);
        Assert.Equal((0, 100_000), (lines[0].Step, lines[^1].Step));
    }

    [Fact]
    public void Half_a_line_is_read_when_it_is_whole()
    {
        var reader = new ProgressReader(Path);
        Assert.Empty(reader.ReadNew());
        Assert.Null(ProgressFile.Read(Path));
        File.WriteAllText(Path, "{\"work\":\"training\",\"stage\":\"training\",\"step\":1,\"steps\":2}\n{\"work\":\"trai");
        Assert.Equal(1, Assert.Single(reader.ReadNew()).Step);
        Assert.Empty(reader.ReadNew());
        File.AppendAllText(Path, "ning\",\"stage\":\"training\",\"step\":2,\"steps\":2}\n");
        Assert.Equal(2, Assert.Single(reader.ReadNew()).Step);
    }

    [Fact]
    public void What_a_process_that_was_killed_left_half_written_spoils_nothing()
    {
        File.WriteAllText(Path, "{\"work\":\"training\",\"stage\":\"training\",\"step\":1,\"steps\":2}\n{\"work\":\"trai");
        using (var file = new ProgressFile(Path)) file.Write("training", new UnlearningProgress("training", 1, 2, 0.5));
        Assert.Equal([1, 1], new ProgressReader(Path).ReadNew().Select(line => line.Step));
    }

    [Fact]
    public void Steps_that_a_run_did_again_are_in_the_series_once()
    {
        RunProgress[] lines =
        [
            Line("training", 1, 4), Line("training", 2, 3), Line("training", 3, 2),
            Line("training", 2, 3.5), Line("training", 3, 2.5), Line("retraining", 1, 9),
        ];
        Assert.Equal([4, 3.5, 2.5, 9], ProgressSeries.Of(lines).Losses.Select(line => line.Loss!.Value));
    }

    [Fact]
    public void Another_process_reads_while_one_writes()
    {
        using var file = new ProgressFile(Path);
        var reader = new ProgressReader(Path);
        file.Begin("training");
        Assert.Single(reader.ReadNew());
        file.Begin("measuring");
        Assert.Equal("measuring", Assert.Single(reader.ReadNew()).Work);
    }

    public void Dispose() => place.Dispose();

    private static RunProgress Line(string work, int step, double loss) => new(work, "steps", step, 4) { Loss = loss };
}
