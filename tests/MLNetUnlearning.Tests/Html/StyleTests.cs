using System.Globalization;
using System.Text.RegularExpressions;
using MLNetUnlearning.Html;

namespace MLNetUnlearning.Tests;

/// <summary>The style of the pages: what can be told of it without a browser.</summary>
public sealed partial class StyleTests
{
    private static readonly string Style = Page.Resource("common.css") + Page.Resource("page.css");

    [Theory, InlineData("common.css"), InlineData("page.css"), InlineData("sort.js")]
    public void Nothing_in_it_would_be_changed_by_encoding(string name) => Assert.DoesNotMatch("[<>&]", Page.Resource(name));

    [Fact]
    public void It_loads_nothing() => Assert.DoesNotMatch(@"url\(|@import|http", Style);

    [Fact]
    public void It_has_a_dark_form_and_one_for_paper()
    {
        Assert.Contains("@media screen and (prefers-color-scheme: dark)", Style);
        Assert.Contains("@page { size: A4", Style);
        Assert.Contains("break-inside: avoid", Style);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Texts_stand_out_as_the_guidelines_for_accessibility_ask(int scheme)
    {
        var colours = Colours(scheme);
        foreach (var ground in new[] { "paper", "surface" })
        {
            foreach (var text in new[] { "ink", "soft", "accent", "good", "fair", "bad", "unknown" })
                Assert.True(Contrast(colours[text], colours[ground]) >= 4.5, $"{text} on {ground}: "
                    + $"{Contrast(colours[text], colours[ground])}");
            foreach (var line in Enumerable.Range(0, 6).Select(number => $"series{number}"))
                Assert.True(Contrast(colours[line], colours[ground]) >= 3, $"{line} on {ground}: "
                    + $"{Contrast(colours[line], colours[ground])}");
        }
    }

    [Theory, InlineData(0), InlineData(1)]
    public void Numbers_stand_out_in_the_most_coloured_field(int scheme)
    {
        var (colours, cell) = (Colours(scheme), Cells().Matches(Style)[scheme].Groups[1].Value.Split(',').Select(int.Parse).ToArray());
        double[] field = [.. cell.Zip(colours["paper"], (one, other) => 0.4 * one + 0.6 * other)]; // .shade: at most 40 %
        Assert.True(Contrast(colours["ink"], field) >= 4.5);
    }

    private static Dictionary<string, double[]> Colours(int scheme)
    {
        var start = scheme == 0 ? 0 : Style.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal);
        return Colour().Matches(Style[start..]).DistinctBy(match => match.Groups[1].Value).ToDictionary(
            match => match.Groups[1].Value,
            match => new[] { 0, 2, 4 }.Select(at => (double)int.Parse(
                match.Groups[2].Value.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray());
    }

    /// <summary>The contrast of two colours as WCAG 2 defines it, 1 to 21.</summary>
    private static double Contrast(double[] one, double[] other)
    {
        static double Linear(double level) => level / 255 <= 0.04045 ? level / 255 / 12.92 : Math.Pow((level / 255 + 0.055) / 1.055, 2.4);
        static double Luminance(double[] colour) => 0.2126 * Linear(colour[0]) + 0.7152 * Linear(colour[1]) + 0.0722 * Linear(colour[2]);
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    [GeneratedRegex("--([a-z0-9]+): #([0-9a-f]{6})")]
    private static partial Regex Colour();

    [GeneratedRegex("--cell: ([0-9, ]+)")]
    private static partial Regex Cells();
}
