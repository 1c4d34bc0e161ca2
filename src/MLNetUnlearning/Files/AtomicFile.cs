namespace MLNetUnlearning.Files;

/// <summary>Writes a file completely or not at all: under another name in the same folder, flushed to disk, then renamed.</summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Unfinished = ".tmp";

    /// <summary>What is there of a file that is just being written, or that a killed process has left half-written.</summary>
    public static IEnumerable<string> UnfinishedOf(string path)
    {
        var place = ReplacedFile.PlaceOf(path);
        return Directory.EnumerateFiles(Path.GetDirectoryName(place)!, $"{Path.GetFileName(place)}.*{Unfinished}")
            .Where(file => Guid.TryParseExact(file[(place.Length + 1)..^Unfinished.Length], "N", out _));
    }

    /// <summary>Writes a file. An existing file stays as it is until the new one is completely on disk, and the new one has its permissions
    /// and, where the system allows it, its owner. A link stays a link: the file that it leads to is written. A failure leaves nothing
    /// behind.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="mode">Who may use the file, where the system knows such modes; null: whoever might use the file that is replaced, and
    /// as usual for new files if there is none.</param>
    /// <exception cref="IOException">The file cannot be written, links lead in a circle, or what stands there is no ordinary
    /// file.</exception>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var place = ReplacedFile.PlaceOf(path);
        var replaced = ReplacedFile.At(place);
        var beside = $"{place}.{Guid.NewGuid():N}{Unfinished}"; // in the same folder: renaming is atomic within a file system only
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
            // Nobody else reads the unfinished file: the old one's permissions may forbid it, and they are set last.
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode is null && replaced is null ? null : OwnerAlone;
            using (var stream = new FileStream(beside, options))
            {
                write(stream);
                replaced?.HandOver(stream.SafeFileHandle);
                if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(stream.SafeFileHandle, wanted);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, place, overwrite: true);
        }
        catch
        {
            if (File.Exists(beside)) File.Delete(beside);
            throw;
        }
    }
}
