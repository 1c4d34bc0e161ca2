using System.Globalization;
using GameIteration;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

// What an iteration of the min-max game costs: ResNet-18 of width 16, 64 retained rows a batch, m = 10 noisy copies.
//
// dotnet run -c Release --project benchmarks/GameIteration -- [iterations] [threads]
//
// "64 forgotten, 64 unseen": equal batches, as published. "16 forgotten, 16 unseen": the recipe for small data.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var iterations = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
var ml = new MLContext(seed: 1);
var tuning = ml.Unlearning().TuneProcess(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : null);
var (train, unseen) = ml.Unlearning().HoldOut(ml.LoadSyntheticImages(rowsPerClass: 500), 0.2);
var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1));
using var original = ml.Unlearning()
    .TrainClassifier(network: KnownNetworks.ResNet18(16), numberOfEpochs: 1, batchSize: 64, augment: false).Fit(train);

Console.WriteLine($"{iterations} iterations, {tuning.NumberOfThreads} threads");
Console.WriteLine($"{"batches beside 64 retained",-28}{"median s",10}{"fastest s",11}{"slowest s",11}");
foreach (var batch in new[] { 64, 16 })
{
    const int WarmUp = 2;
    var clock = new StepClock(WarmUp);
    var game = new AdversarialMinMax();
    var method = game with
    {
        RandomRows = game.RandomRows with { NumberOfSteps = iterations + WarmUp + 1, BatchSize = 64, AdversarialBatchSize = batch },
    };
    using (ml.Unlearn(original, method, unseen: unseen, maximumRetainAccuracyLoss: double.PositiveInfinity, progress: clock).Fit(marked))
    {
        var seconds = clock.Seconds();
        var title = $"{batch} forgotten, {batch} unseen";
        Console.WriteLine($"{title,-28}{seconds[seconds.Count / 2],10:F3}{seconds[0],11:F3}{seconds[^1],11:F3}");
    }
}
