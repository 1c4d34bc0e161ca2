namespace MLNetUnlearning;

/// <summary>Draws one picture: a background, a smaller shape of another class, the shape itself, and noise.</summary>
internal sealed class ShapePainter
{
    /// <summary>Height and width of a picture.</summary>
    public const int Side = 32;

    // Hues overlap between classes and the second shape misleads, so that a small network gets 70 to 90 % of the test rows right.
    private const double HueSpread = 0.18;
    private const double Noise = 0.13;
    private const double Texture = 0.08;
    private readonly double[] canvas = new double[3 * Side * Side];
    private readonly byte[] pixels = new byte[3 * Side * Side];

    /// <summary>The picture: the red, the green and the blue plane.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>Draws a picture of a class. The same random numbers give the same picture.</summary>
    public void Paint(int shape, Random random)
    {
        PaintGround(Color(random.NextDouble(), Between(random, 0, 0.5), Between(random, 0.2, 0.8)), random);
        var other = (shape + 1 + random.Next(Shapes.All.Count - 1)) % Shapes.All.Count;
        PaintShape(other, radius: Between(random, 3.5, 7), reach: 11, random);
        PaintShape(shape, radius: Between(random, 7.5, 11.5), reach: 5.5, random);
        for (var i = 0; i < canvas.Length; i++)
        {
            var noise = Noise * (random.NextDouble() + random.NextDouble() - 1) * 2;
            pixels[i] = (byte)Math.Round(255 * Math.Clamp(canvas[i] + noise, 0, 1));
        }
    }

    private void PaintGround(double[] color, Random random)
    {
        var (wavesX, wavesY, phase) = (Between(random, -0.5, 0.5), Between(random, -0.5, 0.5), Between(random, 0, 2 * Math.PI));
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                var texture = Texture * Math.Sin(wavesX * x + wavesY * y + phase);
                for (var channel = 0; channel < 3; channel++) canvas[Place(channel, y, x)] = color[channel] + texture;
            }
    }

    private void PaintShape(int shape, double radius, double reach, Random random)
    {
        var contains = Shapes.All[shape].Contains;
        var hue = (double)shape / Shapes.All.Count + HueSpread * (random.NextDouble() + random.NextDouble() - 1);
        var color = Color(hue, Between(random, 0.5, 1), Between(random, 0.5, 1));
        var (centerX, centerY) = (Side / 2 + Between(random, -reach, reach), Side / 2 + Between(random, -reach, reach));
        var (sin, cos) = Math.SinCos(Between(random, -0.4, 0.4));
        var (top, bottom) = (Math.Max(0, (int)(centerY - 1.3 * radius)), Math.Min(Side - 1, (int)(centerY + 1.3 * radius)));
        var (left, right) = (Math.Max(0, (int)(centerX - 1.3 * radius)), Math.Min(Side - 1, (int)(centerX + 1.3 * radius)));
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var cover = Cover(contains, (x - centerX) / radius, (y - centerY) / radius, 0.25 / radius, sin, cos);
                for (var channel = 0; channel < 3 && cover > 0; channel++)
                {
                    ref var there = ref canvas[Place(channel, y, x)];
                    there += cover * (color[channel] - there);
                }
            }
    }

    /// <summary>The share of a pixel that a rotated shape covers, estimated from four points in the pixel.</summary>
    private static double Cover(Func<double, double, bool> contains, double x, double y, double step, double sin, double cos)
    {
        if (x * x + y * y > 1.6) return 0;
        var points = 0;
        for (var corner = 0; corner < 4; corner++)
        {
            var (px, py) = (x + ((corner & 1) == 0 ? -step : step), y + ((corner & 2) == 0 ? -step : step));
            if (contains(cos * px + sin * py, cos * py - sin * px)) points++;
        }
        return points / 4.0;
    }

    /// <summary>Converts a hue (0 and 1 are red), a saturation and a brightness to red, green and blue.</summary>
    private static double[] Color(double hue, double saturation, double brightness)
    {
        double Channel(int sixth)
        {
            var place = (sixth + 6 * (hue + 1)) % 6;
            return brightness * (1 - saturation * Math.Clamp(Math.Min(place, 4 - place), 0, 1));
        }
        return [Channel(5), Channel(3), Channel(1)];
    }

    private static double Between(Random random, double least, double most) => least + (most - least) * random.NextDouble();

    private static int Place(int channel, int y, int x) => (channel * Side + y) * Side + x;
}

/// <summary>Ten shapes in the unit circle, each defined by the points (x, y) that it contains.</summary>
internal static class Shapes
{
    /// <summary>A shape with a name.</summary>
    /// <param name="Name">The name of the shape.</param>
    /// <param name="Contains">Whether the shape contains a point; y grows downwards.</param>
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
