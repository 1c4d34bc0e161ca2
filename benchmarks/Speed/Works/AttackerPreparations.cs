using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>The pre-training of the published game's attacker, which sees logits, labels and noise sensitivity.</summary>
internal sealed record AttackerPreparations(int Iterations, int Batch) : Work(
    $"preparing the published attacker, {Iterations} iterations of {Batch} + {Batch} rows, width 8", "preparation", [Library])
{
    private const int Rows = 2000, Width = 8;

    public override void Prepare(string folder) => MadeUpPictures.Folder(folder, Rows, 10);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var (train, unseen) = ml.Unlearning().HoldOut(
            ml.Data.Cache(ml.LoadCifar(MadeUpPictures.Folder(folder, Rows, 10))), 0.2);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
        using var original = ml.Unlearning().TrainClassifier(
            new TrainingRecipe { NumberOfSteps = 20, BatchSize = 64, Augmentation = null }, network: KnownNetworks.ResNet18(Width))
            .Fit(train);
        var game = AdversarialMinMax.Cifar10Dense with { AttackerPreTrainingIterations = Iterations };
        var method = game with { RandomRows = game.RandomRows with { NumberOfSteps = 1, NumberOfEpochs = null, BatchSize = Batch } };
        var meter = Meter.Start();
        using var model = ml.Unlearn(original, method, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity).Fit(marked);
        return meter.Stop(model.History[^1].PreparationTime.TotalSeconds);
    }
}
