using System.CommandLine;
using QuickStart;

// Trains an image classifier, makes it forget, retrains it for comparison, and prints how near forgetting came to retraining.
//
// Expected output (synthetic images; one run, its notes left out):
//
// Forget class:disc (810 retain, 90 forget, 100 unseen, 540 test rows)
//   model                    UA  MIA-Efficacy      RA     TA  avg. disparity  seconds  preparation s
//   original               0.00          0.00  100.00  88.33           50.79    69.74           0.00
//   unlearned            100.00        100.00  100.00  89.63            1.11    46.82           0.00
//   adversarial min-max  100.00        100.00  100.00  88.70            0.88     7.44           0.00
//   retrained            100.00        100.00  100.00  85.19            0.00    45.70           0.00
//
// Forget random:0.1 (810 retain, 90 forget, 100 unseen, 600 test rows)
//   model                   UA  MIA-Efficacy      RA     TA  avg. disparity  seconds  preparation s
//   original              0.00          0.00  100.00  88.33           13.78    49.69           0.00
//   unlearned            17.78         40.00  100.00  87.83            1.12    45.61           0.00
//   adversarial min-max   8.89         33.33  100.00  89.00            3.06     8.73           0.00
//   retrained            14.44         40.00  100.00  89.00            0.00    45.69           0.00

var data = new Option<DirectoryInfo?>("--data")
{
    Description = "A folder with CIFAR-10 or CIFAR-100 in its binary format. Without it: synthetic images, and fewer of them.",
};
var rowsPerClass = new Option<int?>("--rows-per-class")
{
    Description = "Take the first N training rows of each class; a tenth of them is held out as unseen. Default: 500 (synthetic: 100).",
};
var testRowsPerClass = new Option<int?>("--test-rows-per-class")
{
    Description = "Take the first N test rows of each class. Default: 200 (synthetic: 60).",
};
var width = new Option<int?>("--width") { Description = "Channels of ResNet-18's first stage. Default: 16 (synthetic: 8)." };
var epochs = new Option<int?>("--epochs") { Description = "Epochs of training. Default: chosen from the rows." };
var augment = new Option<bool>("--augment") { Description = "Train on random crops and flips." };
var forget = new Option<string?>("--forget")
{
    Description = "What to forget: class:NAME or random:FRACTION. Default: both a class and 10 % at random.",
};
var seed = new Option<int>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 0 };
var json = new Option<FileInfo?>("--json") { Description = "Also write the results to this file." };

var command = new RootCommand("Train, forget, compare with retraining.")
{
    data, rowsPerClass, testRowsPerClass, width, epochs, augment, forget, seed, json,
};
command.SetAction((parsed, cancellation) =>
{
    var synthetic = parsed.GetValue(data) is null;
    var settings = (synthetic ? DemoSettings.Synthetic : DemoSettings.Cifar) with
    {
        Data = parsed.GetValue(data)?.FullName,
        NumberOfEpochs = parsed.GetValue(epochs),
        Augment = parsed.GetValue(augment),
        Seed = parsed.GetValue(seed),
        Json = parsed.GetValue(json)?.FullName,
    };
    settings = settings with
    {
        RowsPerClass = parsed.GetValue(rowsPerClass) ?? settings.RowsPerClass,
        TestRowsPerClass = parsed.GetValue(testRowsPerClass) ?? settings.TestRowsPerClass,
        Width = parsed.GetValue(width) ?? settings.Width,
    };
    try
    {
        Demo.Run(settings, parsed.GetValue(forget), cancellation);
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
