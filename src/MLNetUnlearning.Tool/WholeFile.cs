namespace MLNetUnlearning.Tool;

/// <summary>Writes files whole or not at all, also where the machine fails meanwhile.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file beside its place, and renames it.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written, or is there and is not replaced.</exception>
    public static void Write(string path, byte[] content, bool overwrite)
    {
        var beside = $"{path}.{Guid.NewGuid():N}.tmp"; // in the same folder, where it can be renamed; several processes may write it
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite);
        }
        finally
        {
            if (File.Exists(beside)) File.Delete(beside);
        }
    }
}
