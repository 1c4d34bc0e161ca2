using System.Diagnostics;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>U-LiRA with pairs of shadow models, each trained for a few steps.</summary>
internal sealed record Audits(int Pairs) : Work($"U-LiRA, {Pairs} pairs, 500 rows", "audit", [Library])
{
    private const int Rows = 500;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 100);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var train = ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 100)));
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
        using var model = ml.Unlearning().TrainClassifier(
            new TrainingRecipe { NumberOfSteps = 50, BatchSize = 32 }, network: KnownNetworks.SmallConvNet(16)).Fit(train);
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        _ = ml.Unlearning().AuditUnlearning(model, new FineTune(), marked, null, Pairs);
        return meter.Stop(clock.Elapsed.TotalSeconds);
    }
}
