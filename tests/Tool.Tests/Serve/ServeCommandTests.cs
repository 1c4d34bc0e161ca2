namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>How the page is opened from a shell.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-command-").FullName;

    [Fact]
    public void What_cannot_be_served_is_said_in_a_line()
    {
        Assert.Contains("no folder 'none'", ToolProcess.Run(folder, "serve", "none", "--no-browser").ErrorLine(ExitCode.Usage));
        Assert.Contains("0..65535", ToolProcess.Run(folder, "serve", "--port", "70000", "--no-browser").ErrorLine(ExitCode.Usage));
        Assert.Contains("an address", ToolProcess.Run(folder, "serve", "--listen", "everywhere", "--no-browser").ErrorLine(ExitCode.Usage));
        using var tool = new ServedTool(folder);
        var taken = $"{tool.Root.Port}";
        Assert.Contains("another --port", ToolProcess.Run(folder, "serve", "--port", taken, "--no-browser").ErrorLine(ExitCode.Usage));
    }

    [Fact]
    public async Task The_address_is_printed_for_programs_too_and_without_a_database_none_is_left()
    {
        using (var tool = await new ServedTool(folder, "--database", "none").Enter())
        {
            Assert.Contains("There is no model here yet", await tool.Page("/"));
            if (!OperatingSystem.IsWindows()) Assert.Equal(ExitCode.Success, tool.End());
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        using (var tool = await new ServedTool(folder).Enter()) Assert.Contains("Nothing has run yet", await tool.Page("/runs"));
        Assert.True(File.Exists(Path.Combine(folder, "mlnet-unlearn.db")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
