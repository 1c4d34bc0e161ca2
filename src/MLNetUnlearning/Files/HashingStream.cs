using System.Security.Cryptography;

namespace MLNetUnlearning.Files;

/// <summary>Passes written bytes on, and counts and hashes them.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    /// <summary>The entry of the manifest for the bytes written so far.</summary>
    public FilePart ToPart(string name) => new(name, length, Convert.ToHexString(hash.GetCurrentHash()).ToLowerInvariant());

    /// <summary>The entry of the manifest for the rest of a stream, from its current position to its end.</summary>
    public static FilePart PartOf(string name, Stream stream)
    {
        using var hashing = new HashingStream(Null);
        stream.CopyTo(hashing);
        return hashing.ToPart(name);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        hash.AppendData(buffer);
        length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) hash.Dispose();
        base.Dispose(disposing);
    }
}
