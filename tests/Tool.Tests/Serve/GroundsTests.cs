using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Which paths are inside the folders.</summary>
public sealed class GroundsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-grounds-").FullName;

    public GroundsTests()
    {
        foreach (var name in new[] { "inside/deep", "inside-not", "second" }) Directory.CreateDirectory(PathOf(name));
        foreach (var name in new[] { "inside/a", "inside/deep/b", "inside-not/c", "second/d" }) File.WriteAllText(PathOf(name), "");
    }

    [Theory]
    [InlineData("a", "inside/a")]
    [InlineData("deep/b", "inside/deep/b")]
    [InlineData("deep/../a", "inside/a")]
    [InlineData("../inside/a", "inside/a")]
    [InlineData(".", "inside")]
    [InlineData("../inside-not/c", null)]
    [InlineData("../second/d", null)]
    [InlineData("..", null)]
    [InlineData("/", null)]
    [InlineData("none", null)]
    [InlineData("a\0", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_path_is_found_only_inside(string? path, string? expected) =>
        Assert.Equal(expected is null ? null : PathOf(expected), new Grounds([PathOf("inside")]).Find(path));

    [Theory]
    [InlineData("../inside-not", null)]
    [InlineData("deep", "inside/deep")]
    [InlineData("loop", null)]
    public void A_link_is_where_it_leads(string target, string? expected)
    {
        Directory.CreateSymbolicLink(PathOf("inside/loop"), target);
        Assert.Equal(expected is null ? null : PathOf(expected), new Grounds([PathOf("inside")]).Find("loop"));
        Assert.Equal(expected is null ? null : PathOf(expected + "/b"), new Grounds([PathOf("inside")]).Find("loop/b"));
    }

    [Fact]
    public void Several_folders_may_be_seen_and_names_say_which()
    {
        var grounds = new Grounds([PathOf("inside"), PathOf("second"), PathOf("inside")]);
        Assert.Equal(2, grounds.Roots.Count);
        Assert.Equal(PathOf("second/d"), grounds.Find("../second/d"));
        Assert.Equal(Path.Combine("second", "d"), grounds.NameOf(PathOf("second/d")));
        Assert.Equal(Path.Combine("deep", "b"), new Grounds([PathOf("inside")]).NameOf(PathOf("inside/deep/b")));
        Assert.Contains("no folder", Assert.Throws<ToolException>(() => new Grounds([PathOf("none")])).Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string name) => Path.Combine(folder, Path.Combine(name.Split('/')));
}
