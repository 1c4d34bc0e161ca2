namespace MLNetUnlearning.Tool;

/// <summary>How this tool is started again as another process.</summary>
internal static class ToolProgram
{
    /// <summary>The tool's own program, or dotnet where that is what runs, and the words before those of a command.</summary>
    public static (string Program, string[] First) Start
    {
        get
        {
            var library = typeof(ToolProgram).Assembly.Location;
            return Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == Path.GetFileNameWithoutExtension(library)
                ? (own, [])
                : (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet", [library]);
        }
    }
}
