using static MLNetUnlearning.Tests.RunsWithCheckpoint;

namespace MLNetUnlearning.Tests;

/// <summary>Folders with the checkpoint of another run, with damaged files, or in use.</summary>
public sealed class OtherRunsTests
{
    [Theory]
    [InlineData("settings"), InlineData("seed"), InlineData("rows"), InlineData("starting weights"), InlineData("classes")]
    public void The_checkpoint_of_another_run_is_refused_and_left_alone(string other)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<EndedException>(() => Trainer(folder.Path, new EndAt(2)).Fit(Tiny.Rows()));
        var before = Files(folder);
        var catalog = new MLContext(1).Unlearning();
        var recipe = other == "settings" ? Tiny.Recipe with { WeightDecay = 0 } : Tiny.Recipe;
        var network = other == "starting weights" ? KnownNetworks.SmallConvNet(5) : Tiny.Network;
        var trainer = catalog.TrainClassifier(recipe, network: network, seed: other == "seed" ? 2 : null, checkpoint: folder.Path);
        var rows = other == "classes" ? Tiny.Rows(keys: ["green", "red", "blue"]) : Tiny.Rows(seed: other == "rows" ? 1 : 0);
        Refused.With<InvalidOperationException>($"'{other}'", () => trainer.Fit(rows));
        Assert.Equal(before, Files(folder));
    }

    [Theory, InlineData(0, 1), InlineData(0, 200), InlineData(-5, 3)]
    public void A_damaged_checkpoint_is_refused_and_named(int place, int length)
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<EndedException>(() => Trainer(folder.Path, new EndAt(2)).Fit(Tiny.Rows()));
        var file = Assert.Single(Directory.EnumerateFiles(folder.Path));
        var bytes = File.ReadAllBytes(file);
        bytes.AsSpan(place < 0 ? bytes.Length + place : place, length).Fill(0x55);
        File.WriteAllBytes(file, bytes);
        Refused.With<ModelFileException>($"The checkpoint '{file}' cannot be read:", () => Trainer(folder.Path).Fit(Tiny.Rows()));
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public void Which_rows_are_marked_and_which_are_unseen_make_another_run()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<EndedException>(() => Unlearning(new FineTune(), folder.Path, new EndAt(2)).Fit(Tiny.Rows()));
        Refused.With<InvalidOperationException>(
            "had other 'rows'.", () => Unlearning(new FineTune(), folder.Path).Fit(Tiny.Rows(forget: row => row == 3)));
        using var original = Original();
        Refused.With<InvalidOperationException>(
            "had other 'rows'.", () => new MLContext(1).Unlearn(original, new FineTune(), checkpoint: folder.Path).Fit(Tiny.Rows()));
    }

    [Fact]
    public void One_run_at_a_time_uses_a_folder()
    {
        using var folder = new TemporaryFolder();
        var other = new Nested(() => Trainer(folder.Path).Fit(Tiny.Rows()));
        Trainer(folder.Path, other).Fit(Tiny.Rows()).Dispose();
        Assert.Contains("Another run uses the checkpoint", Assert.IsType<InvalidOperationException>(other.Error).Message);
    }

    [Fact]
    public void What_a_killed_process_was_writing_is_removed_and_files_of_others_stay()
    {
        using var folder = new TemporaryFolder();
        folder.Write("checkpoint-0123456789ABCDEF.safetensors.00000000000000000000000000000000.tmp", [1, 2, 3]);
        folder.Write("letter.txt", [4]);
        Trainer(folder.Path).Fit(Tiny.Rows()).Dispose();
        Assert.Equal([folder.File("letter.txt")], Directory.EnumerateFiles(folder.Path));
    }

    [Fact]
    public void Wrong_settings_are_refused_at_the_door()
    {
        var catalog = new MLContext(1).Unlearning();
        Refused.With<ArgumentException>("Folder is ; it must be the path of a folder.", () => catalog.TrainClassifier(checkpoint: ""));
        Refused.With<ArgumentException>("Interval is -00:00:01; it must be zero or more.", () => catalog.TrainClassifier(
            checkpoint: new("folder") { Interval = TimeSpan.FromSeconds(-1) }));
    }

    private static Dictionary<string, byte[]> Files(TemporaryFolder folder) =>
        Directory.EnumerateFiles(folder.Path).ToDictionary(file => file, File.ReadAllBytes);

    /// <summary>Does something once within a run.</summary>
    private sealed class Nested(Action action) : IProgress<UnlearningProgress>
    {
        public Exception? Error { get; private set; }

        public void Report(UnlearningProgress value) => Error ??= Record.Exception(action);
    }
}
