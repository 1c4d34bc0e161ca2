using MLNetUnlearning.Tool.Scaling;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>A command line: which runs it asks for, and running them.</summary>
internal sealed record Arguments
{
    public required Preset Preset { get; init; }
    public required string Output { get; init; }
    public required string Data { get; init; }
    public required IReadOnlyList<string> DataSets { get; init; }
    public required IReadOnlyList<string> Schemes { get; init; }
    public required IReadOnlyList<string> Sparsities { get; init; }
    public required IReadOnlyList<string> Methods { get; init; }
    public required IReadOnlyList<string> Seeds { get; init; }
    public required Part? Part { get; init; }
    public required IReadOnlyList<string> Merge { get; init; }
    public required Machine Machine { get; init; }
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Runs what is not finished, one process after the other, and writes the tables.</summary>
    public Outcome RunAll(Action<string> log, CancellationToken cancellation)
    {
        var all = Runs();
        var mine = Merge.Count > 0 ? [] : Part is null ? all : [.. Plan.Of(Part, all)];
        foreach (var data in mine.Select(run => run.Data).Distinct()) data.Require(Data);
        var store = new RunStore(Preset, Output, Machine);
        if (Merge.Count > 0 && !store.TakeOver(Merge, all))
            throw ToolException.WrongData(
                $"None of the folders of --merge has a run that is asked for: state --preset, --threads and --gpu ({Machine} now), "
                + "--seeds and the like as for the parts.");
        // A GPU that is not there is said once, and not by every run.
        if (Machine.Gpu is not null && !mine.All(store.Has)) Begin();
        var failed = new RunQueue(store, Words, log).Run(mine, cancellation);
        var finished = store.Finished(all);
        finished.Save(Output);
        return new Outcome(finished, all.Count, failed, Tables.Of(Preset, finished, Words, Machine, all.Count));
    }

    /// <summary>How many parts the runs can be put into at most.</summary>
    public int NumberOfUnits => Runs().Select(run => run.Unit).Distinct().Count();

    /// <summary>The run of a process of its own.</summary>
    public void RunOne(string key)
    {
        var run = Runs().Single(one => one.ToString() == key);
        Begin();
        new RunProcess(Preset, Data, new RunStore(Preset, Output, Machine), Machine).Run(run);
    }

    /// <summary>Makes this process ready to compute.</summary>
    /// <exception cref="ToolException">It cannot.</exception>
    private void Begin()
    {
        Session.ThrowIfNoTorch();
        new MLContext().Unlearning().TuneProcess(Machine.Threads);
        if (Machine.Gpu is { } gpu) Session.ThrowIfNoGpu(gpu);
    }

    private IReadOnlyList<RunKey> Runs()
    {
        var runs = Preset.Runs(Preset).ToList();
        var wanted = Numbers(Seeds, "seed");
        var added = wanted.Except(runs.Select(run => run.Seed)).ToList();
        runs.AddRange(added.SelectMany(seed => runs.Select(run => run with { Seed = seed }).Distinct()).ToList());
        var pairs = runs.Select(run => (run.Data, run.Sparsity)).Distinct();
        var isMeant = MethodNames.Filter([.. Methods], [.. pairs.SelectMany(pair => Preset.Methods(pair.Data, pair.Sparsity))]);
        var chosen = runs.Where(run =>
            IsAmong(run.Data.Name, DataSets) && IsAmong(run.Scheme, Schemes)
            && IsAmong(run.Sparsity.ToString(CultureInfo.InvariantCulture), Sparsities)
            && (wanted.Count == 0 || wanted.Contains(run.Seed))
            && (Methods.Count == 0 || MethodNames.AreYardsticks(run.Method) || isMeant(run.Method))).ToList();
        return chosen.Count > 0 ? chosen : throw ToolException.Usage(
            $"Preset '{Preset.Name}' has no such runs: look at --data-sets, --schemes, --sparsities and --seeds.");
    }

    private static bool IsAmong(string value, IReadOnlyList<string> words) =>
        words.Count == 0 || words.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static List<int> Numbers(IReadOnlyList<string> words, string what) =>
    [
        .. words.Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var number)
            ? number : throw ToolException.Usage($"Cannot read '{word}' as a {what}.")),
    ];
}

/// <summary>What a comparison came to.</summary>
/// <param name="Finished">The runs that are finished.</param>
/// <param name="Planned">How many runs were asked for.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Text">The tables.</param>
internal sealed record Outcome(UnlearningComparison Finished, int Planned, int Failed, string Text);
