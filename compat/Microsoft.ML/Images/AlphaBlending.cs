namespace Microsoft.ML.Data;

/// <summary>Colours times alpha, and back. Pixels are four bytes with alpha last; opaque pixels stay as they are.</summary>
internal static class AlphaBlending
{
    public static void Multiply(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            for (int channel = i; channel < i + 3; channel++)
                pixels[channel] = (byte)(((pixels[channel] * alpha) + 127) / 255);
        }
    }

    public static byte[] Unmultiply(ReadOnlySpan<byte> pixels)
    {
        byte[] straight = pixels.ToArray();
        for (int i = 0; i < straight.Length; i += 4)
        {
            int alpha = straight[i + 3];
            if (alpha is 0 or 255)
                continue;
            for (int channel = i; channel < i + 3; channel++)
                straight[channel] = (byte)Math.Min(255, ((straight[channel] * 255) + (alpha / 2)) / alpha);
        }
        return straight;
    }
}
