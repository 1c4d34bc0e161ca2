using System.CommandLine;
using ForgetAgain;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

// Grants five requests, one after the other, on the same classifier. README.md says what it shows.

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
var epochs = new Option<int>("--epochs") { Description = "Epochs of training.", DefaultValueFactory = _ => 20 };
var rate = new Option<double>("--rate") { Description = "Learning rate at the start.", DefaultValueFactory = _ => 0.05 };
var batch = new Option<int>("--batch") { Description = "Rows in a batch.", DefaultValueFactory = _ => 32 };
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
    data, rowsPerClass, testRowsPerClass, width, epochs, batch, rate, method, freshMarks, seeds,
};
command.SetAction((parsed, cancellation) =>
{
    try
    {
        var recipe = new TrainingRecipe
        {
            NumberOfEpochs = parsed.GetValue(epochs),
            BatchSize = parsed.GetValue(batch),
            LearningRate = parsed.GetValue(rate),
            Augmentation = null,
        };
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
