using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace Speed.Works;

/// <summary>One picture at a time by ML.NET's engine: the median, and the time that 99 of 100 stay below.</summary>
internal sealed record SingleRows(int Percentile) : Work(
    $"a single row, ResNet18(16), {(Percentile == 50 ? "median" : $"percentile {Percentile}")}", "row", [Library])
{
    private const int Rows = 1000, WarmUp = 50;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var rows = ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 10)));
        using var classifier = Originals.Brief(ml, rows, KnownNetworks.ResNet18(16), steps: 5);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(classifier, rows.Schema);
        Picture[] pictures = [.. rows.GetColumn<float[]>("Features").Select(pixels => new Picture { Features = pixels })];
        foreach (var picture in pictures.Take(WarmUp)) engine.Predict(picture);
        var meter = Meter.Start();
        double[] seconds =
        [
            .. pictures.Select(picture =>
            {
                var start = Stopwatch.GetTimestamp();
                engine.Predict(picture);
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }).Order(),
        ];
        return meter.Stop(seconds[seconds.Length * Percentile / 100]);
    }

    private sealed class Picture
    {
        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];

        [KeyType(10)]
        public uint Label { get; set; }

        public string Id { get; set; } = "";
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
