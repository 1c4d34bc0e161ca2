using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;
using MLNetUnlearning;
using PhotosBenchmark;

// How close unlearning of photos comes to retraining, on features of a pre-trained network: docs/results/photos.md has the results. A run
// that was ended goes on where it was: a line of the results is one request and model. Pictures and features stay in a folder.
//
//   dotnet run -c Release --project benchmarks/Photos -- --data FOLDER --output FILE

var data = new Option<string>("--data")
{
    Description = "The folder of CIFAR-10's binary version.",
    DefaultValueFactory = _ => "../shared/data/cifar-10-batches-bin",
};
var folder = new Option<string>("--folder")
{
    Description = "The folder for pictures and features.",
    DefaultValueFactory = _ => "artifacts/photos",
};
var output = new Option<string>("--output")
{
    Description = "The file of the results, a line of JSON for each.",
    DefaultValueFactory = _ => "benchmarks/Photos/results/outcomes.jsonl",
};
var most = new Option<int>("--requests") { Description = "How many requests.", DefaultValueFactory = _ => int.MaxValue };

var command = new RootCommand("Measures unlearning of photos.") { data, folder, output, most };
command.SetAction((parsed, cancellation) =>
{
    var ml = new MLContext(seed: 1);
    ml.Unlearning().TuneProcess();
    var place = Path.GetFullPath(parsed.GetValue(folder)!);
    Pictures.Write(ml, parsed.GetValue(data)!, place);
    var (train, unseen, test) = (Features("train"), Features("unseen"), Features("test"));

    var file = Path.GetFullPath(parsed.GetValue(output)!);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    List<Outcome> outcomes = File.Exists(file)
        ? [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<Outcome>(line)!)] : [];
    foreach (var request in Request.All.Take(parsed.GetValue(most)))
    {
        if (outcomes.Any(done => (done.Kind, done.Draw) == (request.Kind, request.Draw))) continue;
        cancellation.ThrowIfCancellationRequested();
        Outcome[] made = [.. new Measurement(ml, train, unseen, test).Of(request).Select(outcome =>
        {
            Console.Error.WriteLine($"{request.Kind} {request.Draw}, {outcome.Contestant}: {outcome.Seconds:F1} s");
            return outcome;
        })];
        outcomes.AddRange(made);
        File.AppendAllLines(file, made.Select(outcome => JsonSerializer.Serialize(outcome)));
    }
    Console.WriteLine(ResultTables.Of(outcomes));
    return Task.FromResult(0);

    // Each part has features of its own, since the paths within a part are those within another.
    IDataView Features(string part)
    {
        var clock = Stopwatch.StartNew();
        var pictures = Path.Combine(place, part);
        var files = ml.LoadImageFolder(pictures);
        var kept = ml.Unlearning().KeepFeatures(
            ml.ImagePixels(pictures, 224, 224, outputColumnName: "Pixels").Append(ml.Transforms.DnnFeaturizeImage(
                "Features", network => network.ModelSelector.ResNet18(ml, network.OutputColumn, network.InputColumn), "Pixels")),
            Path.Combine(place, part + ".features"), cancellationToken: cancellation);
        var rows = ml.Data.Cache(kept.Fit(files).Transform(files), "Features", "Label", "Id");
        Console.Error.WriteLine($"{part}: {kept}, {clock.Elapsed.TotalSeconds:F1} s");
        return rows;
    }
});
return await command.Parse(args).InvokeAsync();
