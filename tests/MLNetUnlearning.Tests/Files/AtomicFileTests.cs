using System.Reflection;
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

    [Fact]
    public void Nothing_else_in_the_library_makes_files()
    {
        static bool Makes(MemberInfo member) => member.DeclaringType == typeof(File)
            && new[] { "Write", "Append", "Create", "OpenWrite", "Move", "Copy", "Replace" }.Any(member.Name.StartsWith);
        Assert.Equal([typeof(AtomicFile)], typeof(AtomicFile).Assembly.GetTypes().Where(type => References.MembersOf(type).Any(Makes)));
    }

    [Fact]
    public async Task Of_two_writers_one_wins_and_a_reader_beside_them_sees_whole_files_only()
    {
        const int Length = 1 << 18, Rounds = 20;
        AtomicFile.Write(path, stream => stream.Write(new byte[Length]));
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var read = 0;
            for (; read == 0 || !done.IsCancellationRequested; read++) AssertWhole(File.ReadAllBytes(path));
            return read;
        });
        Parallel.For(1, 3, new ParallelOptions { MaxDegreeOfParallelism = 2 }, writer =>
        {
            byte[] half = [.. Enumerable.Repeat((byte)writer, Length / 2)];
            for (var i = 0; i < Rounds; i++)
                AtomicFile.Write(path, stream =>
                {
                    stream.Write(half);
                    stream.Flush();
                    stream.Write(half);
                });
        });
        await done.CancelAsync();
        Assert.True(await reader > 0);
        AssertWhole(File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));

        static void AssertWhole(byte[] bytes)
        {
            Assert.Equal(Length, bytes.Length);
            Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept(bytes[0]));
        }
    }
}
