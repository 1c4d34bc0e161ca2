using System.Security.Cryptography;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Records;

/// <summary>Reads files that somebody else may have put there: ordinary ones only, and no more than expected.</summary>
internal static class BoundedFile
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes that are read.</param>
    /// <exception cref="IOException">The file is not there, is longer, is no ordinary file, or cannot be read.</exception>
    public static byte[] Read(string path, int mostBytes)
    {
        using var file = Open(path);
        if (file.Length > mostBytes)
            throw new IOException($"'{Path.GetFileName(path)}' has {file.Length} bytes; at most {mostBytes} are read.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The length and the SHA-256 of a file: 64 hexadecimal digits.</summary>
    /// <exception cref="IOException">The file is not there, is no ordinary file, or cannot be read.</exception>
    public static (long Length, string Sha256) Hash(string path)
    {
        using var file = Open(path);
        return (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    private static FileStream Open(string path)
    {
        ReplacedFile.At(ReplacedFile.PlaceOf(path)); // refuses pipes and devices, which have no end
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }
}
