using SkiaSharp;

namespace ForgetPhotos;

/// <summary>Draws photos of people to try things on: the same face each time, in another place, mood and light.</summary>
internal static class FacePainter
{
    private const int Side = 160;

    private static readonly SKColor[] Skins = [new(246, 214, 187), new(222, 171, 127), new(167, 115, 76), new(105, 69, 47)];
    private static readonly SKColor[] Hairs = [new(40, 30, 25), new(214, 170, 80), new(150, 60, 30), new(150, 150, 150), new(90, 55, 130)];
    private static readonly string[] Names = ["anna", "ben", "chiara", "dmitri", "esra", "farid", "grace", "hana"];

    public static void Paint(string folder, int people, int photosEach)
    {
        foreach (var (index, name) in Names.Take(people).Index())
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            var random = new Random(index);
            for (var photo = 1; photo <= photosEach; photo++)
            {
                using var bitmap = new SKBitmap(Side, Side);
                using (var canvas = new SKCanvas(bitmap)) Draw(canvas, index, random);
                using var file = File.Create(Path.Combine(folder, name, $"{photo:d3}.png"));
                bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
            }
        }
    }

    private static void Draw(SKCanvas canvas, int person, Random random)
    {
        canvas.Clear(SKColor.FromHsl(random.Next(360), 30, random.Next(35, 85)));
        canvas.Translate((Side / 2) + random.Next(-14, 15), (Side / 2) + random.Next(-8, 15));
        canvas.Scale(0.85f + (random.NextSingle() * 0.3f));
        canvas.RotateDegrees(random.Next(-10, 11));

        var (skin, hair) = (Skins[person % Skins.Length], Hairs[person % Hairs.Length]);
        var width = 34 + (person * 7 % 10);
        if (person % 3 == 1) Oval(canvas, hair, 0, 6, width + 9, 58); // long hair lies behind
        Box(canvas, skin, -12, 34, 24, 30);
        Oval(canvas, SKColor.FromHsl(person * 47 % 360, 60, 45), 0, 82, 58, 30); // the shirt
        Oval(canvas, skin, 0, 0, width, 44);
        if (person % 3 != 2) Oval(canvas, hair, 0, -32, width + 2, 20);

        var apart = 13 + (person % 3);
        foreach (var eye in new[] { -apart, apart })
        {
            Oval(canvas, SKColors.White, eye, -6, 8, 5);
            Oval(canvas, person % 2 == 0 ? SKColors.SaddleBrown : SKColors.SteelBlue, eye + random.Next(-2, 3), -6, 4, 4);
            if (person % 4 == 3) Ring(canvas, SKColors.Black, eye, -6, 12); // glasses
        }
        Line(canvas, SKColors.SaddleBrown, 0, -2, 3, 12);
        if (person % 4 == 1) Oval(canvas, hair, 0, 34, 18, 12); // a beard
        var mood = random.Next(-6, 10);
        Line(canvas, SKColors.Firebrick, -11, 24 - (mood / 2), 0, 24 + (mood / 2));
        Line(canvas, SKColors.Firebrick, 0, 24 + (mood / 2), 11, 24 - (mood / 2));
    }

    private static void Oval(SKCanvas canvas, SKColor colour, float x, float y, float width, float height)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawOval(x, y, width, height, paint);
    }

    private static void Box(SKCanvas canvas, SKColor colour, float x, float y, float width, float height)
    {
        using var paint = new SKPaint { Color = colour };
        canvas.DrawRect(x, y, width, height, paint);
    }

    private static void Ring(SKCanvas canvas, SKColor colour, float x, float y, float radius)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 3 };
        canvas.DrawCircle(x, y, radius, paint);
    }

    private static void Line(SKCanvas canvas, SKColor colour, float x, float y, float toX, float toY)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true, StrokeWidth = 4 };
        canvas.DrawLine(x, y, toX, toY, paint);
    }
}
