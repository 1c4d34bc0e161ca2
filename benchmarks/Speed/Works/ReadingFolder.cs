using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace Speed.Works;

/// <summary>Reading a folder of PNG files of 64 x 64 pixels, scaled to 32 x 32.</summary>
internal sealed record ReadingFolder(int Rows) : Work($"reading {Rows} PNG files", "pass", [Library])
{
    private const int Side = 64, Classes = 10;

    public override void Prepare(string folder)
    {
        if (Directory.Exists(PathIn(folder))) return;
        var beside = PathIn(folder) + ".tmp";
        var random = new Random(1);
        for (var row = 0; row < Rows; row++)
        {
            var ofClass = Directory.CreateDirectory(Path.Combine(beside, $"class{row % Classes}")).FullName;
            var pixels = new byte[Side * Side * 4];
            random.NextBytes(pixels);
            for (var at = 3; at < pixels.Length; at += 4) pixels[at] = 255; // opaque
            var image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Bgra32, pixels);
            image.Save(Path.Combine(ofClass, $"{row}.png"));
        }
        Directory.Move(beside, PathIn(folder));
    }

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        var read = ml.LoadImageFolder(PathIn(folder), 32, 32).GetColumn<VBuffer<float>>("Features").Count();
        return meter.Stop(clock.Elapsed.TotalSeconds, [read]);
    }

    private string PathIn(string folder) => Path.Combine(folder, FormattableString.Invariant($"png-{Rows}"));
}
