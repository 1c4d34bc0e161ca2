using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Serving;

namespace Speed.Works;

/// <summary>A pool that many callers ask at once, each for one picture at a time, beside the view that scores the same pictures.</summary>
internal sealed record PoolScoring(int Callers) : Work($"scoring by a pool, ResNet18(16), {Callers} callers", "row", [Library, View])
{
    private const string View = "a view";
    private const int Rows = 2000;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var rows = ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 10)));
        using var classifier = Originals.Brief(ml, rows, KnownNetworks.ResNet18(16), steps: 5);
        float[][] pictures = [.. rows.GetColumn<float[]>("Features")];
        using var pool = new ClassifierPool(classifier);
        Action pass = contestant == View
            ? () => _ = classifier.Transform(rows).GetColumn<float[]>("Score").Count()
            : () => Task.WaitAll([.. Enumerable.Range(0, Callers).Select(caller => Ask(pool, pictures, caller))]);
        pass(); // memory is found
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        pass();
        return meter.Stop(clock.Elapsed.TotalSeconds / Rows);
    }

    private async Task Ask(ClassifierPool pool, float[][] pictures, int caller)
    {
        for (var at = caller; at < pictures.Length; at += Callers) await pool.ScoreAsync(pictures[at]);
    }
}
