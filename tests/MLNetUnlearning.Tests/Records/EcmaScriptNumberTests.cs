using System.Globalization;
using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class EcmaScriptNumberTests
{
    /// <summary>Appendix B of RFC 8785: the bits of a double, and its text.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_the_standard_lists_them(ulong bits, string text) =>
        Assert.Equal(text, EcmaScriptNumber.Text(BitConverter.UInt64BitsToDouble(bits)));

    [Theory, InlineData(1, "1"), InlineData(-10, "-10"), InlineData(4.5, "4.5"), InlineData(0.002, "0.002"), InlineData(100, "100")]
    [InlineData(1e20, "100000000000000000000"), InlineData(1.5e-7, "1.5e-7"), InlineData(123456.789, "123456.789")]
    public void Common_numbers_have_no_exponent(double value, string text) => Assert.Equal(text, EcmaScriptNumber.Text(value));

    [Fact]
    public void Every_number_is_read_back_as_it_was()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value)) Assert.Equal(value, double.Parse(EcmaScriptNumber.Text(value), CultureInfo.InvariantCulture));
        }
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_has_no_text(double value) => Assert.Throws<FormatException>(() => EcmaScriptNumber.Text(value));
}
