using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>The pixels of one row: checked, brought to 0..1, and as bytes where every one of them is a byte. Reused row after row.</summary>
internal sealed class RowPixels(ImageShape shape)
{
    private readonly float[] stated = new float[shape.Size];
    private readonly float[] unit = new float[shape.Size];
    private readonly byte[] bytes = new byte[shape.Size];

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
        UnitPixels.Read(features, shape, row, unit);
        features.CopyTo(stated);
        Brightest = 0;
        foreach (var pixel in stated) Brightest = Math.Max(Brightest, pixel);
        AreBytes = shape.PixelRange == PixelRange.ZeroTo255 ? TakeWholeNumbers() : TakeFractions();
    }

    private bool TakeWholeNumbers()
    {
        for (var i = 0; i < stated.Length; i++)
        {
            bytes[i] = (byte)stated[i];
            if (bytes[i] != stated[i]) return false;
        }
        return true;
    }

    private bool TakeFractions()
    {
        for (var i = 0; i < stated.Length; i++)
        {
            bytes[i] = (byte)MathF.Round(stated[i] * 255f);
            // ExtractPixels multiplies by 1f / 255, which differs from k / 255f in the last bit for some k.
            if (stated[i] != bytes[i] / 255f && stated[i] != bytes[i] * (1f / 255f)) return false;
        }
        return true;
    }
}
