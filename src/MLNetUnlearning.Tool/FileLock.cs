namespace MLNetUnlearning.Tool;

/// <summary>One at a time, as long as the file is open; a process that ends, however it ends, lets go of it. The file stays.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    public static IDisposable Wait(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                Thread.Sleep(Between);
            }
        }
    }
}
