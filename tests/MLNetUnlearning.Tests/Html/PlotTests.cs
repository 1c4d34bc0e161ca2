using MLNetUnlearning.Html;
using MLNetUnlearning.Reporting;

namespace MLNetUnlearning.Tests;

public sealed class PlotTests
{
    [Theory]
    [InlineData(0, 100, 0, 100)]
    [InlineData(0, 2.3, 0, 2.5)]
    [InlineData(-3, 7, -4, 8)]
    [InlineData(5, 5, 5, 5.0000000005)]
    public void A_linear_axis_has_round_ticks_around_its_values(double from, double to, double least, double most)
    {
        var axis = Axis.Linear("x", from, to);
        Assert.InRange(axis.From, least - 1e-6, Math.Max(from, least));
        Assert.InRange(axis.To, to, Math.Max(most + 1e-6, to + 1));
        Assert.InRange(axis.Ticks.Count, 2, 7);
        Assert.Equal((0, 1), (axis.Place(axis.From - 1), axis.Place(axis.To + 1)));
    }

    [Theory, InlineData(0.1, 100), InlineData(3, 3), InlineData(1.6, 37), InlineData(0.002, 9000)]
    public void A_logarithmic_axis_holds_its_values(double from, double to)
    {
        var axis = Axis.Logarithmic("x", from, to);
        Assert.True(axis.From <= from && axis.To >= to && axis.From < axis.To);
        Assert.InRange(axis.Ticks.Count, 2, 9);
        Assert.Equal(0.5, axis.Place(Math.Sqrt(axis.From * axis.To)), 6);
        Assert.Equal(0, axis.Place(0)); // a curve that begins at no false positive begins at the border
    }

    [Fact]
    public void A_chart_says_what_it_shows_to_those_who_do_not_see_it()
    {
        var plot = new Plot("the title", "from 1 to 2", Axis.Linear("x", 0, 1), Axis.Linear("y", 0, 1));
        plot.AddLine([(0, 0), (1, 1)], "curve");
        var svg = plot.ToSvg();
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal(("the title", "from 1 to 2"), (svg.Element("title")!.Value, svg.Element("desc")!.Value));
        Assert.StartsWith("0 0 ", svg.Attribute("viewBox")!.Value);
        Assert.Null(svg.Attribute("width")); // it scales with the page
        Assert.Single(svg.Elements("polyline"));
    }

    [Fact]
    public void Models_differ_by_the_form_of_their_marks_and_lines_and_not_by_colour_alone()
    {
        var series = Series.Of(["original", "one", "two", "retrained"]);
        Assert.Equal([0, 2, 3, 1], series.Select(one => one.Number));
        var forms = series.Select(one => Svg.Mark(one.Number, 0, 0)).Select(mark => mark.Name.LocalName + mark.Attribute("points")?.Value);
        Assert.Equal(4, forms.Distinct().Count());
    }
}
