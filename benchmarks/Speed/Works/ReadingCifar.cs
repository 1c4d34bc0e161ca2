using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Speed.Works;

/// <summary>Reading a CIFAR folder: every pixel and every label, row by row.</summary>
internal sealed record ReadingCifar(int Rows) : Work($"reading {Rows} CIFAR rows", "pass", [Library, Python])
{
    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override IReadOnlyList<string> Script(string folder) => ["cifar.py", MadeUpPictures.Folder(folder, Rows, 10)];

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows, 10);
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        var view = MLNetUnlearning.Cifar.LoadCifar(ml, pictures);
        var (features, label) = (view.Schema["Features"], view.Schema["Label"]);
        using var cursor = view.GetRowCursor([features, label]);
        var (getFeatures, getLabel) = (cursor.GetGetter<VBuffer<float>>(features), cursor.GetGetter<uint>(label));
        VBuffer<float> pixels = default;
        uint key = 0;
        var sum = 0.0;
        while (cursor.MoveNext())
        {
            getFeatures(ref pixels);
            getLabel(ref key);
            sum += key - 1;
        }
        return meter.Stop(clock.Elapsed.TotalSeconds, [sum]);
    }
}
