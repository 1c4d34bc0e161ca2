namespace MLNetUnlearning.Files;

/// <summary>A file that one process at a time holds, so that two do not change the same thing at once. It goes away when it is closed. Of a
/// process that was killed the file may stay, and nobody holds it.</summary>
internal static class ExclusiveFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens the file, and waits for a process that holds it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long it waits; null: half a minute.</param>
    /// <exception cref="IOException">Another process has held it for so long, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static FileStream Open(string path, TimeSpan? patience = null)
    {
        for (var end = DateTime.UtcNow + (patience ?? Patience); ;)
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            // Not by whether the file is there: whoever held it may have closed it since. A folder that is not there is another exception.
            catch (IOException error) when (error.GetType() == typeof(IOException) && DateTime.UtcNow < end)
            {
                Thread.Sleep(BetweenTries);
            }
    }
}
