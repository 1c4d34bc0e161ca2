namespace MLNetUnlearning.Files;

/// <summary>The parts of a zip archive without compression, so that no part is larger than the file itself.</summary>
/// <remarks>
/// <para>It is stricter than a zip reader has to be. The number of parts is limited, and each is stored without compression. Encrypted,
/// repeated and overlapping parts are refused, and so are paths that lead elsewhere. Such an archive cannot be a zip bomb, and its claims
/// alone allocate no memory.</para>
/// <para>.NET's own ZipArchive accepts repeated and overlapping parts. It also does not say where a part begins or whether it is
/// compressed, and PyTorch's tensors are read from their positions.</para>
/// </remarks>
internal sealed class ZipParts
{
    private readonly Stream archive;
    private readonly Dictionary<string, ZipPart> parts;

    private ZipParts(Stream archive, Dictionary<string, ZipPart> parts) => (this.archive, this.parts) = (archive, parts);

    public IReadOnlyCollection<string> Names => parts.Keys;

    /// <summary>Reads the archive's directory.</summary>
    /// <param name="archive">A seekable stream that contains nothing but the archive; it is not closed here.</param>
    /// <exception cref="ModelFileException">The stream is not such an archive.</exception>
    public static ZipParts Read(Stream archive)
    {
        var parts = new Dictionary<string, ZipPart>();
        foreach (var part in Whole(() => ZipDirectory.Read(archive)))
            if (!parts.TryAdd(part.Name, part))
                throw new ModelFileException($"The archive has two parts named '{part.Name}'.");
        ThrowIfOverlapping(parts.Values);
        return new ZipParts(archive, parts);
    }

    /// <summary>The names in any zip archive, also of parts that are compressed or unusual.</summary>
    /// <param name="archive">A seekable stream that contains nothing but the archive; it is not closed here.</param>
    /// <exception cref="ModelFileException">The stream is not a zip archive.</exception>
    public static IReadOnlyList<string> NamesIn(Stream archive) => Whole(() => ZipDirectory.ReadNames(archive));

    private static T Whole<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException error)
        {
            throw new ModelFileException("The archive ends too early: it is truncated.", error);
        }
    }

    /// <summary>Opens a part as a seekable stream. The streams of all parts move the position of the archive.</summary>
    /// <exception cref="ModelFileException">There is no such part.</exception>
    public Stream Open(string name) => new PartStream(archive, Find(name));

    public bool Has(string name) => parts.ContainsKey(name);

    /// <summary>All bytes of a part.</summary>
    /// <param name="name">The name of the part.</param>
    /// <param name="maximumLength">The longest part that is read.</param>
    /// <exception cref="ModelFileException">There is no such part, or it is too long.</exception>
    public byte[] ReadAll(string name, int maximumLength)
    {
        var part = Find(name);
        if (part.Length > maximumLength)
            throw new ModelFileException($"Part '{name}' has {part.Length} bytes; at most {maximumLength} are read.");
        var bytes = new byte[part.Length];
        archive.Position = part.Start;
        archive.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The position of a part in the archive.</summary>
    /// <exception cref="ModelFileException">There is no such part.</exception>
    public ZipPart Find(string name) => parts.TryGetValue(name, out var part)
        ? part
        : throw new ModelFileException($"The archive has no part '{name}'.");

    private static void ThrowIfOverlapping(IEnumerable<ZipPart> parts)
    {
        var end = 0L;
        foreach (var part in parts.OrderBy(part => part.Start).ThenBy(part => part.Length))
        {
            if (part.Start < end) throw new ModelFileException($"Part '{part.Name}' lies over another one.");
            end = part.Start + part.Length;
        }
    }
}

/// <summary>A section of a stream as a stream of its own, for reading.</summary>
internal sealed class PartStream(Stream whole, ZipPart part) : Stream
{
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => part.Length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(part.Length - position, 0, buffer.Length);
        if (count == 0) return 0;
        whole.Position = part.Start + position;
        var read = whole.Read(buffer[..count]);
        position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => part.Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
