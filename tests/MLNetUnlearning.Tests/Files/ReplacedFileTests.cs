using System.Runtime.Versioning;
using System.Text;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

/// <summary>What a new file takes over from the one whose place it takes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReplacedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public ReplacedFileTests() => path = folder.File("file");

    public void Dispose() => folder.Dispose();

    [UnixTheory, InlineData("600"), InlineData("644"), InlineData("664"), InlineData("444"), InlineData("2750")]
    public void A_file_keeps_its_permissions(string octal)
    {
        var mode = (UnixFileMode)Convert.ToInt32(octal, 8);
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, mode);
        Write(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(mode, File.GetUnixFileMode(path));
    }

    [UnixFact]
    public void Nobody_else_reads_an_unfinished_file_that_takes_the_place_of_a_closed_one()
    {
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var seen = UnixFileMode.None;
        AtomicFile.Write(path, _ => seen = File.GetUnixFileMode(Assert.Single(Directory.GetFiles(folder.Path, "*.tmp"))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, seen);
    }

    [UnixFact]
    public void Permissions_that_are_asked_for_come_before_those_of_the_old_file()
    {
        File.WriteAllText(path, "old");
        AtomicFile.Write(path, _ => { }, UnixFileMode.UserRead);
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(path));
    }

    [UnixFact]
    public void A_new_file_has_the_permissions_that_the_system_gives_to_new_files()
    {
        File.WriteAllText(folder.File("plain"), "");
        Write(path, "new");
        Assert.Equal(File.GetUnixFileMode(folder.File("plain")), File.GetUnixFileMode(path));
    }

    [UnixFact]
    public void A_file_keeps_its_owner_and_its_group_where_the_system_allows_it()
    {
        File.WriteAllText(path, "old");
        var allowed = Shell.Says($"chown 12345:23456 '{path}' 2>/dev/null && echo yes") == "yes"; // the administrator may
        var before = Shell.Says($"stat -c %u:%g '{path}'");
        Write(path, "new");
        Assert.Equal(before, Shell.Says($"stat -c %u:%g '{path}'"));
        Assert.Equal(allowed, before == "12345:23456");
    }

    [UnixFact]
    public void A_link_stays_a_link_and_its_target_is_written_and_keeps_its_permissions()
    {
        folder.Write("models/first", "old"u8.ToArray());
        File.SetUnixFileMode(folder.File("models/first"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder.File("latest"), "models/first");
        File.CreateSymbolicLink(path, "latest");
        Write(path, "new");
        Assert.Equal("latest", new FileInfo(path).LinkTarget);
        Assert.Equal("models/first", new FileInfo(folder.File("latest")).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder.File("models/first")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("models/first")));
        Assert.Equal(3, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [UnixFact]
    public void A_link_to_a_file_that_is_not_there_stays_a_link_and_the_file_is_made()
    {
        File.CreateSymbolicLink(path, folder.File("target"));
        Write(path, "new");
        Assert.Equal(folder.File("target"), new FileInfo(path).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder.File("target")));
    }

    [UnixFact]
    public void A_link_to_a_folder_that_is_not_there_is_an_error_and_stays()
    {
        File.CreateSymbolicLink(path, folder.File("none", "target"));
        Assert.Throws<DirectoryNotFoundException>(() => Write(path, "new"));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [UnixFact]
    public void A_link_is_read_from_the_folder_where_it_really_is()
    {
        Directory.CreateDirectory(folder.File("real", "deep"));
        File.CreateSymbolicLink(folder.File("real", "deep", "link"), ".././target");
        Directory.CreateSymbolicLink(folder.File("short"), Path.Combine("real", "deep"));
        Write(folder.File("short", "link"), "new");
        Assert.Equal("new", File.ReadAllText(folder.File("real", "target")));
        Assert.False(File.Exists(folder.File("target")));
    }

    [UnixFact]
    public void Links_in_a_circle_are_an_error_and_stay()
    {
        File.CreateSymbolicLink(path, folder.File("other"));
        File.CreateSymbolicLink(folder.File("other"), path);
        Refused.With<IOException>("circle", () => Write(path, "new"));
        Assert.Equal([path, folder.File("other")], Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [UnixFact]
    public void A_pipe_and_a_folder_stay_what_they_are()
    {
        Shell.Says($"mkfifo '{path}'");
        Refused.With<IOException>("no ordinary file", () => Write(path, "new"));
        Refused.With<IOException>("no ordinary file", () => Write(folder.Path, "new"));
        Assert.Equal("yes", Shell.Says($"test -p '{path}' && echo yes"));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [UnixFact]
    public void The_key_of_a_classifier_lies_beside_the_file_that_a_link_leads_to()
    {
        File.CreateSymbolicLink(path, "target");
        Assert.Equal(folder.File("target.key"), KeyFile.Beside(path));
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
