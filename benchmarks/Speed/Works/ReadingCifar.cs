using System.Diagnostics;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace Speed.Works;

/// <summary>Reading a CIFAR folder into memory: all pixels as bytes, and all labels. The library reads as a training does, which also makes
/// a fingerprint of each row, and stops where its network would begin to learn.</summary>
internal sealed record ReadingCifar(int Rows) : Work($"reading {Rows} CIFAR rows into memory", "pass", [Library, Python])
{
    public override void Prepare(string folder)
    {
        // Read once, so that nobody waits for the disk.
        foreach (var file in Directory.GetFiles(MadeUpPictures.Folder(folder, Rows, 10))) _ = File.ReadAllBytes(file);
    }

    public override IReadOnlyList<string> Script(string folder) => ["cifar.py", MadeUpPictures.Folder(folder, Rows, 10)];

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows, 10);
        Sample? sample = null;
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        var end = new EndOfReading(rows => sample = meter.Stop(clock.Elapsed.TotalSeconds, [rows.Classes.Sum()]));
        try
        {
            ml.Unlearning().TrainClassifier(network: end).Fit(ml.LoadCifar(pictures));
        }
        catch (OperationCanceledException) when (sample is not null)
        {
            // The rows were there, and nothing is to be learnt.
        }
        return sample ?? throw new InvalidOperationException("The training did not show its network the rows.");
    }

    /// <summary>A network that is shown the rows when all are in memory, and then ends the training.</summary>
    private sealed record EndOfReading(Action<RowSubset> Reached) : NetworkArchitecture
    {
        public override string Name => "end of reading";

        public override ClassifierNetwork Create(FeatureShape shape, int numberOfClasses, Generator generator) =>
            new Network(this, shape, numberOfClasses);
    }

    private sealed class Network(EndOfReading end, FeatureShape shape, int numberOfClasses)
        : ClassifierNetwork(end, shape, numberOfClasses)
    {
        public override void StandardizeBy(RowSubset rows)
        {
            ((EndOfReading)Architecture).Reached(rows);
            throw new OperationCanceledException();
        }

        public override void Initialize(Generator generator)
        {
        }

        public override (Tensor Logits, Tensor Features) forward(Tensor images) => throw new NotSupportedException();
    }
}
