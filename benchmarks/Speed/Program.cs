using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Speed;
using Speed.Works;

// How fast the library is: beside a plain TorchSharp program on the same libtorch, beside Python where it is installed, and, with --before,
// beside the library as another checkout has it. docs/performance.md has the results and says how to read them.
//
//   dotnet run -c Release --project benchmarks/Speed -- [--quick | --full] [--only WORDS ..] [--before FOLDER]
//   dotnet run -c Release --project benchmarks/Speed -- --precision-pairs FOLDER_OF_CIFAR_10

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// One contestant's run, in the process that it has to itself.
if (args is ["run", var workName, var contestant, var place, var threadsText])
{
    if (AllWorks.List.SingleOrDefault(work => work.Name == workName) is not { } asked)
    {
        Console.Error.WriteLine($"There is no work '{workName}' here.");
        return Contest.UnknownWork;
    }
    var context = new MLContext(seed: 1);
    context.Unlearning().TuneProcess(int.Parse(threadsText, CultureInfo.InvariantCulture));
    Console.WriteLine(asked.Run(context, contestant, place).Write());
    return 0;
}

var quick = new Option<bool>("--quick") { Description = "The most important works only, in 4 minutes." };
var full = new Option<bool>("--full") { Description = "Everything, in hours." };
var only = new Option<string[]>("--only")
{
    Description = "Works whose names hold one of these words.",
    AllowMultipleArgumentsPerToken = true,
};
var rounds = new Option<int?>("--rounds")
{
    Description = "How often each contestant runs. Default: 3; with --quick 1, and without --full fewer of what takes long.",
};
var threads = new Option<int>("--threads") { Description = "Threads of each.", DefaultValueFactory = _ => Environment.ProcessorCount };
var before = new Option<string?>("--before")
{
    Description = "The folder of another checkout in which benchmarks/Speed is built: the library as it is there takes part.",
};
var precision = new Option<string?>("--precision-pairs")
{
    Description = "Nothing is timed: what bfloat16 costs in accuracy, on the CIFAR-10 pictures of this folder.",
};
var folder = new Option<string>("--folder")
{
    Description = "Keeps made-up pictures, originals and the figures of every run.",
    DefaultValueFactory = _ => "artifacts/speed",
};

var longest = TimeSpan.FromSeconds(15); // so that all works together take less than twenty minutes
var command = new RootCommand("Times the library beside others.") { quick, full, only, rounds, threads, before, precision, folder };
command.SetAction((parsed, cancellation) =>
{
    var extent = parsed.GetValue(quick) ? Extent.Quick : parsed.GetValue(full) ? Extent.Full : Extent.Usual;
    var words = parsed.GetValue(only) ?? [];
    var files = Directory.CreateDirectory(Path.GetFullPath(parsed.GetValue(folder)!)).FullName;
    new MLContext().Unlearning().TuneProcess(parsed.GetValue(threads)); // for pairs, and for originals
    if (parsed.GetValue(precision) is { } data)
    {
        PrecisionPairs.Print(data, files, cancellation);
        return Task.FromResult(0);
    }
    var other = parsed.GetValue(before) is { } checkout
        ? Path.Combine(Path.GetFullPath(checkout), "benchmarks/Speed/bin/Release/net10.0/Speed.dll") : null;
    if (!Contest.HasPython.Value)
        Console.Error.WriteLine("Python does not take part: python3-torch and python3-sklearn are not installed.");
    Console.WriteLine(SpeedTable.Head);
    foreach (var work in AllWorks.List.Where(work => words.Length > 0
        ? words.Any(word => work.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) : work.From <= extent))
    {
        cancellation.ThrowIfCancellationRequested();
        var samples = new Contest(work, files, parsed.GetValue(threads), other)
            .Run(
                parsed.GetValue(rounds) ?? (extent == Extent.Quick ? 1 : 3),
                parsed.GetValue(rounds) is null && extent == Extent.Usual ? longest : TimeSpan.MaxValue);
        Console.Write(SpeedTable.Lines(work, samples));
        File.AppendAllText(
            Path.Combine(files, "samples.jsonl"),
            JsonSerializer.Serialize(new { work = work.Name, at = DateTimeOffset.Now, samples }) + "\n");
    }
    return Task.FromResult(0);
});
return await command.Parse(args).InvokeAsync();
