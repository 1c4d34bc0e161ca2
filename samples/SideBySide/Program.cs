using System.CommandLine;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;
using SideBySide;

// ML.NET's text classifier reads a message; where it asks to be forgotten, an image classifier forgets a class: two libraries over one
// TorchSharp, in one process.
// No expected output: see README.md.

var text = new Option<string>("--message")
{
    Description = "The message.",
    DefaultValueFactory = _ => "Would you please erase the pictures that I sent you?",
};
var forget = new Option<string>("--class")
{
    Description = "The class to forget where the message asks for it.",
    DefaultValueFactory = _ => "moon",
};
var textEpochs = new Option<int>("--text-epochs") { Description = "Epochs of the text classifier.", DefaultValueFactory = _ => 8 };

var command = new RootCommand("Microsoft.ML.TorchSharp's text classifier and unlearning in one process.") { text, forget, textEpochs };
command.SetAction((parsed, cancellation) =>
{
    try
    {
        Run(parsed.GetValue(text)!, parsed.GetValue(forget)!, parsed.GetValue(textEpochs), cancellation);
        return Task.FromResult(0);
    }
    catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException or HttpRequestException)
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

static void Run(string message, string @class, int textEpochs, CancellationToken cancellation)
{
    var ml = new MLContext(seed: 1);
    var (train, unseen) = ml.Unlearning().HoldOut(ml.LoadSyntheticImages(rowsPerClass: 60));
    // An unknown class is refused before anything is downloaded or trained.
    var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class(@class));

    using var reader = MessageReader.Train(ml, textEpochs);
    var wish = reader.Predict(new Message { Text = message }).Wish;
    Console.WriteLine($"\"{message}\" is taken for: {wish}");
    if (wish != MessageReader.Forget) return;

    using var original = ml.Unlearning()
        .TrainClassifier(network: KnownNetworks.SmallConvNet(), augment: false, cancellationToken: cancellation).Fit(train);
    using var unlearned = ml.Unlearn(original, new AdversarialMinMax(), unseen: unseen, cancellationToken: cancellation).Fit(marked);
    var rows = ml.Unlearning().Subsets(marked, unseen, ml.LoadSyntheticImages(rowsPerClass: 30, part: DataSetPart.Test));
    ReportedModel[] models =
    [
        new("original", ml.Unlearning().Evaluate(original.Transform(rows))),
        new("unlearned", ml.Unlearning().Evaluate(unlearned.Transform(rows))),
    ];
    Console.WriteLine(new UnlearningReport($"class:{@class}", models).ToTable());
}
