using SkiaSharp;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Small picture files: noise on the colour of their class.</summary>
internal static class Pictures
{
    private static readonly (string Name, byte Red, byte Green, byte Blue)[] Classes = [("cat", 200, 60, 60), ("dog", 60, 200, 60)];

    public static void Write(string path, int classIndex, int seed, int side = 12)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var (random, of) = (new Random(seed), Classes[classIndex]);
        using var bitmap = new SKBitmap(side, side);
        for (var y = 0; y < bitmap.Height; y++)
            for (var x = 0; x < bitmap.Width; x++)
                bitmap.SetPixel(x, y, new SKColor(Near(of.Red), Near(of.Green), Near(of.Blue)));
        using var stream = File.Create(path);
        bitmap.Encode(stream, SKEncodedImageFormat.Png, 100);
        byte Near(byte value) => (byte)Math.Clamp(value + random.Next(-60, 60), 0, 255);
    }

    /// <summary>A folder of cats and dogs.</summary>
    public static void WriteFolder(string folder, int perClass, int seed = 0, int side = 12)
    {
        foreach (var (index, of) in Classes.Index())
            for (var i = 0; i < perClass; i++)
                Write(Path.Combine(folder, of.Name, $"{i:D2}.png"), index, seed + 1000 * index + i, side);
    }

    /// <summary>A folder with records of CIFAR-10, in which the ten classes take turns.</summary>
    public static void WriteCifar(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        Write("data_batch_1.bin", train, 1);
        Write("test_batch.bin", test, 2);
        void Write(string name, int rows, int seed)
        {
            var random = new Random(seed);
            using var file = File.Create(Path.Combine(folder, name));
            for (var row = 0; row < rows; row++)
            {
                var record = new byte[1 + 3 * 32 * 32];
                random.NextBytes(record);
                record[0] = (byte)(row % 10);
                file.Write(record);
            }
        }
    }
}
