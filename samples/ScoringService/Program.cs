using System.CommandLine;
using ScoringService;

// A web service that scores images, and takes over a newly unlearned model without a request noticing. README.md says what it shows.
//
// Expected output of --smoke (ports and counts of requests differ):
//
//   original.zip tells apart disc, ring, square, ...
//   listening on http://127.0.0.1:41693
//   swapped in unlearned.zip: train, retrain
//   swapped in original.zip: train
//   swapped in unlearned.zip: train, retrain
//   128 requests of 4 clients through 3 swaps, 0 failed

var models = new Option<DirectoryInfo?>("--models") { Description = "The folder of model files." };
var model = new Option<string>("--model")
{
    Description = "The model to start with: a file of that folder.",
    DefaultValueFactory = _ => "model.zip",
};
var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
var smoke = new Option<bool>("--smoke")
{
    Description = "Check the service instead: train and unlearn small models, start, let four clients post, swap three times, stop.",
};
var seconds = new Option<double?>("--seconds") { Description = "With --smoke: how long the clients post. Without it: 32 requests each." };

var command = new RootCommand(
    "Score images over HTTP. The key for swapping models is read from the environment variable SCORING_ADMIN_KEY.")
{
    models, model, url, smoke, seconds,
};
command.SetAction(async (parsed, cancellation) =>
{
    try
    {
        if (parsed.GetValue(smoke)) return await SelfCheck.Run(parsed.GetValue(seconds), cancellation) ? 0 : 1;
        var settings = new ServiceSettings
        {
            ModelFolder = parsed.GetValue(models)?.FullName ?? Environment.CurrentDirectory,
            ModelFile = parsed.GetValue(model)!,
            Url = parsed.GetValue(url)!,
            AdminKey = Environment.GetEnvironmentVariable("SCORING_ADMIN_KEY"),
        };
        await using var app = ScoringApp.Build(settings);
        await app.RunAsync(cancellation);
        return 0;
    }
    catch (Exception exception) when (exception is IOException or FormatException or ArgumentException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {exception.Message}");
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
