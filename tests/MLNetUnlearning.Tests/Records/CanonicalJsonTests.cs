using System.Text;
using System.Text.Json;
using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class CanonicalJsonTests
{
    /// <summary>The example of RFC 8785, 3.2.2 to 3.2.4.</summary>
    [Fact]
    public void The_example_of_the_standard_has_the_bytes_of_the_standard()
    {
        const string given = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string canonical = """
            {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}
            """;
        Assert.Equal(canonical, Canonical(given));
        var first = Convert.FromHexString("7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a");
        Assert.Equal(first, Encoding.UTF8.GetBytes(Canonical(given))[..first.Length]);
    }

    /// <summary>The example of RFC 8785, 3.2.3: a smiling face is the pair d83d de00, which comes before fb33.</summary>
    [Fact]
    public void Fields_are_sorted_by_code_units()
    {
        const string given = """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """;
        using var canonical = JsonDocument.Parse(Canonical(given));
        string[] sorted =
        [
            "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ];
        Assert.Equal(sorted, canonical.RootElement.EnumerateObject().Select(field => field.Value.GetString()));
    }

    [Theory]
    [InlineData(@"""\b\t\n\f\r""", @"""\b\t\n\f\r""")]
    [InlineData(@"""\u0008\u0009\u000A\u000C\u000D""", @"""\b\t\n\f\r""")]
    [InlineData(@"""\u001F\u0000\u007f""", "\"\\u001f\\u0000\u007f\"")]
    [InlineData(@"""<>&'+\/é\u2028""", "\"<>&'+/é\u2028\"")]
    public void Texts_have_as_few_escapes_as_there_can_be(string given, string canonical) => Assert.Equal(canonical, Canonical(given));

    [Theory, InlineData("{}"), InlineData("[]"), InlineData("""{"a":[{},[]]}"""), InlineData("""{"":0,"a":{"b":-1.5e-9}}""")]
    public void What_is_canonical_stays_as_it_is(string json) => Assert.Equal(json, Canonical(json));

    [Theory, InlineData("""{"a":1,"a":1}""", "'a' is there twice"), InlineData("1e999", "is no number")]
    [InlineData(@"""\ud800""", "Unicode"), InlineData(@"{""\udc00"":1}", "Unicode")]
    public void What_has_no_canonical_form_is_refused(string json, string words) =>
        Refused.With<FormatException>(words, () => Canonical(json));

    [Fact]
    public void A_field_of_the_outermost_object_can_be_left_out()
    {
        using var json = JsonDocument.Parse("""{"signature":"1","body":{"signature":"2"}}""");
        Assert.Equal("""{"body":{"signature":"2"}}""", Encoding.UTF8.GetString(CanonicalJson.Bytes(json.RootElement, "signature")));
    }

    private static string Canonical(string given)
    {
        using var json = JsonDocument.Parse(given);
        return Encoding.UTF8.GetString(CanonicalJson.Bytes(json.RootElement));
    }
}
