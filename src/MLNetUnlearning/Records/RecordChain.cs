using MLNetUnlearning.Files;

namespace MLNetUnlearning.Records;

/// <summary>The records of a folder. Each names the hash of the one before it.</summary>
internal sealed class RecordChain
{
    private const string LockFile = ".records.lock";
    private const int MostFiles = 100_000;

    private RecordChain(IReadOnlyList<RecordFile> files)
    {
        Files = files;
        var byPrevious = Sound.ToLookup(file => file.Content!.Previous);
        var ordered = new List<RecordFile>();
        for (var next = byPrevious[RecordContent.None].ToArray(); next.Length == 1; next = [.. byPrevious[next[0].Sha256]])
            ordered.Add(next[0]);
        Ordered = ordered;
        Fault = FaultOf(byPrevious);
    }

    /// <summary>Every file of the folder that is a record or was one: sound and unsound ones.</summary>
    public IReadOnlyList<RecordFile> Files { get; }

    /// <summary>The records from the first one on, as far as each is followed by one other.</summary>
    public IReadOnlyList<RecordFile> Ordered { get; }

    /// <summary>What is wrong with the chain, in a sentence; null if every record is sound and in it.</summary>
    public string? Fault { get; }

    /// <summary>Reads the records of a folder: its files that end in <c>.json</c>, without those of other formats.</summary>
    /// <exception cref="IOException">The folder cannot be read, or holds too many files.</exception>
    public static RecordChain Read(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.json").Take(MostFiles + 1).Order(StringComparer.Ordinal)];
        if (paths.Length > MostFiles) throw new IOException($"'{folder}' holds more than {MostFiles} files.");
        return new RecordChain([.. paths.Select(RecordFile.Read).Where(file => file.ClaimsToBeRecord)]);
    }

    /// <summary>Adds a record to the chain of its folder. Nobody else adds one meanwhile.</summary>
    /// <param name="path">The file to create.</param>
    /// <param name="bytes">Makes the bytes of the record, given the hash of the one before it.</param>
    /// <param name="beside">Writes what belongs beside the record, before the record itself; null: nothing.</param>
    /// <returns>The bytes of the record.</returns>
    /// <exception cref="IOException">The file exists already, or cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The chain is broken.</exception>
    public static byte[] Add(string path, Func<string, byte[]> bytes, Action? beside = null)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        using var locked = ExclusiveFile.Open(Path.Combine(folder, LockFile));
        if (Path.Exists(path)) throw new IOException($"'{path}' exists already: a deletion record is never replaced.");
        var chain = Read(folder);
        if (chain.Fault is { } fault)
            throw new InvalidOperationException(
                $"No record can be added to the chain in '{folder}', because it is broken. {fault} Put it in order, or use another "
                + "folder.");
        var record = bytes(chain.Ordered.Count == 0 ? RecordContent.None : chain.Ordered[^1].Sha256);
        beside?.Invoke();
        AtomicFile.Write(path, stream => stream.Write(record));
        return record;
    }

    private IEnumerable<RecordFile> Sound => Files.Where(file => file.Fault is null);

    private string? FaultOf(ILookup<string, RecordFile> byPrevious)
    {
        if (Files.FirstOrDefault(file => file.Fault is not null) is { } unsound) return $"{unsound.Name} is not sound: {unsound.Fault}";
        if (byPrevious.FirstOrDefault(same => same.Count() > 1) is { } fork)
            return $"{fork.Count()} records claim the same place: {string.Join(", ", fork.Select(file => file.Name))}.";
        return Sound.FirstOrDefault(file => !Ordered.Contains(file)) is { } loose
            ? $"The record before {loose.Name}, with the SHA-256 {loose.Content!.Previous}, is not in the folder."
            : null;
    }
}
