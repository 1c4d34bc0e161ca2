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
    public void A_set_knows_its_images_and_counts_repeated_ones_once()
    {
        var set = RowFingerprints.FromRows([new(5, 1), new(2, 9), new(5, 1), new(5, 0)]);
        Assert.Equal(3, set.Count);
        Assert.Equal([new(2, 9), new(5, 0), new(5, 1)], set.ToArray());
        Assert.True(set.Contains(new(5, 0)));
        Assert.False(set.Contains(new(5, 2)));
    }

    [Fact]
    public void A_set_finds_the_rows_it_knows()
    {
        var set = RowFingerprints.FromRows([new(1, 1), new(2, 2)]);
        Assert.Equal([1L, 3], set.RowsAmong([new(3, 3), new(2, 2), new(4, 4), new(1, 1)]));
    }

    [Fact]
    public void A_set_survives_writing_and_reading()
    {
        var set = RowFingerprints.FromRows([new(ulong.MaxValue, 1), new(2, ulong.MaxValue)]);
        Assert.Equal(32, set.ToBytes().Length);
        Assert.Equal(set.ToArray(), RowFingerprints.FromBytes(set.ToBytes()).ToArray());
    }

    [Fact]
    public void Broken_bytes_are_refused()
    {
        Assert.Throws<FormatException>(() => RowFingerprints.FromBytes(new byte[17]));
        Assert.Throws<FormatException>(() => RowFingerprints.FromBytes(new byte[32])); // the same fingerprint twice
    }

    private static RowFingerprint Fingerprint(FeatureShape shape, IEnumerable<float> pixels)
    {
        var row = new RowPixels(shape);
        row.Read(new(shape.Size, pixels.ToArray()), 0);
        return row.Fingerprint;
    }
}
