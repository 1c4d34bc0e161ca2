using Microsoft.ML;
using MLNetUnlearning.Methods;

namespace Speed.Works;

/// <summary>An iteration of the min-max game: 64 retained rows, and as many forgotten and unseen ones as stated.</summary>
internal sealed record GameSteps(int Width, int Batch, int Steps) : Work(
    $"game iteration, width {Width}, {Batch} forgotten and unseen", "iteration", [Library])
{
    public override void Prepare(string folder) => BriefRequest.Prepare(folder);

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        using var request = BriefRequest.Of(ml, folder, Width);
        var game = new AdversarialMinMax();
        var method = game with
        {
            RandomRows = game.RandomRows with { NumberOfSteps = Steps, BatchSize = 64, AdversarialBatchSize = Batch },
        };
        var clock = new StepClock("game");
        var meter = Meter.Start();
        using var model = request.Unlearn(ml, method, clock);
        return meter.Stop(clock.Median);
    }
}
