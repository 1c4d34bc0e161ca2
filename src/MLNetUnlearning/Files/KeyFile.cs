namespace MLNetUnlearning.Files;

/// <summary>The file of a classifier's key: a line that says what it is, and the key in hexadecimal digits. Only its owner may read
/// it.</summary>
/// <remarks>While a classifier is replaced by one with another key, the file holds both keys, so that whichever classifier is there at any
/// moment has its key beside it.</remarks>
internal static class KeyFile
{
    /// <summary>What the name of a key's file has after that of its classifier's.</summary>
    public const string Ending = ".key";

    private const string FirstLine = "MLNetUnlearning fingerprint key 1";
    private const int MostKeys = 64; // of as many classifiers that lay there one after the other
    private const int MostBytes = 8192;
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file that holds the key of a classifier's file. Where the file is given by a link, the key lies beside the file that
    /// the link leads to.</summary>
    public static string Beside(string path) => ReplacedFile.PlaceOf(path) + Ending;

    /// <summary>Reads the keys of a file: that of the classifier beside it first, then those of others that lay there.</summary>
    /// <exception cref="ModelFileException">The file holds no key, or is damaged.</exception>
    public static IReadOnlyList<FingerprintKey> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, Path.GetFileName(path));
    }

    /// <summary>Reads the keys of a stream.</summary>
    /// <exception cref="ModelFileException">The stream holds no key, or is damaged.</exception>
    public static IReadOnlyList<FingerprintKey> Read(Stream stream, string name)
    {
        var bytes = new byte[MostBytes];
        var length = stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
        var lines = System.Text.Encoding.ASCII.GetString(bytes, 0, length).ReplaceLineEndings("\n").Split('\n');
        var isWhole = length < MostBytes && lines is [FirstLine, _, .., ""] && lines.Length <= MostKeys + 2
            && lines[1..^1].All(line => line.Length == 2 * FingerprintKey.Length && line.All(char.IsAsciiHexDigitLower));
        return isWhole
            ? [.. lines[1..^1].Select(line => FingerprintKey.FromBytes(Convert.FromHexString(line)).OfLibrary())]
            : throw new ModelFileException(
                $"'{name}' is no key of a classifier: expected the line '{FirstLine}' and {2 * FingerprintKey.Length} hexadecimal digits. "
                + "Put the right one in its place, or delete it.");
    }

    /// <summary>The key of that identity in the file beside a classifier; null: it is not there.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static FingerprintKey? Find(string classifier, string identity) => File.Exists(Beside(classifier))
        ? Read(Beside(classifier)).FirstOrDefault(key => key.Identity == identity) : null;

    /// <summary>Writes keys to a file that only its owner may read.</summary>
    public static void Write(string path, params IEnumerable<FingerprintKey> keys)
    {
        var lines = keys.Select(key => Convert.ToHexStringLower(key.ToBytes()) + "\n");
        var bytes = System.Text.Encoding.ASCII.GetBytes($"{FirstLine}\n{string.Concat(lines)}");
        AtomicFile.Write(path, stream => stream.Write(bytes), OwnerAlone);
    }

    /// <summary>Writes a classifier and its key side by side. At no moment is there a classifier without its key.</summary>
    /// <param name="path">The file of the classifier.</param>
    /// <param name="key">Its key; null: it is kept elsewhere, or there is none.</param>
    /// <param name="identityIn">Reads the identity of the key from a file that is there; null: it states none.</param>
    /// <param name="write">Writes the classifier's file.</param>
    public static void WriteBeside(string path, FingerprintKey? key, Func<Stream, string?> identityIn, Action write)
    {
        if (key is null || key.IsOfProgram)
        {
            write();
            return;
        }
        var place = Beside(path);
        // Two processes that save to one place must not lose each other's key. Kept features are written under a lock of another name.
        using var held = ExclusiveFile.Open(place + ".lock");
        var before = KeysIn(place);
        var replaced = before.Any(other => other.Identity != key.Identity) ? IdentityIn(path, identityIn) : null;
        if (before is not [var first, ..] || first.Identity != key.Identity || !IsOfOwnerAlone(place)) Write(place, InFront(key, before));
        try
        {
            write();
        }
        catch
        {
            if (before.Count == 0 && HoldsAlone(place, key)) File.Delete(place);
            throw;
        }
        // Only the classifier that was there is gone. Keys of other identities are of classifiers that were moved: they may be the only
        // copies. (A classifier and what was unlearned from it have the same key: who moves one of them takes a copy along.)
        if (replaced is null || replaced == key.Identity) return;
        var now = KeysIn(place); // what somebody has put there by hand meanwhile stays
        if (now.Any(other => other.Identity == replaced)) Write(place, InFront(key, now.Where(other => other.Identity != replaced)));
    }

    private static IEnumerable<FingerprintKey> InFront(FingerprintKey key, IEnumerable<FingerprintKey> others) =>
        [key, .. others.Where(other => other.Identity != key.Identity).Take(MostKeys - 1)];

    private static IReadOnlyList<FingerprintKey> KeysIn(string place) => File.Exists(place) ? Read(place) : [];

    private static bool HoldsAlone(string place, FingerprintKey key)
    {
        try
        {
            return KeysIn(place) is [var only] && only.Identity == key.Identity;
        }
        catch (Exception error) when (error is ModelFileException or IOException or UnauthorizedAccessException)
        {
            return false; // something else
        }
    }

    private static string? IdentityIn(string path, Func<Stream, string?> identityIn)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return identityIn(file);
        }
        catch (Exception error) when (error is ModelFileException or IOException or UnauthorizedAccessException)
        {
            return null; // something else
        }
    }

    private static bool IsOfOwnerAlone(string path) => OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == OwnerAlone;
}
