using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>The pixels of one row: checked, brought to 0..1, and as bytes where every one of them is a byte. Reused row after row.</summary>
internal sealed class RowPixels(ImageShape shape)
{
    private readonly float[] unit = new float[shape.Size];
    private readonly byte[] bytes = new byte[shape.Size];
    private readonly float largest = shape.PixelRange == PixelRange.ZeroTo255 ? 255f : 1f;

    /// <summary>Whether every pixel of the row is exactly k or, for 0..1, exactly k/255.</summary>
    public bool AreBytes { get; private set; }

    /// <summary>The largest pixel of the row, as the column states it.</summary>
    public float Brightest { get; private set; }

    /// <summary>The pixels as bytes; meaningful where <see cref="AreBytes"/>.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The pixels as numbers of 0 to 1.</summary>
    public ReadOnlySpan<float> Unit => unit;

    /// <summary>What identifies the image.</summary>
    public ImageFingerprint Fingerprint => AreBytes ? ImageFingerprint.Of(bytes) : ImageFingerprint.Of(unit);

    /// <summary>Takes over the pixels of a row.</summary>
    /// <param name="features">The row's value of the feature column.</param>
    /// <param name="row">Its number, counted from 0, for errors; below 0: not known.</param>
    /// <exception cref="InvalidOperationException">The vector has another size, or a pixel is NaN or out of range.</exception>
    public void Read(in VBuffer<float> features, long row)
    {
        if (features.Length != shape.Size)
            throw new InvalidOperationException($"{NameOf(row)} has {features.Length} features; the image shape {shape} needs {shape.Size}.");
        features.CopyTo(unit);
        Brightest = 0;
        foreach (var pixel in unit)
        {
            if (!(pixel >= 0 && pixel <= largest)) throw OutOfRange(pixel, row); // NaN fails both comparisons
            Brightest = Math.Max(Brightest, pixel);
        }
        AreBytes = shape.PixelRange == PixelRange.ZeroTo255 ? TakeWholeNumbers() : TakeFractions();
        if (shape.PixelRange == PixelRange.ZeroTo255)
            for (var i = 0; i < unit.Length; i++) unit[i] /= 255f;
    }

    private bool TakeWholeNumbers()
    {
        for (var i = 0; i < unit.Length; i++)
        {
            bytes[i] = (byte)unit[i];
            if (bytes[i] != unit[i]) return false;
        }
        return true;
    }

    private bool TakeFractions()
    {
        for (var i = 0; i < unit.Length; i++)
        {
            bytes[i] = (byte)MathF.Round(unit[i] * 255f);
            // ExtractPixels multiplies by 1f / 255, which differs from k / 255f in the last bit for some k.
            if (unit[i] != bytes[i] / 255f && unit[i] != bytes[i] * (1f / 255f)) return false;
        }
        return true;
    }

    private static string NameOf(long row) => row < 0 ? "A row" : $"Row {row} (counted from 0)";

    private InvalidOperationException OutOfRange(float pixel, long row) => new(
        $"{NameOf(row)} has a pixel of {pixel.ToString(System.Globalization.CultureInfo.InvariantCulture)}; the image shape says "
        + $"{(shape.PixelRange == PixelRange.ZeroTo255 ? "0 to 255" : "0 to 1. For pixels of 0 to 255 state PixelRange.ZeroTo255")}.");
}
