using System.Buffers.Binary;
using System.Text;

namespace MLNetUnlearning.Files;

/// <summary>Reads the directory at the end of a zip archive (PKWARE's APPNOTE, 4.3) and checks every position and length.</summary>
internal static class ZipDirectory
{
    private const int MostParts = 20_000;
    private const int MostDirectoryBytes = 4 << 20;
    private const int EndLength = 22, EntryLength = 46, LocalHeaderLength = 30;
    private const uint EndSignature = 0x06054b50, EntrySignature = 0x02014b50, LocalHeaderSignature = 0x04034b50;
    private const uint Zip64 = uint.MaxValue;
    private const ushort Encrypted = 1;

    /// <exception cref="ModelFileException">The stream is not a zip archive of uncompressed parts.</exception>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    public static List<ZipPart> Read(Stream archive)
    {
        var (count, directory) = ReadDirectory(archive, out var directoryStart);
        var parts = new List<ZipPart>(count);
        var rest = directory.AsSpan();
        for (var i = 0; i < count; i++) parts.Add(ReadEntry(archive, ref rest, directoryStart));
        return rest.Length == 0 ? parts : throw new ModelFileException("The archive's directory is longer than its entries.");
    }

    /// <summary>The names in the directory as they stand there, also those of parts that are not read. They tell what an archive
    /// is.</summary>
    /// <exception cref="ModelFileException">The stream is not a zip archive.</exception>
    /// <exception cref="EndOfStreamException">The stream ends too early.</exception>
    public static List<string> ReadNames(Stream archive)
    {
        var (count, directory) = ReadDirectory(archive, out _);
        var names = new List<string>(count);
        var rest = directory.AsSpan();
        for (var i = 0; i < count; i++) names.Add(Encoding.UTF8.GetString(NextEntry(ref rest)[EntryLength..]));
        return names;
    }

    private static (int Count, byte[] Directory) ReadDirectory(Stream archive, out long start)
    {
        Span<byte> end = stackalloc byte[EndLength];
        if (archive.Length < EndLength)
            throw new ModelFileException($"A zip archive has {EndLength} bytes or more; this file has {archive.Length}.");
        archive.Position = archive.Length - EndLength;
        archive.ReadExactly(end);
        if (UInt32(end, 0) != EndSignature)
            throw new ModelFileException("The file does not end like a zip archive: it is none, or it is truncated.");
        var (disk, directoryDisk, comment) = (UInt16(end, 4), UInt16(end, 6), UInt16(end, 20));
        var (countHere, count) = (UInt16(end, 8), UInt16(end, 10));
        if (disk != 0 || directoryDisk != 0 || countHere != count || comment != 0)
            throw new ModelFileException("The end of the archive is damaged.");
        if (count > MostParts) throw new ModelFileException($"The archive has {count} parts; at most {MostParts} are read.");
        var length = UInt32(end, 12);
        start = UInt32(end, 16);
        if (length > MostDirectoryBytes || start + length > archive.Length - EndLength)
            throw new ModelFileException("The archive's directory does not fit into the file: it is damaged.");
        var directory = new byte[length];
        archive.Position = start;
        archive.ReadExactly(directory);
        return (count, directory);
    }

    private static ZipPart ReadEntry(Stream archive, ref Span<byte> rest, long directoryStart)
    {
        var entry = NextEntry(ref rest);
        var (flags, method, stored, length) = (UInt16(entry, 8), UInt16(entry, 10), UInt32(entry, 20), UInt32(entry, 24));
        var (nameLength, header) = (UInt16(entry, 28), UInt32(entry, 42));
        var name = NameOf(entry[EntryLength..]);
        if ((flags & Encrypted) != 0) throw new ModelFileException($"Part '{name}' is encrypted.");
        if (method != 0) throw new ModelFileException($"Part '{name}' is compressed; parts are stored as they are (zip -0).");
        if (stored != length || length == Zip64 || header == Zip64)
            throw new ModelFileException($"Part '{name}' has an impossible length.");
        var start = StartOf(archive, name, header, nameLength, directoryStart);
        return start + length <= directoryStart
            ? new ZipPart(name, start, length)
            : throw new ModelFileException($"Part '{name}' does not fit into the file.");
    }

    /// <summary>Takes the next entry, and returns its fields and its name.</summary>
    private static ReadOnlySpan<byte> NextEntry(ref Span<byte> rest)
    {
        if (rest.Length < EntryLength || UInt32(rest, 0) != EntrySignature)
            throw new ModelFileException("The archive's directory is damaged.");
        var (nameLength, extraLength, commentLength) = (UInt16(rest, 28), UInt16(rest, 30), UInt16(rest, 32));
        var length = EntryLength + nameLength + extraLength + commentLength;
        if (rest.Length < length) throw new ModelFileException("The archive's directory is damaged.");
        var entry = rest[..(EntryLength + nameLength)];
        rest = rest[length..];
        return entry;
    }

    /// <summary>The position of the first byte of a part. The part has a header of
    /// its own, whose extra field may be longer than in the directory.</summary>
    private static long StartOf(Stream archive, string name, long header, int nameLength, long directoryStart)
    {
        Span<byte> local = stackalloc byte[LocalHeaderLength];
        if (header + LocalHeaderLength > directoryStart) throw new ModelFileException($"Part '{name}' does not fit into the file.");
        archive.Position = header;
        archive.ReadExactly(local);
        if (UInt32(local, 0) != LocalHeaderSignature || UInt16(local, 26) != nameLength)
            throw new ModelFileException($"The header of part '{name}' is damaged.");
        return header + LocalHeaderLength + nameLength + UInt16(local, 28);
    }

    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        var name = Encoding.UTF8.GetString(bytes);
        if (name.Any(letter => char.IsControl(letter) || letter == '\ufffd'))
            throw new ModelFileException("A part of the archive has an unusual name.");
        if (name.Contains('\\') || name.Contains(':') || name.Split('/').Any(step => step is "" or "." or ".."))
            throw new ModelFileException($"The archive names a part '{name}': a path that leads elsewhere.");
        return name;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[place..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[place..]);
}

/// <summary>One file in a zip archive, stored without compression.</summary>
/// <param name="Name">The name of the part. It is a safe relative path: it cannot lead out of the archive's folder.</param>
/// <param name="Start">The position of the first byte in the archive.</param>
/// <param name="Length">The number of bytes.</param>
internal sealed record ZipPart(string Name, long Start, long Length);
