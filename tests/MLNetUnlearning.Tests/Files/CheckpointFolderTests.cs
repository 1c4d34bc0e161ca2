using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>The files of a checkpoint: whole or not at all, and refused if they are anything else.</summary>
public sealed class CheckpointFolderTests
{
    private const int Mutants = 300;
    private static readonly Dictionary<string, string> Run = new() { ["settings"] = "a \"b\"\n", ["seed"] = "1" };

    [Fact]
    public void What_was_written_is_read_under_the_name_of_its_loop()
    {
        using var files = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using (var folder = new CheckpointFolder(files.Path, Run))
        {
            folder.Write("max pass 1/../é", State(1));
            folder.Write("min pass 1", State(2));
            folder.Write("min pass 1", State(3));
        }
        using var again = new CheckpointFolder(files.Path, Run);
        Assert.Equal((1, 3), (again.Read("max pass 1/../é")!.StepsDone, again.Read("min pass 1")!.StepsDone));
        Assert.Null(again.Read("another"));
        var back = again.Read("min pass 1")!;
        Assert.Equal((7, TimeSpan.FromTicks(12345)), (back.NumberOfSteps, back.Spent));
        Assert.Equal([1f, float.NaN, -0f], back.Tensors["network/weight"].data<float>().ToArray());
        Assert.Equal([3, long.MinValue], back.Tensors["numbers"].data<long>().ToArray());
        again.Remove();
        Assert.Null(again.Read("min pass 1"));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_state_before_it()
    {
        using var files = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var folder = new CheckpointFolder(files.Path, Run);
        folder.Write("loop", State(1));
        var tensors = new Dictionary<string, Tensor> { ["a"] = zeros(1), ["b"] = zeros(1, ScalarType.Float64) };
        Assert.Throws<ArgumentException>(() => folder.Write("loop", new LoopState(tensors, 2, 7, default)));
        Assert.Equal(1, folder.Read("loop")!.StepsDone);
        Assert.Single(Directory.EnumerateFiles(files.Path, "*.safetensors*"));
    }

    [Fact]
    public void The_folder_is_the_same_when_the_current_folder_is_another()
    {
        using var files = new TemporaryFolder();
        using var folder = new CheckpointFolder(Path.GetRelativePath(Environment.CurrentDirectory, files.Path), Run);
        Assert.Equal(files.Path, folder.Place);
    }

    [Fact]
    public void Spoilt_states_are_refused_and_the_message_names_the_file()
    {
        var good = Bytes();
        var (refused, most) = SpoiltFiles.Read(good, seed: 6, Mutants, Read);
        Assert.InRange(refused, Mutants * 9 / 10, Mutants); // the others are spoilt where nothing is, or not at all
        Assert.InRange(most, 0, 1 << 20);
        Refused.With<ModelFileException>("The checkpoint 'name' cannot be read:", () => Read(good[..^1]));
    }

    [Theory]
    [InlineData("stepsDone", "8", "'stepsDone' is '8'; it must be in 0..7"), InlineData("stepsDone", "-1", "'stepsDone' is '-1'")]
    [InlineData("numberOfSteps", "9999999999", "'numberOfSteps' is '9999999999'"), InlineData("spent", "-00:00:01", "which is no time")]
    [InlineData("format", "another", "expected 'MLNetUnlearning checkpoint 1'"), InlineData("sha256", "", "by its SHA-256")]
    public void Texts_of_the_header_are_checked(string name, string text, string message)
    {
        using var scope = NewDisposeScope();
        var header = SafeTensorsHeader.Read(new MemoryStream(Bytes()));
        var texts = header.Metadata.ToDictionary();
        texts[name] = text;
        if (name is not "sha256" and not "format") texts["sha256"] = CheckpointFile.HashOf(texts, State(3).Tensors);
        using var forged = new MemoryStream();
        SafeTensorsWriter.Write(State(3).Tensors, texts, forged);
        Refused.With<ModelFileException>(message, () => Read(forged.ToArray()));
    }

    private static void Read(byte[] bytes)
    {
        using var scope = NewDisposeScope();
        CheckpointFile.Read(new MemoryStream(bytes), "name");
    }

    private static byte[] Bytes()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        CheckpointFile.Write(Run, "loop", State(3), stream);
        return stream.ToArray();
    }

    private static LoopState State(int stepsDone) => new(
        new Dictionary<string, Tensor>
        {
            ["network/weight"] = tensor([1f, float.NaN, -0f]),
            ["numbers"] = tensor([3L, long.MinValue]),
        },
        stepsDone, 7, TimeSpan.FromTicks(12345));
}
