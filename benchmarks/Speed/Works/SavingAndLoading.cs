using System.Diagnostics;
using Microsoft.ML;
using MLNetUnlearning;
using Speed.Peers;

namespace Speed.Works;

/// <summary>Writing a classifier to a file and reading it again; TorchSharp writes the weights alone.</summary>
internal sealed record SavingAndLoading(int Width) : Work($"save and load, ResNet18({Width})", "file", [Library, Plain])
{
    private const int Times = 10;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, 64, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var path = Path.Combine(folder, $"saved-{Environment.ProcessId}");
        using var classifier = Originals.Brief(
            ml, ml.LoadCifar(MadeUpPictures.Folder(folder, 64, 10)), KnownNetworks.ResNet18(Width), steps: 1);
        using var plain = new PlainResNet18(Width, 10);
        Action both = contestant == Library
            ? () =>
            {
                classifier.Save(path);
                ml.Unlearning().LoadClassifier(path).Dispose();
            }
        : () =>
        {
            plain.save(path);
            plain.load(path);
        };
        both();
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        for (var time = 0; time < Times; time++) both();
        var sample = meter.Stop(clock.Elapsed.TotalSeconds / Times);
        foreach (var file in Directory.GetFiles(folder, Path.GetFileName(path) + "*")) File.Delete(file);
        return sample;
    }
}
