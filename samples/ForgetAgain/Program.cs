using System.CommandLine;
using ForgetAgain;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

// Grants five requests, one after the other, on the same classifier. README.md says what it shows.
//
// Expected output of --data FOLDER, CIFAR-10 (one run; the figures depend on the processor):
//
// cifar-10-batches-bin: 100 rows a class, 100 test rows a class, seed 0
//   request            so far  UA             MIA-Efficacy   RA             TA             disparity  seconds        advice
//   class:airplane        100  100.0 (100.0)  100.0 (100.0)  96.4 (98.9)    33.3 (36.8)          1.5  1.4 (52.5)     keep
//   random:0.0024         102  97.1 (100.0)   98.0 (100.0)   98.0 (92.0)    35.0 (37.0)          3.2  4.2 (39.2)     keep
//   rows:3 of Id          105  96.2 (99.0)    97.1 (100.0)   98.4 (99.9)    34.9 (36.6)          2.2  5.1 (47.8)     keep
//   rows:1 of Id          106  96.2 (99.1)    100.0 (100.0)  98.9 (99.1)    35.7 (37.4)          1.2  3.2 (49.6)     keep
//   class:cat             206  98.5 (99.0)    100.0 (100.0)  99.4 (99.9)    38.5 (41.5)          1.0  4.8 (41.8)     keep
//   In brackets: the model retrained without all rows forgotten so far. UA and MIA-Efficacy are over all of them.
//   The classifier remembers 206 forgotten rows; marked in each step: 0, 100, 102, 105, 106, 206.

var data = new Option<DirectoryInfo?>("--data")
{
    Description = "A folder with CIFAR-10 or CIFAR-100 in its binary format. Without it: drawn pictures.",
};
var rowsPerClass = new Option<int>("--rows-per-class")
{
    Description = "Take the first N training rows of each class.",
    DefaultValueFactory = _ => 100,
};
var testRowsPerClass = new Option<int>("--test-rows-per-class")
{
    Description = "Take the first N test rows of each class.",
    DefaultValueFactory = _ => 100,
};
var width = new Option<int>("--width") { Description = "Channels of ResNet-18's first stage.", DefaultValueFactory = _ => 8 };
var epochs = new Option<int?>("--epochs") { Description = "Epochs of training. Default: chosen from the rows." };
var method = new Option<string>("--method")
{
    Description = "The method, as its class is called, with its default settings.",
    DefaultValueFactory = _ => nameof(SaliencyUnlearning),
};
var freshMarks = new Option<bool>("--fresh-marks") { Description = "Mark the rows of each request alone, without those of earlier ones." };
var seeds = new Option<int[]>("--seed")
{
    Description = "Seed of everything random; may be given several times.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [0],
};

var command = new RootCommand("Grant five requests on one classifier, and compare with retraining after each.")
{
    data, rowsPerClass, testRowsPerClass, width, epochs, method, freshMarks, seeds,
};
command.SetAction((parsed, cancellation) =>
{
    try
    {
        var recipe = new TrainingRecipe { NumberOfEpochs = parsed.GetValue(epochs), Augmentation = null };
        foreach (var seed in parsed.GetValue(seeds)!)
        {
            var ml = new MLContext(seed);
            ml.Unlearning().TuneProcess();
            var rows = new Rows(parsed.GetValue(data)?.FullName, parsed.GetValue(rowsPerClass), parsed.GetValue(testRowsPerClass), seed);
            var run = new Requests(ml, rows, KnownNetworks.ResNet18(parsed.GetValue(width)), recipe, parsed.GetValue(freshMarks),
                cancellation);
            run.Grant(MethodNamed(ml, parsed.GetValue(method)!));
        }
        return Task.FromResult(0);
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException
        or InvalidDataException or FormatException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return Task.FromResult(1);
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("cancelled");
        return Task.FromResult(130);
    }
});
return await command.Parse(args).InvokeAsync();

static UnlearningMethod MethodNamed(MLContext ml, string name) =>
    ml.Unlearning().Methods.FirstOrDefault(method => method.GetType().Name == name && !method.NeedsUnseenRows)
    ?? throw new ArgumentException($"There is no method '{name}' that needs no unseen rows.");
