using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using static TorchSharp.torch;

namespace Speed.Works;

/// <summary>Scoring rows through a view, beside the bare network over tensors that are there already.</summary>
internal sealed record Scoring(string Title, Func<NetworkArchitecture> Network) : Work($"scoring a view, {Title}", "row", [Library, Bare])
{
    private const string Bare = "bare network";
    private const int Rows = 5000, Passes = 3, RowsOfBatch = 256;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows, 10);
        // Trained for both, so that both find the memory in the same state.
        var rows = ml.Data.Cache(ml.LoadCifar(pictures));
        var classifier = Originals.Brief(ml, rows, Network(), steps: 5);
        var run = contestant == Bare ? BareNetwork(pictures) : View(classifier, rows);
        run(); // memory is found, and pictures are in memory
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        for (var pass = 0; pass < Passes; pass++) run();
        return meter.Stop(clock.Elapsed.TotalSeconds / (Passes * Rows));
    }

    private Action BareNetwork(string pictures)
    {
        var generator = new Generator(0UL, CPU);
        var network = Network().Create(FeatureShape.Image(32, 32), 10, generator);
        network.eval();
        var images = Peers.PlainRows.Read(pictures).Images.to(ScalarType.Float32).div_(255f);
        return () =>
        {
            using var none = no_grad();
            for (long start = 0; start < Rows; start += RowsOfBatch)
            {
                using var scope = NewDisposeScope();
                network.forward(images.narrow(0, start, Math.Min(RowsOfBatch, Rows - start)));
            }
        };
    }

    private static Action View(NeuralClassifier classifier, IDataView rows) => () =>
    {
        var scored = classifier.Transform(rows);
        var (score, label) = (scored.Schema["Score"], scored.Schema["PredictedLabel"]);
        using var cursor = scored.GetRowCursor([score, label]);
        var (getScore, getLabel) = (cursor.GetGetter<VBuffer<float>>(score), cursor.GetGetter<uint>(label));
        VBuffer<float> scores = default;
        uint predicted = 0;
        while (cursor.MoveNext())
        {
            getScore(ref scores);
            getLabel(ref predicted);
        }
    };
}
