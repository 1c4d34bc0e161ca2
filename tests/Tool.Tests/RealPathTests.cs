namespace MLNetUnlearning.Tool.Tests;

/// <summary>Two names of one file are known for the same.</summary>
public sealed class RealPathTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("real-").FullName;

    [Fact]
    public void Links_are_followed_wherever_they_stand_in_a_path()
    {
        var models = Directory.CreateDirectory(PathOf("models")).FullName;
        File.WriteAllText(Path.Combine(models, "a.zip"), "");
        Directory.CreateSymbolicLink(PathOf("m"), "models");
        File.CreateSymbolicLink(PathOf("latest.zip"), Path.Combine("m", "a.zip"));
        Assert.All(
            new[] { "models/a.zip", "m/a.zip", "latest.zip", "m/../models/a.zip" },
            name => Assert.Equal(Path.Combine(RealPath.Of(models), "a.zip"), RealPath.Of(PathOf(name))));
        Assert.Equal(Path.Combine(RealPath.Of(models), "new", "b.zip"), RealPath.Of(PathOf("m/new/b.zip"))); // the end is not there yet
        Assert.Null(RealPath.Find(PathOf("m/b.zip")));
    }

    [Fact]
    public void Links_in_a_circle_lead_nowhere()
    {
        Directory.CreateSymbolicLink(PathOf("a"), PathOf("b"));
        Directory.CreateSymbolicLink(PathOf("b"), PathOf("a"));
        Assert.Null(RealPath.Find(PathOf("a")));
        Assert.EndsWith("a", RealPath.Of(PathOf("a")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string name) => Path.Combine(folder, name);
}
