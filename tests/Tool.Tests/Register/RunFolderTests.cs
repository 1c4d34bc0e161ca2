using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Tests.Register;

/// <summary>The folders of runs.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly Scratch place = new();

    [Fact]
    public void Folders_of_runs_have_their_number_and_are_new_each_time()
    {
        string[] made =
            [.. Enumerable.Range(0, 20).AsParallel().WithDegreeOfParallelism(8).Select(_ => RunFolder.New(place.Folder, 7))];
        Assert.Equal(
            Enumerable.Range(2, 19).Select(copy => place.PathOf($"forgetting/run-7-{copy}"))
                .Append(place.PathOf("forgetting/run-7")).Order(), made.Order());
        Assert.Equal(20, Directory.GetDirectories(place.PathOf("forgetting")).Length);
        const UnixFileMode OfOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows()) Assert.Equal(OfOwner, File.GetUnixFileMode(place.PathOf("forgetting")));
    }

    public void Dispose() => place.Dispose();
}
