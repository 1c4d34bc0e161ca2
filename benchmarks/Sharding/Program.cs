using System.CommandLine;
using System.Text.Json;
using ShardingBenchmark;

// Quality and cost of sharded models on tables: docs/sharded.md has the results. A run that was ended goes on where it was: a line of the
// results is one table, number of shards and draw.
//
//   dotnet run -c Release --project benchmarks/Sharding -- --data FOLDER --output FILE

var data = new Option<string>("--data") { Description = "The folder of the tables.", DefaultValueFactory = _ => "../shared/data/tables" };
var output = new Option<string>("--output")
{
    Description = "The file of the results, a line of JSON for each.",
    DefaultValueFactory = _ => "benchmarks/Sharding/results/outcomes.jsonl",
};
var only = new Option<string[]>("--table")
{
    Description = "Measures tables whose name begins with this. Default: all.",
    AllowMultipleArgumentsPerToken = true,
};
var draws = new Option<int>("--draws") { Description = "How many draws.", DefaultValueFactory = _ => 5 };
var shards = new Option<int[]>("--shards")
{
    Description = "Numbers of shards; 0: the whole model.",
    DefaultValueFactory = _ => [0, 1, 5, 10, 20],
    AllowMultipleArgumentsPerToken = true,
};
var forget = new Option<int[]>("--forget")
{
    Description = "Numbers of ids to forget.",
    DefaultValueFactory = _ => [1, 10, 100],
    AllowMultipleArgumentsPerToken = true,
};

var command = new RootCommand("Measures sharded models on tables.") { data, output, only, draws, shards, forget };
command.SetAction((parsed, cancellation) =>
{
    var file = Path.GetFullPath(parsed.GetValue(output)!);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    List<Outcome> outcomes = File.Exists(file)
        ? [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<Outcome>(line)!)] : [];
    var names = parsed.GetValue(only) ?? [];
    for (var draw = 0; draw < parsed.GetValue(draws); draw++)
        foreach (var table in Tables.All.Where(table => names.Length == 0 || names.Any(table.Name.StartsWith)))
            foreach (var number in parsed.GetValue(shards)!)
            {
                if (outcomes.Any(done => (done.Table, done.Shards, done.Draw) == (table.Name, number, draw))) continue;
                cancellation.ThrowIfCancellationRequested();
                var outcome = new Measurement(parsed.GetValue(data)!, table, draw).Of(number, parsed.GetValue(forget)!);
                outcomes.Add(outcome);
                File.AppendAllText(file, JsonSerializer.Serialize(outcome) + "\n");
                Console.Error.WriteLine($"{table.Name}, {number} shards, draw {draw}: {outcome.Quality:F1}");
            }
    Console.WriteLine(ResultTables.Of(outcomes));
    return Task.FromResult(0);
});
return await command.Parse(args).InvokeAsync();
