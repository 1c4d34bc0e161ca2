using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Outsider.Tests;

/// <summary>Drawn pictures as PNG files, in a folder for each class. One of the classes is called cat.</summary>
internal static class Photos
{
    public static void Paint(string folder, int photosPerClass)
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.LoadSyntheticImages(photosPerClass);
        var named = ml.Transforms.Conversion.MapKeyToValue("Shape", "Label").Fit(rows).Transform(rows);
        var number = 0;
        foreach (var (pixels, shape) in named.GetColumn<float[]>("Features").Zip(named.GetColumn<string>("Shape")))
        {
            var of = Directory.CreateDirectory(Path.Combine(folder, shape == "disc" ? "cat" : shape)).FullName;
            var side = (int)Math.Sqrt(pixels.Length / 3);
            using var image = MLImage.CreateFromPixels(side, side, MLPixelFormat.Rgba32, Interleaved(pixels, side * side));
            image.Save(Path.Combine(of, $"{number++}.png"));
        }
    }

    /// <summary>Red, green, blue and full cover for each point, of three planes.</summary>
    private static byte[] Interleaved(float[] planes, int points)
    {
        var bytes = new byte[4 * points];
        for (var point = 0; point < points; point++)
        {
            for (var plane = 0; plane < 3; plane++) bytes[4 * point + plane] = (byte)Math.Round(planes[plane * points + point]);
            bytes[4 * point + 3] = 255;
        }
        return bytes;
    }
}
