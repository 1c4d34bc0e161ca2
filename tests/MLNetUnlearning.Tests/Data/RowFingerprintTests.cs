namespace MLNetUnlearning.Tests;

public class RowFingerprintTests
{
    [Fact]
    public void It_is_the_first_half_of_the_sha_256_of_the_pixels() =>
        // SHA-256 of the three bytes "abc", FIPS 180-2, appendix B.1.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223", RowFingerprint.Of("abc"u8).ToString());

    [Fact]
    public void Bytes_and_fractions_of_the_same_image_are_the_same()
    {
        byte[] pixels = [0, 1, 127, 255];
        var whole = Fingerprint(FourPixels.Bytes, pixels.Select(k => (float)k));
        Assert.Equal(whole, Fingerprint(FourPixels.Fractions, pixels.Select(k => k / 255f)));
        Assert.Equal(whole, Fingerprint(FourPixels.Fractions, pixels.Select(k => k * (1f / 255f)))); // as ExtractPixels scales
    }

    [Fact]
    public void Another_pixel_makes_another_fingerprint() =>
        Assert.NotEqual(Fingerprint(FourPixels.Bytes, [0, 1, 2, 3]), Fingerprint(FourPixels.Bytes, [0, 1, 2, 4]));

    [Fact]
    public void Images_that_are_no_bytes_have_one_too() =>
        Assert.NotEqual(Fingerprint(FourPixels.Fractions, [0.1234f, 0, 0, 0]), Fingerprint(FourPixels.Fractions, [0.1235f, 0, 0, 0]));

    [Fact]
    public void With_another_id_it_is_another_row()
    {
        var row = RowFingerprint.Of("abc"u8);
        Assert.Equal(row.With("Åsa"), row.With("Åsa"));
        Assert.Equal(4, new[] { row, row.With("Åsa"), row.With("Bo"), row.With("") }.Distinct().Count());
    }

    [Fact]
    public void Equal_rows_count_as_often_as_they_occur()
    {
        var rows = RowFingerprints.Of([new(5, 1), new(2, 9), new(5, 1), new(5, 0)]);
        Assert.Equal(4, rows.Count);
        Assert.Equal([1, 2, 1, 0], new RowFingerprint[] { new(2, 9), new(5, 1), new(5, 0), new(7, 7) }.Select(rows.CountOf));
    }

    [Fact]
    public void Two_lists_are_joined_by_the_larger_count()
    {
        var joined = RowFingerprints.Of([new(1, 1), new(1, 1), new(2, 2)])
            .WithAtLeast(new Dictionary<RowFingerprint, int> { [new(1, 1)] = 1, [new(2, 2)] = 2, [new(3, 3)] = 1 });
        Assert.Equal([2, 2, 1], new RowFingerprint[] { new(1, 1), new(2, 2), new(3, 3) }.Select(joined.CountOf));
    }

    [Fact]
    public void A_list_survives_writing_and_reading()
    {
        var rows = RowFingerprints.Of([new(ulong.MaxValue, 1), new(2, ulong.MaxValue), new(2, ulong.MaxValue)]);
        Assert.Equal(48, rows.ToBytes().Length);
        Assert.Equal(rows.ToBytes(), RowFingerprints.FromBytes(rows.ToBytes()).ToBytes());
    }

    [Fact]
    public void Broken_bytes_are_refused()
    {
        Assert.Throws<FormatException>(() => RowFingerprints.FromBytes(new byte[17]));
        Assert.Throws<FormatException>(() =>
            RowFingerprints.FromBytes([.. Enumerable.Repeat((byte)1, 16), .. new byte[16]])); // not ascending
    }

    private static RowFingerprint Fingerprint(FeatureShape shape, IEnumerable<float> pixels)
    {
        var row = new RowPixels(shape);
        row.Read(new(shape.Size, pixels.ToArray()), 0);
        return row.Fingerprint;
    }
}
