namespace MLNetUnlearning.Files;

/// <summary>A file that one process at a time holds, so that two do not change the same thing at once. It goes away when it is closed. Of a
/// process that was killed the file may stay, and nobody holds it.</summary>
internal static class ExclusiveFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens the file, and waits for a process that holds it.</summary>
    /// <exception cref="IOException">Another process has held it for half a minute, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static FileStream Open(string path)
    {
        for (var end = DateTime.UtcNow + Patience; ;)
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists(path) && DateTime.UtcNow < end)
            {
                Thread.Sleep(BetweenTries);
            }
    }
}
