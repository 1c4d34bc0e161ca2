using System.Text;
using Microsoft.ML;

namespace Matrix;

/// <summary>What is measured.</summary>
internal enum Measurement
{
    Methods,
    Training,
    Ablation,
}

/// <summary>A command line: what it asks for, and doing it.</summary>
internal sealed record Arguments
{
    public required Measurement Measurement { get; init; }
    public required Plan Plan { get; init; }
    public required string Output { get; init; }
    public required string Data { get; init; }
    public required int Processes { get; init; }
    public required int Threads { get; init; }
    public required int? Epochs { get; init; }
    public required bool OnlyTable { get; init; }
    public required string? Unit { get; init; }
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Runs what is not finished and writes the table, also where something failed.</summary>
    /// <returns>0, or 1 if something failed.</returns>
    public async Task<int> RunAll(TextWriter table, TextWriter log, CancellationToken cancellation)
    {
        var units = Units();
        if (units.Count == 0) throw new ArgumentException("There is nothing to run: look at --cells and --requests.");
        if (!OnlyTable) foreach (var data in units.Select(unit => unit.Cell.Data).Distinct()) data.Require(Data);
        var at = Workplace();
        var failed = OnlyTable ? 0 : await new ProcessQueue(at, Words, Processes, log).Run(units, cancellation);
        var text = Table(units, at);
        File.WriteAllText(Path.Combine(Output, $"{Measurement}.md".ToLowerInvariant()), text, new UTF8Encoding(false));
        await table.WriteAsync(text);
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The unit of a process of its own.</summary>
    public int RunOne(string name)
    {
        var ml = new MLContext(seed: Plan.Draws.FirstSeed);
        ml.Unlearning().TuneProcess(Threads);
        Units().Single(unit => unit.Name == name).Run(ml, Workplace());
        return 0;
    }

    private IReadOnlyList<Unit> Units() => Measurement switch
    {
        Measurement.Training => Plan.Trainings(),
        Measurement.Ablation => WithOriginals(Plan.AblationBlocks()),
        _ => WithOriginals(Plan.Blocks()),
    };

    private static IReadOnlyList<Unit> WithOriginals(IReadOnlyList<DrawUnit> blocks) => [.. Plan.OriginalsOf(blocks), .. blocks];

    private Workplace Workplace()
    {
        var epochs = Epochs is { } count ? $", originals of {count} epochs" : "";
        var store = new OutcomeStore(Output, $"draws {Plan.Draws.Name}, threads {Threads}{epochs}");
        return new Workplace(store, new Originals(store, Epochs), Plan.Draws, Data);
    }

    private string Table(IReadOnlyList<Unit> units, Workplace at)
    {
        var measured = units.Where(unit => unit is not OriginalUnit).ToList(); // an original alone is no row of the table
        var open = measured.Count(unit => unit.Missing(at) > 0);
        var text = new StringBuilder($"## Matrix\n\n`Matrix {string.Join(' ', Words)}`\n\n");
        text.Append($"Processes at a time: {Processes}; threads of each: {Threads}. ");
        text.Append(Epochs is { } count ? $"A trial: originals of {count} epochs.\n\n" : "Originals: `TrainClassifier()` as it comes.\n\n");
        foreach (var list in new[] { DrawList.Report, DrawList.Search })
            text.Append($"- {list}{(list == Plan.Draws ? " **This table.**" : "")}\n");
        text.Append('\n');
        if (open > 0) text.Append($"{open} of {measured.Count} units of work are not finished: their draws are missing here.\n\n");
        return text.Append(Measurement == Measurement.Training
            ? TrainingTables.Of([.. units.OfType<TrainingUnit>()], at.Store)
            : MatrixTables.Of([.. units.OfType<DrawUnit>()], at.Store, Measurement == Measurement.Ablation)).ToString();
    }
}
