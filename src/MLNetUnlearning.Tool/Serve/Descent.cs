using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Which classifiers were made of which by forgetting, as the register knows.</summary>
internal static class Descent
{
    /// <summary>The classifiers at the ends of all chains of runs that begin with one. It is not among them.</summary>
    public static IReadOnlyList<string> Ends(Workbench bench, string model)
    {
        var made = Made(bench);
        return [.. After(made, model).Where(path => !made[path].Any())];
    }

    /// <summary>Whether a classifier is another one, or was made of it.</summary>
    public static bool Is(Workbench bench, string model, string first) => model == first || After(Made(bench), first).Contains(model);

    private static ILookup<string, string> Made(Workbench bench) => bench.Runs.Runs()
        .Where(run => run is { State: RunState.Done, Kind: RunWords.Unlearn })
        .Select(run => (From: RunWords.Value(run, "--model"), To: RunWords.ModelOf(run)))
        .Where(run => run.From is not null && run.From != run.To && File.Exists(run.To)).ToLookup(run => run.From!, run => run.To);

    private static HashSet<string> After(ILookup<string, string> made, string model)
    {
        var (found, waiting) = (new HashSet<string>(), new Queue<string>([model]));
        while (waiting.TryDequeue(out var next))
            foreach (var path in made[next].Where(path => path != model && found.Add(path))) waiting.Enqueue(path);
        return found;
    }
}
