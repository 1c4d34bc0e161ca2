using Microsoft.ML;
using MLNetUnlearning;
using Speed.Peers;

namespace Speed.Works;

/// <summary>A step of training ResNet-18: a batch is put together, forward, backward, the optimiser.</summary>
internal sealed record TrainingSteps(int Width, int Batch, int Steps, Precision Precision = Precision.Float32) : Work(
    $"training step, {(Precision == Precision.Float32 ? "" : $"{Precision}, ")}width {Width}, batch {Batch}", "step",
    Precision == Precision.Float32 ? [Library, Plain, Python] : [Library, Plain])
{
    private const int Rows = 1280;
    private const double Rate = 0.05;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override IReadOnlyList<string> Script(string folder) =>
    [
        "training.py", $"{Width}", $"{Batch}", $"{Steps}", FormattableString.Invariant($"{Rate}"),
        Path.Combine(MadeUpPictures.Folder(folder, Rows, 10), "data_batch_1.bin"),
    ];

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var pictures = MadeUpPictures.Folder(folder, Rows, 10);
        if (contestant == Plain) return RunPlain(pictures);
        var clock = new StepClock("training");
        var recipe = new TrainingRecipe
        {
            NumberOfSteps = Steps,
            BatchSize = Batch,
            LearningRate = Rate,
            Augmentation = null,
            Precision = Precision,
        };
        var view = ml.Data.Cache(ml.LoadCifar(pictures));
        var meter = Meter.Start();
        using var model = ml.Unlearning().TrainClassifier(recipe, network: KnownNetworks.ResNet18(Width), progress: clock).Fit(view);
        return meter.Stop(clock.Median);
    }

    private Sample RunPlain(string pictures)
    {
        var (images, labels) = PlainRows.Read(pictures);
        using var model = new PlainResNet18(Width, 10);
        var meter = Meter.Start();
        var (seconds, _) = PlainTraining.Run(model, images, labels, Batch, Steps, Rate);
        double[] timed = [.. seconds.Skip(StepClock.WarmUp).Order()];
        return meter.Stop(timed[timed.Length / 2]);
    }
}
