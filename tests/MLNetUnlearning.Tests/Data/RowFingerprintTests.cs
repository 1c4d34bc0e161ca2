using MLNetUnlearning.Data;

namespace MLNetUnlearning.Tests;

public class RowFingerprintTests
{
    [Fact]
    public void ItIsTheFirstHalfOfTheSha256OfThePixels() =>
        // SHA-256 of the three bytes "abc", FIPS 180-2, appendix B.1.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223", RowFingerprint.Of("abc"u8).ToString());

    [Fact]
    public void BytesAndFractionsOfTheSameImageAreTheSame()
    {
        byte[] pixels = [0, 1, 127, 255];
        var whole = Fingerprint(FourPixels.Bytes, pixels.Select(k => (float)k));
        Assert.Equal(whole, Fingerprint(FourPixels.Fractions, pixels.Select(k => k / 255f)));
        Assert.Equal(whole, Fingerprint(FourPixels.Fractions, pixels.Select(k => k * (1f / 255f)))); // as ExtractPixels scales
    }

    [Fact]
    public void AnotherPixelMakesAnotherFingerprint() =>
        Assert.NotEqual(Fingerprint(FourPixels.Bytes, [0, 1, 2, 3]), Fingerprint(FourPixels.Bytes, [0, 1, 2, 4]));

    [Fact]
    public void ImagesThatAreNoBytesHaveOneToo() =>
        Assert.NotEqual(Fingerprint(FourPixels.Fractions, [0.1234f, 0, 0, 0]), Fingerprint(FourPixels.Fractions, [0.1235f, 0, 0, 0]));

    [Fact]
    public void ASetKnowsItsImagesAndCountsRepeatedOnesOnce()
    {
        var set = RowFingerprints.FromRows([new(5, 1), new(2, 9), new(5, 1), new(5, 0)]);
        Assert.Equal(3, set.Count);
        Assert.Equal([new(2, 9), new(5, 0), new(5, 1)], set.ToArray());
        Assert.True(set.Contains(new(5, 0)));
        Assert.False(set.Contains(new(5, 2)));
    }

    [Fact]
    public void ASetFindsTheRowsItKnows()
    {
        var set = RowFingerprints.FromRows([new(1, 1), new(2, 2)]);
        Assert.Equal([1L, 3], set.RowsAmong([new(3, 3), new(2, 2), new(4, 4), new(1, 1)]));
    }

    [Fact]
    public void ASetSurvivesWritingAndReading()
    {
        var set = RowFingerprints.FromRows([new(ulong.MaxValue, 1), new(2, ulong.MaxValue)]);
        Assert.Equal(32, set.ToBytes().Length);
        Assert.Equal(set.ToArray(), RowFingerprints.FromBytes(set.ToBytes()).ToArray());
    }

    [Fact]
    public void BrokenBytesAreRefused()
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
