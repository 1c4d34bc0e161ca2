using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML;
using Vectors;

// Every method as it comes on vectors, beside retraining and exact shards: docs/results/vectors.md has the results. A run that was ended
// goes on where it was: a line of the results is what one contestant did with one request.
//
//   dotnet run -c Release --project benchmarks/Vectors -- --data FOLDER --output FILE

const int ReportSeed = 1000, SearchSeed = 5000, NumberOfDraws = 5;
var data = new Option<string>("--data") { Description = "The folder of the tables.", DefaultValueFactory = _ => "../shared/data/tables" };
var output = new Option<string>("--output")
{
    Description = "The file of the results, a line of JSON for each.",
    DefaultValueFactory = _ => "benchmarks/Vectors/results/outcomes.jsonl",
};
var draws = new Option<string>("--draws")
{
    Description = "report: the rows and seeds of reported figures. search: others, for choosing settings.",
    DefaultValueFactory = _ => "report",
};
draws.AcceptOnlyFromAmong("report", "search");
var only = new Option<string[]>("--only")
{
    Description = "Only these contestants or blocks, by the beginning of the name.",
    AllowMultipleArgumentsPerToken = true,
};
var page = new Option<bool>("--table") { Description = "Runs nothing: prints the tables of what is finished." };

var command = new RootCommand("Measures every method on vectors, beside retraining and exact shards.") { data, output, draws, only, page };
command.SetAction((parsed, cancellation) =>
{
    var file = Path.GetFullPath(parsed.GetValue(output)!);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    var lines = Results.Read(file);
    new MLContext().Unlearning().TuneProcess(numberOfThreads: 1);
    var words = parsed.GetValue(only) ?? [];
    var clock = Stopwatch.StartNew();
    for (var draw = 0; draw < NumberOfDraws && !parsed.GetValue(page); draw++)
        foreach (var table in VectorTable.All)
        {
            var seed = (parsed.GetValue(draws) == "search" ? SearchSeed : ReportSeed) + draw;
            var measurement = new Measurement(table, parsed.GetValue(data)!, draw, seed);
            foreach (var kind in table.Requests)
                foreach (var contestant in Contestant.All.Where(one => IsMeant(words, one.Name, Measurement.BlockOf(table, kind))))
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (lines.Any(line => (line.Block, line.Draw, line.Did.Contestant)
                        == (Measurement.BlockOf(table, kind), draw, contestant.Name))) continue;
                    var line = measurement.Of(kind, contestant);
                    lines.Add(line);
                    File.AppendAllText(file, JsonSerializer.Serialize(line) + "\n");
                    Console.Error.WriteLine(
                        $"{clock.Elapsed:h\\:mm\\:ss} {line.Block}, draw {draw}, {contestant.Name}: "
                        + (line.Did.Refused ?? $"{line.Did.Seconds:F1} s"));
                }
        }
    Console.Write(Results.Page(lines));
    return Task.FromResult(0);
});
return await command.Parse(args).InvokeAsync();

static bool IsMeant(string[] words, string contestant, string block)
{
    bool Begins(string word) => contestant.StartsWith(word, StringComparison.OrdinalIgnoreCase);
    bool BeginsBlock(string word) => block.StartsWith(word, StringComparison.OrdinalIgnoreCase);
    var (blocks, contestants) = (words.Where(BeginsBlock).ToList(), words.Where(word => !BeginsBlock(word)).ToList());
    return (blocks.Count == 0 || blocks.Any(BeginsBlock)) && (contestants.Count == 0 || contestants.Any(Begins));
}
