using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>An iteration of the min-max game: 64 retained rows, and as many forgotten and unseen ones as stated.</summary>
internal sealed record GameSteps(int Width, int Batch, int Steps) : Work(
    $"game iteration, width {Width}, {Batch} forgotten and unseen", "iteration", [Library])
{
    private const int Rows = 2000;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var (train, unseen) = ml.Unlearning().HoldOut(
            ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 10))), 0.2);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
        using var original = ml.Unlearning().TrainClassifier(
            new TrainingRecipe { NumberOfSteps = 20, BatchSize = 64, Augmentation = null }, network: KnownNetworks.ResNet18(Width))
            .Fit(train);
        var game = new AdversarialMinMax();
        var method = game with
        {
            RandomRows = game.RandomRows with { NumberOfSteps = Steps, BatchSize = 64, AdversarialBatchSize = Batch },
        };
        var clock = new StepClock("game");
        var meter = Meter.Start();
        using var model = ml.Unlearn(
            original, method, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, progress: clock).Fit(marked);
        return meter.Stop(clock.Median);
    }
}
