using Microsoft.ML;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>A classifier that is done is kept while the rest of its command is, and is not made again.</summary>
[Collection(ToolTests.Name)]
public sealed class CheckpointTests(Workplace place)
{
    private static readonly Result Done = new([], "done");

    private readonly MLContext ml = new(seed: 1);
    private int made;

    [Fact]
    public void One_whose_rest_fails_is_kept_from_the_beginning_of_the_rest_and_goes_on()
    {
        var failed = Assert.Throws<IOException>(() => Carry("c1.zip", _ =>
        {
            // Whoever is killed here leaves it so.
            Assert.True(place.Has("c1.zip.checkpoint/made.zip") && place.Has("c1.zip.checkpoint/made-by.txt"));
            throw new IOException("no room");
        }));
        Assert.Equal("no room", failed.Message);
        Assert.Contains("--resume goes on with it", Assert.Throws<ToolException>(() => Carry("c1.zip", Finish)).Message);
        Assert.Same(Done, Carry("c1.zip", Finish, "--resume"));
        Assert.Equal(1, made);
        Assert.False(place.Has("c1.zip.checkpoint"));
    }

    [Fact]
    public void One_whose_rest_is_cancelled_says_how_to_go_on()
    {
        var ended = Assert.Throws<OperationCanceledException>(() => Carry("c2.zip", _ => throw new OperationCanceledException()));
        Assert.Contains("the classifier is done and kept in", ended.Message);
        Carry("c2.zip", Finish, "--resume");
        Assert.Equal(1, made);
    }

    [Fact]
    public void Nobody_else_takes_it_while_the_rest_is_done()
    {
        string[] said = [];
        Carry("c3.zip", _ =>
        {
            said = [.. new[] { "--resume", "--force" }.Select(word => Assert.Throws<ToolException>(
                () => Carry("c3.zip", Finish, word)).Message)];
            return Done;
        });
        Assert.All(said, message => Assert.Contains("still going on in another process", message));
        Assert.Equal((2, 1), (said.Length, made));
        Assert.False(place.Has("c3.zip.checkpoint"));
    }

    [Fact]
    public void A_process_that_was_killed_while_it_kept_one_leaves_nothing_in_the_way()
    {
        Directory.CreateDirectory(place.PathOf("c4.zip.checkpoint"));
        File.WriteAllText(place.PathOf("c4.zip.checkpoint/made-by.txt"), "another command");
        Assert.Throws<IOException>(() => Carry("c4.zip", _ => throw new IOException()));
        Carry("c4.zip", Finish, "--resume"); // it is known what made it
        Assert.Equal(1, made);
        Assert.False(place.Has("c4.zip.checkpoint"));
    }

    [Fact]
    public void Where_it_cannot_be_kept_the_rest_is_done_all_the_same()
    {
        Directory.CreateDirectory(place.PathOf("c5.zip.checkpoint/made-by.txt")); // in the place of a file
        Assert.Same(Done, Carry("c5.zip", Finish));
        Assert.False(place.Has("c5.zip.checkpoint/made.zip"));
    }

    private static Result Finish(NeuralClassifier classifier) => Done;

    private Result Carry(string output, Func<NeuralClassifier, Result> rest, params string[] more)
    {
        string[] words = ["unlearn", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--output", output, .. more];
        using var session = new Session(ToolRoot.Read(words), CancellationToken.None);
        return Checkpoint.Of(session, place.PathOf(output)).MakeAndGoOn(
            session,
            () =>
            {
                made++;
                return Load("b.zip");
            },
            Load, rest);
    }

    private NeuralClassifier Load(string path) => ml.Unlearning().LoadClassifier(place.PathOf(path));
}
