using System.Buffers.Binary;

namespace MLNetUnlearning;

/// <summary>The mark at the end of a JPEG file. A file whose end was never written may have its full size, filled with zeros, and decoders
/// take zeros for pixels.</summary>
internal static class JpegEnd
{
    private const byte MarkerStart = 0xFF, EndOfImage = 0xD9, FirstRestart = 0xD0, StartOfImage = 0xD8;

    /// <summary>Whether the mark follows the pixels. Segments are stepped over: the small preview in one of them has an end of its
    /// own.</summary>
    public static bool IsIn(ReadOnlySpan<byte> file)
    {
        for (var place = 0; ;)
        {
            var found = file[place..].IndexOf(MarkerStart);
            if (found < 0) return false;
            place += found + 1;
            while (place < file.Length && file[place] == MarkerStart) place++; // padding
            if (place >= file.Length) return false;
            var marker = file[place++];
            if (marker == EndOfImage) return true;
            if (marker is <= 1 or (>= FirstRestart and <= StartOfImage)) continue; // no length: a pixel's byte, or a restart between pixels
            if (place + 2 > file.Length) return false;
            place += BinaryPrimitives.ReadUInt16BigEndian(file[place..]);
            if (place > file.Length) return false;
        }
    }
}
