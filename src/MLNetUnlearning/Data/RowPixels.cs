using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Data;

/// <summary>The pixels of one row: checked, as bytes where every one of them is a byte, otherwise as numbers of 0 to 1. Reused row after
/// row.</summary>
internal sealed class RowPixels(FeatureShape shape)
{
    private readonly byte[] bytes = new byte[shape.Size];
    private readonly float[] unit = new float[shape.Size];
    private VBuffer<float> stated; // the row at hand, as its column states it; without numbers where its source has bytes

    /// <summary>Whether every pixel of the row is exactly k or, for 0..1, exactly k/255.</summary>
    public bool AreBytes { get; private set; }

    /// <summary>The largest pixel of the row, as the column states it.</summary>
    public float Brightest { get; private set; }

    /// <summary>The pixels as bytes; meaningful where <see cref="AreBytes"/>.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>What identifies the row.</summary>
    public RowFingerprint Fingerprint => AreBytes ? RowFingerprint.Of(bytes) : RowFingerprint.Of(unit);

    /// <summary>Takes over the pixels of a row whose source has bytes.</summary>
    public void Read(ReadOnlySpan<byte> source)
    {
        source.CopyTo(bytes);
        (stated, AreBytes, Brightest) = (default, true, 0);
        foreach (var pixel in source) Brightest = Math.Max(Brightest, pixel);
    }

    /// <summary>Takes over the pixels of a row.</summary>
    /// <param name="features">The row's value of the feature column; not changed before the next row is read.</param>
    /// <param name="row">Its number, counted from 0, for errors; below 0: not known.</param>
    /// <exception cref="InvalidOperationException">The vector has another size, or a pixel is NaN or out of range.</exception>
    public void Read(in VBuffer<float> features, long row)
    {
        stated = features;
        var isDense = features.IsDense && features.Length == shape.Size;
        if (!isDense) UnitPixels.Read(features, shape, row, unit);
        if (!isDense) stated = new VBuffer<float>(shape.Size, [.. features.DenseValues()]);
        var pixels = stated.GetValues();
        Brightest = 0;
        foreach (var pixel in pixels) Brightest = Math.Max(Brightest, pixel);
        AreBytes = shape.PixelRange == PixelRange.ZeroTo255 ? TakeWholeNumbers(pixels) : TakeFractions(pixels);
        if (!AreBytes) UnitPixels.Read(stated, shape, row, unit);
    }

    /// <summary>Writes the pixels as numbers of 0 to 1.</summary>
    public void CopyUnitTo(Span<float> place)
    {
        if (!AreBytes) unit.CopyTo(place);
        else if (stated.Length > 0) UnitPixels.Read(stated, shape, row: -1, place);
        else for (var i = 0; i < bytes.Length; i++) place[i] = bytes[i] / 255f;
    }

    private bool TakeWholeNumbers(ReadOnlySpan<float> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            bytes[i] = (byte)pixels[i];
            if (bytes[i] != pixels[i]) return false;
        }
        return true;
    }

    private bool TakeFractions(ReadOnlySpan<float> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            bytes[i] = (byte)MathF.Round(pixels[i] * 255f);
            // ExtractPixels multiplies by 1f / 255, which differs from k / 255f in the last bit for some k.
            if (pixels[i] != bytes[i] / 255f && pixels[i] != bytes[i] * (1f / 255f)) return false;
        }
        return true;
    }
}

/// <summary>Pixels as networks see them: checked, and of 0 to 1. In one pass over the row, since every row that is scored takes
/// it.</summary>
internal static class UnitPixels
{
    /// <summary>Reads the pixels of a row.</summary>
    /// <param name="features">The row's value of the feature column.</param>
    /// <param name="shape">How it forms an image.</param>
    /// <param name="row">The row's number, counted from 0, for errors; below 0: not known.</param>
    /// <param name="unit">Where the pixels go; as long as the shape says.</param>
    /// <exception cref="InvalidOperationException">The vector has another size, or a pixel is NaN or out of range.</exception>
    public static void Read(in VBuffer<float> features, FeatureShape shape, long row, Span<float> unit)
    {
        if (features.Length != shape.Size)
            throw new InvalidOperationException($"{NameOf(row)} has {features.Length} features; the image shape {shape} needs {shape.Size}.");
        if (!features.IsDense) features.CopyTo(unit);
        var pixels = features.IsDense ? features.GetValues() : unit;
        if (!Scale(pixels, Largest(shape), unit))
            throw new InvalidOperationException($"{NameOf(row)} has {Complaint(features.DenseValues(), shape)}");
    }

    /// <summary>Reads the pixels of an image that is no row.</summary>
    /// <param name="pixels">The image, as the shape states it.</param>
    /// <param name="shape">How the numbers form an image.</param>
    /// <returns>Its pixels, of 0 to 1.</returns>
    /// <exception cref="ArgumentException">There are more or fewer pixels than the shape says, or one is NaN or out of range.</exception>
    public static float[] Read(ReadOnlySpan<float> pixels, FeatureShape shape)
    {
        if (pixels.Length != shape.Size)
            throw new ArgumentException($"The image has {pixels.Length} numbers; the image shape {shape} needs {shape.Size}.", nameof(pixels));
        var unit = new float[shape.Size];
        return Scale(pixels, Largest(shape), unit)
            ? unit
            : throw new ArgumentException($"The image has {Complaint(pixels.ToArray(), shape)}", nameof(pixels));
    }

    private static float Largest(FeatureShape shape) => shape.PixelRange == PixelRange.ZeroTo255 ? 255f : 1f;

    /// <summary>Divides, a machine vector at a time, and tells whether every pixel was in range. A number divided by 1 is itself.</summary>
    private static bool Scale(ReadOnlySpan<float> pixels, float largest, Span<float> unit)
    {
        var top = new Vector<float>(largest);
        var inRange = Vector<int>.AllBitsSet;
        var from = MemoryMarshal.Cast<float, Vector<float>>(pixels);
        var to = MemoryMarshal.Cast<float, Vector<float>>(unit);
        for (var i = 0; i < from.Length && i < to.Length; i++)
        {
            inRange &= Vector.GreaterThanOrEqual(from[i], Vector<float>.Zero) & Vector.LessThanOrEqual(from[i], top); // NaN fails both
            to[i] = from[i] / top;
        }
        var allInRange = inRange == Vector<int>.AllBitsSet;
        for (var i = from.Length * Vector<float>.Count; i < pixels.Length; i++)
        {
            allInRange &= pixels[i] >= 0 && pixels[i] <= largest;
            unit[i] = pixels[i] / largest;
        }
        return allInRange;
    }

    private static string NameOf(long row) => row < 0 ? "A row" : $"Row {row} (counted from 0)";

    private static string Complaint(IEnumerable<float> pixels, FeatureShape shape)
    {
        var largest = Largest(shape);
        var pixel = pixels.First(value => !(value >= 0 && value <= largest));
        return $"a pixel of {pixel.ToString(CultureInfo.InvariantCulture)}; the image shape says "
            + $"{(shape.PixelRange == PixelRange.ZeroTo255 ? "0 to 255" : "0 to 1. For pixels of 0 to 255 state PixelRange.ZeroTo255")}.";
    }
}
