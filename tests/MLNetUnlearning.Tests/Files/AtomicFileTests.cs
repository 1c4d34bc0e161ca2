using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public AtomicFileTests() => path = Path.Combine(folder.Path, "file");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_old_file_is_there_until_the_new_one_is_whole()
    {
        File.WriteAllText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new, but not"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path)); // whoever is killed here leaves it so
            stream.Write(" whole"u8);
        });
        Assert.Equal("new, but not whole", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(path, "old");
        Assert.Throws<NotSupportedException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            throw new NotSupportedException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failure_where_nothing_was_leaves_nothing()
    {
        Assert.Throws<NotSupportedException>(() => AtomicFile.Write(path, _ => throw new NotSupportedException()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Where_the_name_is_taken_by_a_folder_nothing_is_left_behind()
    {
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<SystemException>(() => AtomicFile.Write(path, stream => stream.WriteByte(1)));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_in_the_system_s_words() =>
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(folder.Path, "none", "file"), _ => { }));

    [Fact]
    public void A_folder_that_may_not_be_written_is_an_error_and_the_old_file_stays()
    {
        // Linux has a folder that not even root may write to; elsewhere .NET has no common name for one.
        var closed = OperatingSystem.IsLinux() ? "/proc/self/status" : Path.Combine(folder.Path, "none", "file");
        var error = Record.Exception(() => AtomicFile.Write(closed, stream => stream.WriteByte(1)));
        Assert.True(error is IOException or UnauthorizedAccessException, error?.ToString());
        Assert.Equal(OperatingSystem.IsLinux(), File.Exists(closed));
    }
}
