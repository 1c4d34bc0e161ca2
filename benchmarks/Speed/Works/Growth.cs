using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Attacks;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>A stage on ten times as many rows: what grows faster than the rows cannot be used on many.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Rows">The larger number of rows.</param>
/// <param name="Do">The stage on the rows of a folder.</param>
internal sealed record Growth(string Stage, int Rows, Action<MLContext, string> Do) : Work(
    $"{Rows} rows beside {Rows / 10}, {Stage}", "stage", [Library, Tenth])
{
    /// <summary>The same on a tenth of the rows.</summary>
    public const string Tenth = "a tenth of the rows";

    /// <summary>The stages, on so many rows.</summary>
    public static IEnumerable<Growth> Of(int rows, Extent from) =>
        new (string Stage, Action<MLContext, string> Do)[]
        {
            ("reading", (ml, folder) => _ = ml.LoadCifar(folder).GetColumn<VBuffer<float>>("Features").Count()),
            ("marking and holding out", (ml, folder) =>
            {
                var (train, _) = ml.Unlearning().HoldOut(ml.LoadCifar(folder), 0.1);
                _ = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1)).GetColumn<bool>("Forget").Count();
            }),
            ("training, an epoch", (ml, folder) => Trained(ml, folder).Dispose()),
            ("unlearning, an epoch of fine-tuning", (ml, folder) =>
            {
                using var original = Trained(ml, folder);
                var marked = ml.Unlearning().MarkForgotten(ml.LoadCifar(folder), ForgetRequest.Random(0.1));
                ml.Unlearn(
                    original, new FineTune { RandomRows = new() { NumberOfEpochs = 1, BatchSize = 64, LearningRate = 0.01 } },
                    maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(marked).Dispose();
            }),
            ("evaluating", (ml, folder) =>
            {
                using var model = Trained(ml, folder);
                var marked = ml.Unlearning().MarkForgotten(ml.LoadCifar(folder), ForgetRequest.Random(0.1));
                _ = ml.Unlearning().Evaluate(
                    model, marked, null, ml.LoadCifar(folder, DataSetPart.Test), attacks: [new KernelSvmAttack()], numberOfPictures: 0);
            }),
        }.Select(stage => new Growth(stage.Stage, rows, stage.Do)
        {
            From = from,
            Bounds = new Dictionary<string, double> { [Tenth] = 11 },
        });

    public override void Prepare(string folder)
    {
        foreach (var rows in new[] { Rows, Rows / 10 }) MadeUpPictures.Folder(folder, rows, rows / 5);
    }

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var rows = contestant == Tenth ? Rows / 10 : Rows;
        var pictures = MadeUpPictures.Folder(folder, rows, rows / 5);
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        Do(ml, pictures);
        return meter.Stop(clock.Elapsed.TotalSeconds);
    }

    private static NeuralClassifier Trained(MLContext ml, string folder) => ml.Unlearning().TrainClassifier(
        new TrainingRecipe { NumberOfEpochs = 1, BatchSize = 64, Augmentation = null }, network: KnownNetworks.SmallConvNet(8))
        .Fit(ml.LoadCifar(folder));
}
