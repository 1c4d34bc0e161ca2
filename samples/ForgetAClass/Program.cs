using System.CommandLine;
using ForgetAClass;
using MLNetUnlearning;

// Trains an image classifier, makes it forget a class, saves it, and scores the same rows in another process to the same bits. README.md
// says what it shows.
//
// Expected output of --retrain (one run, its notes left out; the figures and hashes depend on the processor):
//
// Drawn pictures: 100 rows a class, a tenth of them held out as unseen; 50 test rows a class
//
// Forget class:disc (810 retain, 90 forget, 100 unseen, 450 test rows)
//   model          UA  MIA-Efficacy      RA     TA  avg. disparity  seconds  preparation s
//   original     0.00          0.00  100.00  88.89           50.39    50.31           0.00
//   unlearned  100.00        100.00  100.00  90.00            0.11     9.15           0.00
//   retrained  100.00        100.00  100.00  90.44            0.00    45.84           0.00
//   UA, MIA-Efficacy, RA, TA in percent. Attack: confidence, RBF SVM, the one of published tables.
//
// SHA-256 of the scores of the test rows, the forgotten class among them:
//   in this process                 aea069efb1c7b52fda70e6ed65573a1345a3118a4906ba4f18ae8f2befc8d448
//   classifier.zip, another process aea069efb1c7b52fda70e6ed65573a1345a3118a4906ba4f18ae8f2befc8d448
//   model.zip, another process      aea069efb1c7b52fda70e6ed65573a1345a3118a4906ba4f18ae8f2befc8d448
// The same to the bit.

var data = new Option<DirectoryInfo?>("--data")
{
    Description = "A folder with CIFAR-10 or CIFAR-100 in its binary format. Without it: drawn pictures.",
};
var rowsPerClass = new Option<int>("--rows-per-class")
{
    Description = "Take the first N training rows of each class; a tenth of them is held out as unseen.",
    DefaultValueFactory = _ => 100,
};
var testRowsPerClass = new Option<int>("--test-rows-per-class")
{
    Description = "Take the first N test rows of each class.",
    DefaultValueFactory = _ => 50,
};
var seed = new Option<int>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 0 };
var forget = new Option<string?>("--class") { Description = "The class to forget. Default: the first." };
var width = new Option<int>("--width") { Description = "Channels of ResNet-18's first stage.", DefaultValueFactory = _ => 8 };
var epochs = new Option<int?>("--epochs") { Description = "Epochs of training. Default: chosen from the rows." };
var retrain = new Option<bool>("--retrain") { Description = "Also retrain without the class, and compare." };
var output = new Option<DirectoryInfo>("--output")
{
    Description = "The folder for classifier.zip and model.zip.",
    DefaultValueFactory = _ => new DirectoryInfo("forget-a-class"),
};
var classifier = new Option<FileInfo?>("--classifier") { Description = "A file of NeuralClassifier.Save." };
var model = new Option<FileInfo?>("--model") { Description = "A file of MLContext.Model.Save." };

Rows RowsOf(ParseResult parsed) => new(
    parsed.GetValue(data)?.FullName, parsed.GetValue(rowsPerClass), parsed.GetValue(testRowsPerClass), parsed.GetValue(seed));

var score = new Command("score", "Load a saved model, score the test rows, print the SHA-256 of all scores.")
{
    data, testRowsPerClass, seed, classifier, model,
};
score.Validators.Add(result =>
{
    if (result.GetValue(classifier) is null == result.GetValue(model) is null) result.AddError("Give one of --classifier and --model.");
});
score.SetAction(parsed => Guarded(() =>
{
    var file = (parsed.GetValue(classifier) ?? parsed.GetValue(model))!.FullName;
    ScoreCommand.Run(file, isMLNetModel: parsed.GetValue(model) is not null, RowsOf(parsed));
    return 0;
}));

var command = new RootCommand("Train, forget a class, save, and score in another process.")
{
    data, rowsPerClass, testRowsPerClass, seed, forget, width, epochs, retrain, output, score,
};
command.SetAction((parsed, cancellation) => Task.FromResult(Guarded(() =>
{
    var recipe = new TrainingRecipe { NumberOfEpochs = parsed.GetValue(epochs), Augmentation = null };
    var folder = parsed.GetValue(output)!.FullName;
    var run = new ForgetCommand(RowsOf(parsed), parsed.GetValue(forget), parsed.GetValue(width), recipe, parsed.GetValue(retrain), folder);
    return run.Run(cancellation) ? 0 : 1;
})));
return await command.Parse(args).InvokeAsync();

static int Guarded(Func<int> action)
{
    try
    {
        return action();
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException
        or InvalidDataException or FormatException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return 1;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("cancelled");
        return 130;
    }
}
