using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNetUnlearning.Data;

/// <summary>The checked pixels of one row: bytes if every pixel is a byte, otherwise numbers from 0 to 1. The numbers of a vector are kept
/// as they are. One object serves all rows in turn.</summary>
internal sealed class RowPixels(FeatureShape shape)
{
    private readonly byte[] bytes = new byte[shape.Size];
    private readonly float[] unit = new float[shape.Size];
    private VBuffer<float> stated; // the current row as its column states it; empty if the source gave bytes

    /// <summary>Whether every pixel of the row is exactly k or, in the range 0 to 1, exactly k/255.</summary>
    public bool AreBytes { get; private set; }

    /// <summary>The largest pixel of the row, in the range of the column; valid unless <see cref="AreBytes"/>.</summary>
    public float Brightest { get; private set; }

    /// <summary>The pixels as bytes; valid if <see cref="AreBytes"/>.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The fingerprint of the row.</summary>
    public RowFingerprint Fingerprint => AreBytes ? RowFingerprint.Of(bytes) : RowFingerprint.Of(unit);

    /// <summary>Reads a row from bytes.</summary>
    public void Read(ReadOnlySpan<byte> source)
    {
        source.CopyTo(bytes);
        (stated, AreBytes) = (default, true);
    }

    /// <summary>Reads a row from the numbers of its column.</summary>
    /// <param name="features">The row's value of the feature column. It must not change before the next row is read.</param>
    /// <param name="row">The number of the row, counted from 0, for error messages; below 0: not known.</param>
    /// <param name="of">The name of the rows it is one of, for error messages; null: not known.</param>
    /// <exception cref="InvalidOperationException">The vector has the wrong size, or a pixel is NaN or out of range.</exception>
    public void Read(in VBuffer<float> features, long row, string? of = null)
    {
        stated = features;
        var isDense = features.IsDense && features.Length == shape.Size;
        if (!isDense) UnitPixels.Read(features, shape, row, unit, of);
        if (!isDense) stated = new VBuffer<float>(shape.Size, [.. features.DenseValues()]);
        var pixels = stated.GetValues();
        AreBytes = !shape.IsVector && (shape.PixelRange == PixelRange.ZeroTo255 ? TakeWholeNumbers(pixels) : TakeFractions(pixels));
        if (AreBytes) return;
        UnitPixels.Read(stated, shape, row, unit, of);
        Brightest = 0;
        foreach (var pixel in pixels) Brightest = Math.Max(Brightest, pixel);
    }

    /// <summary>Writes the numbers as networks take them: pixels from 0 to 1.</summary>
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

/// <summary>Checks pixels and scales them to 0 to 1, as networks take them; of a vector it checks that the numbers are finite. One pass
/// does both, because every scored row goes through it.</summary>
internal static class UnitPixels
{
    /// <summary>Reads the pixels of a row.</summary>
    /// <param name="features">The row's value of the feature column.</param>
    /// <param name="shape">How the numbers form an image.</param>
    /// <param name="row">The number of the row, counted from 0, for error messages; below 0: not known.</param>
    /// <param name="unit">Where the pixels are written; as long as the shape says.</param>
    /// <param name="of">The name of the rows it is one of, for error messages; null: not known.</param>
    /// <exception cref="InvalidOperationException">The vector has the wrong size, or a pixel is NaN or out of range.</exception>
    public static void Read(in VBuffer<float> features, FeatureShape shape, long row, Span<float> unit, string? of = null)
    {
        if (features.Length != shape.Size)
            throw new InvalidOperationException(
                $"{NameOf(row, of)} has {features.Length} features; {Needed(shape)}.");
        if (!features.IsDense) features.CopyTo(unit);
        var pixels = features.IsDense ? features.GetValues() : unit;
        if (!Scale(pixels, shape, unit))
            throw new InvalidOperationException($"{NameOf(row, of)} has {Complaint(features.DenseValues(), shape)}");
    }

    /// <summary>Reads the numbers of a single row that does not come from a view.</summary>
    /// <param name="pixels">The row: an image in the range of the shape, or a vector.</param>
    /// <param name="shape">What the numbers are.</param>
    /// <returns>The row as networks take it.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the shape has, or one is NaN or out of range.</exception>
    public static float[] Read(ReadOnlySpan<float> pixels, FeatureShape shape)
    {
        if (pixels.Length != shape.Size)
            throw new ArgumentException(
                $"The {What(shape)} has {pixels.Length} numbers; {Needed(shape)}.", nameof(pixels));
        var unit = new float[shape.Size];
        return Scale(pixels, shape, unit)
            ? unit
            : throw new ArgumentException($"The {What(shape)} has {Complaint(pixels.ToArray(), shape)}", nameof(pixels));
    }

    private static string What(FeatureShape shape) => shape.IsVector ? "row" : "image";

    private static string Needed(FeatureShape shape) =>
        shape.IsVector ? $"{shape.Size} are needed" : $"the image shape {shape} needs {shape.Size}";

    /// <summary>The smallest and the largest number that fit a shape. NaN and infinity fit none.</summary>
    private static (float Least, float Largest) RangeOf(FeatureShape shape) =>
        shape.IsVector ? (float.MinValue, float.MaxValue) : (0, shape.PixelRange == PixelRange.ZeroTo255 ? 255f : 1f);

    /// <summary>Divides one machine vector at a time and returns whether every number was in range. Dividing by 1 changes
    /// nothing.</summary>
    private static bool Scale(ReadOnlySpan<float> pixels, FeatureShape shape, Span<float> unit)
    {
        var (least, largest) = RangeOf(shape);
        var divisor = shape.IsVector ? 1 : largest;
        var (bottom, top, by) = (new Vector<float>(least), new Vector<float>(largest), new Vector<float>(divisor));
        var inRange = Vector<int>.AllBitsSet;
        var from = MemoryMarshal.Cast<float, Vector<float>>(pixels);
        var to = MemoryMarshal.Cast<float, Vector<float>>(unit);
        for (var i = 0; i < from.Length && i < to.Length; i++)
        {
            inRange &= Vector.GreaterThanOrEqual(from[i], bottom) & Vector.LessThanOrEqual(from[i], top); // NaN fails both
            to[i] = from[i] / by;
        }
        var allInRange = inRange == Vector<int>.AllBitsSet;
        for (var i = from.Length * Vector<float>.Count; i < pixels.Length; i++)
        {
            allInRange &= pixels[i] >= least && pixels[i] <= largest;
            unit[i] = pixels[i] / divisor;
        }
        return allInRange;
    }

    private static string NameOf(long row, string? of) =>
        row < 0 ? "A row" : $"Row {row} (counted from 0){(of is null ? "" : $" of the {of}")}";

    private static string Complaint(IEnumerable<float> pixels, FeatureShape shape)
    {
        var (least, largest) = RangeOf(shape);
        var (place, pixel) = pixels.Index().First(each => !(each.Item >= least && each.Item <= largest));
        if (shape.IsVector)
            return $"{pixel.ToString(CultureInfo.InvariantCulture)} as feature {place} (counted from 0); features must be finite. "
                + "For missing values add mlContext.Transforms.ReplaceMissingValues(..) to the pipeline, or leave out the row.";
        return $"a pixel of {pixel.ToString(CultureInfo.InvariantCulture)}; the image shape says "
            + $"{(shape.PixelRange == PixelRange.ZeroTo255 ? "0 to 255" : "0 to 1. For pixels of 0 to 255 state PixelRange.ZeroTo255")}.";
    }
}
