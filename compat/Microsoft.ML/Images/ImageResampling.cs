namespace Microsoft.ML.Data;

/// <summary>Puts an image of one size into one of another size.</summary>
internal static class ImageResampling
{
    /// <summary>Where the whole source lands in the target, in target pixels, and whether it is smoothed.</summary>
    internal readonly record struct Placement(int X, int Y, int Width, int Height, bool Smooth);

    /// <summary>Stretches the source over the whole target, nearest pixel.</summary>
    public static Placement Fill(int width, int height) => new(0, 0, width, height, Smooth: false);

    /// <summary>Keeps the proportions; what is left of the target stays black and transparent.</summary>
    public static Placement Pad(int sourceWidth, int sourceHeight, int width, int height)
    {
        float scale = Math.Min((float)width / sourceWidth, (float)height / sourceHeight);
        return Scaled(sourceWidth, sourceHeight, width, height, scale, 0.5f, 0.5f);
    }

    /// <summary>Keeps the proportions and covers the target; anchors say which part stays: 0 the left or top, 1 the right or bottom.</summary>
    public static Placement Crop(int sourceWidth, int sourceHeight, int width, int height, float anchorX, float anchorY)
    {
        float scale = Math.Max((float)width / sourceWidth, (float)height / sourceHeight);
        return Scaled(sourceWidth, sourceHeight, width, height, scale, anchorX, anchorY);
    }

    public static byte[] Resize(ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, int width, int height, Placement placement)
    {
        SampleWeights columns = SampleWeights.For(sourceWidth, placement.Width, placement.Smooth);
        SampleWeights rows = SampleWeights.For(sourceHeight, placement.Height, placement.Smooth);
        float[] narrowed = ResampleRows(source, sourceWidth, sourceHeight, columns);
        byte[] target = new byte[width * height * 4];
        for (int y = Math.Max(0, placement.Y); y < Math.Min(height, placement.Y + placement.Height); y++)
        {
            for (int x = Math.Max(0, placement.X); x < Math.Min(width, placement.X + placement.Width); x++)
            {
                for (int channel = 0; channel < 4; channel++)
                {
                    int offset = ((x - placement.X) * 4) + channel;
                    float value = rows.Sum(y - placement.Y, narrowed, offset, placement.Width * 4);
                    target[(((y * width) + x) * 4) + channel] = (byte)Math.Clamp(MathF.Round(value), 0f, 255f);
                }
            }
        }
        return target;
    }

    private static float[] ResampleRows(ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, SampleWeights columns)
    {
        float[] row = new float[sourceWidth * 4];
        float[] narrowed = new float[sourceHeight * columns.Count * 4];
        for (int y = 0; y < sourceHeight; y++)
        {
            for (int i = 0; i < row.Length; i++)
                row[i] = source[(y * row.Length) + i];
            for (int x = 0; x < columns.Count; x++)
            {
                for (int channel = 0; channel < 4; channel++)
                    narrowed[(((y * columns.Count) + x) * 4) + channel] = columns.Sum(x, row, channel, 4);
            }
        }
        return narrowed;
    }

    private static Placement Scaled(
        int sourceWidth, int sourceHeight, int width, int height, float scale, float anchorX, float anchorY)
    {
        int scaledWidth = Math.Max(1, (int)(sourceWidth * scale));
        int scaledHeight = Math.Max(1, (int)(sourceHeight * scale));
        int x = (int)((width - (sourceWidth * scale)) * anchorX);
        int y = (int)((height - (sourceHeight * scale)) * anchorY);
        return new Placement(x, y, scaledWidth, scaledHeight, Smooth: true);
    }
}
