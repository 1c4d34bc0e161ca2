using System.Security.Cryptography;

namespace MLNetUnlearning.Files;

/// <summary>A file that one process at a time holds, so that two do not change the same thing at once. It goes away when it is closed. Of a
/// process that was killed the file may stay, and nobody holds it.</summary>
internal sealed class ExclusiveFile : IDisposable
{
    private const int LongestMark = 1000; // short, since files may be limited in length

    // How systems say that another holds a file: EWOULDBLOCK of Linux and of macOS, and the sharing violations of Windows.
    private static readonly int[] HeldCodes = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly FileStream file;

    private ExclusiveFile(FileStream file) => this.file = file;

    /// <summary>Opens the file, and waits for a process that holds it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long it waits; null: half a minute.</param>
    /// <exception cref="IOException">Another process has held it for so long, or it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static ExclusiveFile Open(string path, TimeSpan? patience = null)
    {
        for (var end = DateTime.UtcNow + (patience ?? Patience); ;)
            try
            {
                if (HeldAt(path) is { } file) return new ExclusiveFile(file);
            }
            // Not by whether the file is there: whoever held it may have closed it since.
            catch (IOException error) when (HeldCodes.Contains(error.HResult) && DateTime.UtcNow < end)
            {
                Thread.Sleep(BetweenTries);
            }
    }

    /// <summary>Deletes the file and lets go of it.</summary>
    public void Dispose()
    {
        if (OperatingSystem.IsWindows()) file.Dispose(); // there nobody can delete a file that is open
        try
        {
            File.Delete(file.Name); // before another may hold it
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays, as that of a killed process does; or another holds it already.
        }
        file.Dispose();
    }

    /// <summary>The locked file; null if the path leads to another by now.</summary>
    private static FileStream? HeldAt(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        var isHeld = false;
        try
        {
            return (isHeld = IsStillAt(path, file)) ? file : null;
        }
        finally
        {
            if (!isHeld) file.Dispose();
        }
    }

    /// <summary>Whether the path still leads to the file. Whoever held it may have deleted it after it was opened here and before it was
    /// locked; then another may hold a new file of this name. The length is the mark: random numbers, two of
    /// them, since they are small.</summary>
    internal static bool IsStillAt(string path, FileStream file)
    {
        bool IsMarked()
        {
            file.SetLength(RandomNumberGenerator.GetInt32(1, LongestMark));
            var there = new FileInfo(path);
            return there.Exists && there.Length == file.Length;
        }
        return IsMarked() && IsMarked();
    }
}
