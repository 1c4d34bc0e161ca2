namespace MLNetUnlearning.Files;

/// <summary>Writes files whole or not at all: beside the place, to the disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file. Until all of it is on the disk, a file that was there stays as it is; a failure leaves nothing
    /// behind.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="write">Writes it.</param>
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
