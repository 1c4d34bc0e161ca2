namespace MLNetUnlearning.Files;

/// <summary>Writes a file completely or not at all: under another name in the same folder, flushed to disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file. An existing file stays as it is until the new
    /// one is completely on disk. A failure leaves nothing behind.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var whole = Path.GetFullPath(path);
        var beside = $"{whole}.{Guid.NewGuid():N}.tmp"; // in the same folder: renaming is atomic within a file system only
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
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
