namespace MLNetUnlearning.Files;

/// <summary>Writes a file completely or not at all: under another name in the same folder, flushed to disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file. An existing file stays as it is until the new
    /// one is completely on disk. A failure leaves nothing behind.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="mode">Who may use the file, where the system knows such modes; null: as usual for new files.</param>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var whole = Path.GetFullPath(path);
        var beside = $"{whole}.{Guid.NewGuid():N}.tmp"; // in the same folder: renaming is atomic within a file system only
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
            using (var stream = new FileStream(beside, options))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, whole, overwrite: true);
        }
        catch
        {
            if (File.Exists(beside)) File.Delete(beside);
            throw;
        }
    }
}
