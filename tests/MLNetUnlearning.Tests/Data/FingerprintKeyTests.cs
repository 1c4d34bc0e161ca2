namespace MLNetUnlearning.Tests;

public class FingerprintKeyTests
{
    private static readonly FingerprintKey Key = FingerprintKey.FromBytes([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_kept_fingerprint_is_the_first_half_of_an_hmac_sha_256() =>
        // Python: hmac.new(bytes(range(32)), bytes.fromhex("000102..0f"), "sha256").hexdigest()[:32]
        Assert.Equal("d8b99f2709a3ca74172cbe93824c1f29",
            Key.Of(RowFingerprint.Read([.. Enumerable.Range(0, 16).Select(i => (byte)i)])).ToString());

    [Fact]
    public void Keys_of_the_library_are_random()
    {
        var keys = Enumerable.Range(0, 20).Select(_ => FingerprintKey.Create()).ToArray();
        Assert.Equal(20, keys.Select(key => Convert.ToHexString(key.ToBytes())).Distinct().Count());
        Assert.Equal(20, keys.Select(key => key.Identity).Distinct().Count());
    }

    [Fact]
    public void Another_key_and_another_class_make_another_fingerprint()
    {
        var row = new RowFingerprint(1, 2);
        Assert.NotEqual(Key.Of(row), FingerprintKey.Create().Of(row));
        Assert.Equal(3, new[] { Key.Of(row), Key.Of(row, 0), Key.Of(row, 1) }.Distinct().Count());
    }

    [Fact]
    public void Hidden_bits_come_back_under_the_same_key_and_row_alone()
    {
        var row = new RowFingerprint(1, 2);
        Assert.Equal(42UL, Key.Hide(Key.Hide(42, row), row));
        Assert.NotEqual(42UL, Key.Hide(Key.Hide(42, row), new(1, 3)));
        Assert.NotEqual(Key.Hide(42, row), FingerprintKey.Create().Hide(42, row));
    }

    [Fact]
    public void Its_text_does_not_give_it_away()
    {
        var secret = Convert.ToHexString(Key.ToBytes());
        Assert.DoesNotContain(secret[..16], Key.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal($"fingerprint key {Key.Identity}", Key.ToString());
    }

    [Theory, InlineData(0), InlineData(31), InlineData(33)]
    public void Other_lengths_are_refused(int length) =>
        Refused.With<ArgumentException>("A key has 32 bytes", () => FingerprintKey.FromBytes(new byte[length]));
}
