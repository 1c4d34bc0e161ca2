namespace MLNetUnlearning.Tool;

/// <summary>Files and folders that their owner alone may read: they show what somebody wants forgotten.</summary>
internal static class Private
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, if it is not there.</summary>
    public static string Folder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnersFolder);
        return path;
    }

    /// <summary>Writes a new file.</summary>
    public static async Task Write(string path, Stream content, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await content.CopyToAsync(file, cancellation);
    }
}
