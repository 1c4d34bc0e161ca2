using System.IO.Compression;
using System.Text;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>Parts of a zip archive with their lengths and hashes: a manifest states those of all other parts, and a last part that of the
/// manifest.</summary>
internal static class HashedParts
{
    public const string ManifestName = "manifest.json";

    /// <summary>The hash of the manifest, in the format of <c>sha256sum -c</c>.</summary>
    public const string ManifestHashName = "manifest.sha256";

    // The earliest time that zip allows. The actual time would make every file different.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a part, uncompressed and without a date, so that the same content gives the same bytes.</summary>
    public static FilePart Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        using var inner = entry.Open();
        using var hashing = new HashingStream(inner);
        write(hashing);
        return hashing.ToPart(name);
    }

    /// <summary>Writes the part that states the hash of the manifest.</summary>
    public static void AddHashOf(ZipArchive archive, FilePart manifest) =>
        Add(archive, ManifestHashName, part => part.Write(HashLine(manifest)));

    /// <summary>The bytes of the manifest, once its hash is checked.</summary>
    /// <exception cref="ModelFileException">There is none, it is too long, or it was altered.</exception>
    public static byte[] Manifest(ZipParts parts, int maximumLength)
    {
        var bytes = parts.ReadAll(ManifestName, maximumLength);
        var expected = HashLine(HashingStream.PartOf(ManifestName, new MemoryStream(bytes)));
        var stated = parts.ReadAll(ManifestHashName, expected.Length);
        return stated.AsSpan().SequenceEqual(expected) ? bytes : throw Altered(ManifestName);
    }

    /// <summary>Compares a part with what the manifest states.</summary>
    /// <param name="what">What the archive is, for messages.</param>
    /// <param name="parts">The archive.</param>
    /// <param name="stated">The length and the hash in the manifest.</param>
    /// <param name="name">The name that the part must have.</param>
    /// <exception cref="ModelFileException">The part is missing or was altered.</exception>
    public static void ThrowIfAltered(string what, ZipParts parts, FilePart stated, string name)
    {
        if (!parts.Has(name)) throw Lacks(what, [name]);
        using var stream = parts.Open(name);
        if (HashingStream.PartOf(name, stream) != stated) throw Altered(name);
    }

    /// <summary>The error for an archive without some parts.</summary>
    public static ModelFileException Lacks(string what, IEnumerable<string> names) =>
        new($"The archive is no {what}: it lacks {NameList.Of(names)}.");

    private static byte[] HashLine(FilePart manifest) => Encoding.ASCII.GetBytes($"{manifest.Sha256}  {manifest.Name}\n");

    private static ModelFileException Altered(string name) =>
        new($"Part '{name}' is not what was saved, by its SHA-256: the file is damaged or was altered. Nothing was loaded.");
}
