using System.CommandLine;
using QuickStart;

// Trains an image classifier, makes it forget, retrains it for comparison, and prints how near forgetting came to retraining.
//
// Expected output (synthetic images; one run, its notes left out):
//
// Forget class:disc (810 retain, 90 forget, 100 unseen, 540 test rows)
//   model          UA  MIA-Efficacy     RA     TA  avg. disparity  seconds  preparation s
//   original    13.33         21.11  92.35  79.26           42.62    16.44           0.00
//   unlearned  100.00        100.00  93.21  76.30            0.71     8.81           9.52
//   retrained  100.00        100.00  91.85  74.81            0.00    14.38           0.00
//
// Forget random:0.1 (810 retain, 90 forget, 100 unseen, 600 test rows)
//   model         UA  MIA-Efficacy     RA     TA  avg. disparity  seconds  preparation s
//   original   11.11         17.78  92.10  78.83           12.02    16.44           0.00
//   unlearned  16.67         26.67  95.93  81.67           10.07    22.40           9.52
//   retrained  27.78         38.89  89.14  71.50            0.00    16.45           0.00

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
