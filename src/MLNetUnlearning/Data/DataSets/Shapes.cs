namespace MLNetUnlearning.Data.DataSets;

/// <summary>Ten shapes in the unit circle, each told by which points (x, y) belong to it.</summary>
internal static class Shapes
{
    /// <summary>A named shape.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Contains">Whether a point belongs to it; y grows downwards.</param>
    public sealed record Shape(string Name, Func<double, double, bool> Contains);

    /// <summary>All shapes in the order of their class indices.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("disc", (x, y) => Round(x, y) < 0.85),
        new("ring", (x, y) => Round(x, y) is > 0.55 and < 0.95),
        new("square", (x, y) => Square(x, y) < 0.75),
        new("frame", (x, y) => Square(x, y) is > 0.45 and < 0.8),
        new("triangle", (x, y) => y < 0.6 && Math.Abs(x) < (y + 0.95) * 0.6),
        new("cross", (x, y) => Square(x, y) < 0.9 && Math.Min(Math.Abs(x), Math.Abs(y)) < 0.25),
        new("moon", (x, y) => Round(x, y) < 0.95 && Round(x - 0.45, y) > 0.75),
        new("stripes", (x, y) => Round(x, y) < 0.95 && Wave(x) > 0),
        new("checks", (x, y) => Round(x, y) < 0.95 && Wave(x) * Wave(y) > 0),
        new("pair", (x, y) => Round(Math.Abs(x) - 0.5, y) < 0.42),
    ];

    private static double Round(double x, double y) => Math.Sqrt(x * x + y * y);

    private static double Square(double x, double y) => Math.Max(Math.Abs(x), Math.Abs(y));

    /// <summary>Three dark and three bright bands across the unit circle.</summary>
    private static double Wave(double x) => Math.Sin(3 * Math.PI * x);
}
