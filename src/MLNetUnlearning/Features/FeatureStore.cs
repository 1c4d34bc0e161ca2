using MLNetUnlearning.Files;

namespace MLNetUnlearning.Features;

/// <summary>A file of kept features, with what it held when it was last read or written. Only its owner may read the file. Its key lies
/// beside it unless the program keeps keys itself.</summary>
internal sealed class FeatureStore
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock changing = new();
    private FeatureTable table = FeatureTable.Empty;
    private (long Length, DateTime Written)? seen; // null: there was no file

    private FeatureStore(string path, FingerprintKey key) => (Place, Key) = (path, key);

    /// <summary>The full path of the file.</summary>
    public string Place { get; }

    /// <summary>The key of the ids.</summary>
    public FingerprintKey Key { get; }

    /// <summary>What was there when the file was last read or written.</summary>
    public FeatureTable Table => Volatile.Read(ref table);

    /// <summary>Opens a file, or gets ready to make it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">The key that the program keeps; null: the one beside the file or, if there is no file, a new one.</param>
    /// <exception cref="ArgumentException">The key is that of other features.</exception>
    /// <exception cref="InvalidOperationException">The key beside the file is missing.</exception>
    /// <exception cref="ModelFileException">The file is damaged, altered, no such file, or of a newer version.</exception>
    /// <exception cref="IOException">The file cannot be read, or its folder does not exist.</exception>
    public static FeatureStore Open(string path, FingerprintKey? given)
    {
        path = Path.GetFullPath(path); // the current folder may change
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new DirectoryNotFoundException($"There is no folder for the file of features '{path}'.");
        if (!File.Exists(path)) return new FeatureStore(path, given ?? FingerprintKey.Create().OfLibrary());
        var stamp = StampOf(path);
        var (read, identity) = Read(path);
        if (given is not null && given.Identity != identity)
            throw new ArgumentException($"The key is not that of the features in '{path}'.", nameof(given));
        var key = given ?? KeyFile.Find(path, identity) ?? throw new InvalidOperationException(
            $"The key of the features in '{path}' is missing: '{KeyFile.Beside(path)}' is not there or holds another. Without it nobody "
            + "can tell whose features they are. Put it there or pass it, or delete the file.");
        return new FeatureStore(path, key) { table = read, seen = stamp };
    }

    /// <summary>Changes what the file holds: it is written anew beside and renamed. What another process has written meanwhile is the
    /// start of the change, so that no forgotten id gets lost.</summary>
    public void Change(Func<FeatureTable, FeatureTable> change)
    {
        lock (changing)
        {
            var current = Current();
            var next = change(current);
            if (!ReferenceEquals(next, current)) // where nothing changes, nothing is written: the folder may be one to read from
            {
                using var held = ExclusiveFile.Open(LockFile); // until the new file is in its place
                DeleteUnfinished();
                next = change(Current());
                KeyFile.WriteBeside(Place, Key, _ => Key.Identity, () => AtomicFile.Write(
                    Place, stream => FeatureTableFile.Write(next, Key.Identity, stream), OwnerAlone));
                seen = StampOf(Place);
            }
            Volatile.Write(ref table, next);
        }
    }

    /// <summary>Deletes the file, and the key beside it. Nothing is remembered, not even what was forgotten.</summary>
    public void Delete()
    {
        lock (changing)
        {
            using var held = ExclusiveFile.Open(LockFile);
            DeleteUnfinished();
            File.Delete(Place);
            if (!Key.IsOfProgram) File.Delete(KeyFile.Beside(Place));
            Volatile.Write(ref table, FeatureTable.Empty);
            seen = null;
        }
    }

    /// <summary>Beside the file itself, also where it is named by a link.</summary>
    private string LockFile => ReplacedFile.PlaceOf(Place) + ".lock";

    /// <summary>Deletes what a killed process has left half-written: it has features, of forgotten rows too. Nobody else writes while the
    /// lock is held.</summary>
    private void DeleteUnfinished()
    {
        foreach (var left in AtomicFile.UnfinishedOf(Place)) File.Delete(left);
    }

    /// <summary>What the file holds now.</summary>
    private FeatureTable Current()
    {
        var stamp = StampOf(Place);
        if (stamp == seen) return table;
        var current = stamp is null ? FeatureTable.Empty.Without(table.Forgotten.Hashes) : ReadAgain(); // null: deleted by hand
        seen = stamp;
        Volatile.Write(ref table, current);
        return current;
    }

    private FeatureTable ReadAgain()
    {
        var (read, identity) = Read(Place);
        return identity == Key.Identity ? read : throw new InvalidOperationException(
            $"'{Place}' was made anew under another key while this program used it. Open it again by KeepFeatures.");
    }

    private static (FeatureTable Table, string Key) Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return FeatureTableFile.Read(file);
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException($"'{path}': {error.Message} Kept features can be made again: delete the file.", error);
        }
    }

    private static (long Length, DateTime Written)? StampOf(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : null;
}
