using Microsoft.ML;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>The pre-training of the published game's attacker, which sees logits, labels and noise sensitivity.</summary>
internal sealed record AttackerPreparations(int Iterations, int Batch) : Work(
    $"preparing the published attacker, {Iterations} iterations of {Batch} + {Batch} rows, width 8", "preparation", [Library])
{
    private const int Width = 8;

    public override void Prepare(string folder) => BriefRequest.Prepare(folder);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        using var request = BriefRequest.Of(ml, folder, Width);
        var game = AdversarialMinMax.Cifar10Dense with { AttackerPreTrainingIterations = Iterations };
        var method = game with { RandomRows = game.RandomRows with { NumberOfSteps = 1, NumberOfEpochs = null, BatchSize = Batch } };
        var meter = Meter.Start();
        using var model = request.Unlearn(ml, method);
        return meter.Stop(model.History[^1].PreparationTime.TotalSeconds);
    }
}
