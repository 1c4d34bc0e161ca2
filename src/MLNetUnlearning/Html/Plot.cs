using System.Xml.Linq;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Html;

/// <summary>An axis of a chart.</summary>
/// <param name="Label">What it measures, with its unit.</param>
/// <param name="From">The smallest value that is shown.</param>
/// <param name="To">The largest.</param>
/// <param name="Ticks">The values that have a line and a number.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios.</param>
internal sealed record Axis(string Label, double From, double To, IReadOnlyList<double> Ticks, bool IsLogarithmic = false)
{
    /// <summary>An axis whose ticks are round numbers.</summary>
    public static Axis Linear(string label, double from, double to)
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(to - from, 1e-9) / 2)));
        step = new[] { 1, 2, 5, 10, 20 }.Select(times => times * step).First(wide => (to - from) / wide <= 5.01);
        var (first, last) = (Math.Floor(from / step + 1e-9), Math.Ceiling(to / step - 1e-9));
        if (last <= first) last = first + 1;
        return new(label, first * step, last * step, [.. Enumerable.Range(0, (int)(last - first) + 1).Select(at => (first + at) * step)]);
    }

    /// <summary>A logarithmic axis whose ticks are powers of ten, and twos and fives if these are few.</summary>
    public static Axis Logarithmic(string label, double from, double to)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(from)), (int)Math.Ceiling(Math.Log10(to)));
        double[] factors = last - first > 2 ? [1] : [1, 2, 5];
        double[] all = [.. Enumerable.Range(first, last - first + 1).SelectMany(power => factors.Select(one => one * Math.Pow(10, power)))];
        var (low, high) = (all.Last(tick => tick <= from * 1.000001), all.First(tick => tick >= to * 0.999999));
        if (high <= low) high = all.First(tick => tick > low);
        return new(label, low, high, [.. all.Where(tick => tick >= low && tick <= high)], IsLogarithmic: true);
    }

    /// <summary>Where a value lies: 0 at the beginning, 1 at the end. What is beyond lies at the border.</summary>
    public double Place(double value) => Math.Clamp(
        IsLogarithmic ? Math.Log(Math.Max(value, From) / From) / Math.Log(To / From) : (value - From) / (To - From), 0, 1);
}

/// <summary>A chart with two axes, as SVG that scales with the page.</summary>
internal sealed class Plot(string title, string description, Axis horizontal, Axis vertical, double width = 360, double height = 250)
{
    private const double Left = 46, Right = 12, Top = 22, Bottom = 38;
    private readonly List<XElement> content = [];

    public double X(double value) => Left + horizontal.Place(value) * (width - Left - Right);

    public double Y(double value) => height - Bottom - vertical.Place(value) * (height - Top - Bottom);

    /// <summary>Adds what lies above the grid.</summary>
    public void Add(params IEnumerable<XElement> elements) => content.AddRange(elements);

    /// <summary>Adds a line through points.</summary>
    public void AddLine(IEnumerable<(double X, double Y)> points, string kind) => Add(Tag(
        "polyline", With("class", kind), With("points", string.Join(' ', points.Select(at => $"{Short(X(at.X))},{Short(Y(at.Y))}")))));

    /// <summary>Adds a text at a place of the chart.</summary>
    public void AddText(double x, double y, string text, string anchor = "start", string? kind = null) =>
        Add(Label(x, y, text, anchor, kind));

    public XElement ToSvg() => Svg.Of(title, description, width, height,
        horizontal.Ticks.Select(tick => Svg.Line("grid", X(tick), Top, X(tick), height - Bottom)),
        vertical.Ticks.Select(tick => Svg.Line("grid", Left, Y(tick), width - Right, Y(tick))),
        Svg.Line("axis", Left, height - Bottom, width - Right, height - Bottom),
        Apart(horizontal.Ticks, X, 30).Select(tick => Label(X(tick), height - Bottom + 15, Number(tick), "middle")),
        Apart(vertical.Ticks, Y, 13).Select(tick => Label(Left - 6, Y(tick) + 4, Number(tick), "end")),
        Label((Left + width - Right) / 2, height - 4, horizontal.Label, "middle"),
        Label(4, 11, vertical.Label, "start"),
        content);

    private static XElement Label(double x, double y, string text, string anchor, string? kind = null) =>
        Tag("text", With("class", kind), With("x", x), With("y", y), With("text-anchor", anchor), text);

    /// <summary>The ticks whose numbers do not touch one another.</summary>
    private static IEnumerable<double> Apart(IEnumerable<double> ticks, Func<double, double> place, double distance)
    {
        var last = double.NegativeInfinity;
        foreach (var tick in ticks)
        {
            if (Math.Abs(place(tick) - last) < distance) continue;
            last = place(tick);
            yield return tick;
        }
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) < 0.001 && value != 0 ? "0e0" : "0.####", CultureInfo.InvariantCulture);
}

/// <summary>Pieces of pictures.</summary>
internal static class Svg
{
    /// <summary>A picture with what it shows in words, for those who do not see it.</summary>
    public static XElement Of(string title, string description, double width, double height, params object?[] content) => Tag(
        "svg", With("viewBox", $"0 0 {Short(width)} {Short(height)}"), With("role", "img"),
        Tag("title", title), Tag("desc", description), content);

    /// <summary>A name that has room for so many letters. The whole one stands in the table behind the picture.</summary>
    public static string Cut(string name, int most) => name.Length <= most ? name : name[..(most - 1)] + "…";

    public static XElement Line(string kind, double x1, double y1, double x2, double y2) => Tag(
        "line", With("class", kind), With("x1", x1), With("y1", y1), With("x2", x2), With("y2", y2));

    public static XElement Box(string kind, double x, double y, double width, double height) => Tag(
        "rect", With("class", kind), With("x", x), With("y", y), With("width", Math.Max(0, width)), With("height", Math.Max(0, height)));

    /// <summary>A point of a series. Each series has a shape of its own, because colours alone do not reach everybody.</summary>
    public static XElement Mark(int series, double x, double y)
    {
        string Points(params (double X, double Y)[] corners) =>
            string.Join(' ', corners.Select(corner => $"{Short(x + corner.X)},{Short(y + corner.Y)}"));
        var kind = With("class", $"mark series{series}");
        return (series % 4) switch
        {
            0 => Tag("rect", kind, With("x", x - 4), With("y", y - 4), With("width", 8), With("height", 8)),
            1 => Tag("polygon", kind, With("points", Points((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)))),
            2 => Tag("circle", kind, With("cx", x), With("cy", y), With("r", 4.5)),
            _ => Tag("polygon", kind, With("points", Points((0, -5), (5, 4), (-5, 4)))),
        };
    }
}
