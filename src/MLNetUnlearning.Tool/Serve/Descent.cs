using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Which classifiers were made of which by forgetting, as the register knows at one moment.</summary>
internal sealed class Descent(RunRegister runs)
{
    private readonly ILookup<string, string> made = runs.Runs()
        .Where(run => run is { State: RunState.Done, Kind: RunWords.Unlearn })
        .Select(run => (From: RunWords.OriginalPath(run), To: RunWords.ModelPath(run)))
        .Where(run => run.From != run.To && File.Exists(run.To)).ToLookup(run => run.From, run => run.To, RealPath.Comparer);

    /// <summary>The classifiers at the ends of all chains of runs that begin with one. It is not among them.</summary>
    public IReadOnlyList<string> Ends(string model) => [.. After(model).Where(path => !made[path].Any())];

    /// <summary>Whether a classifier is another one, or was made of it.</summary>
    public bool Is(string model, string first)
    {
        var (real, begin) = (RealPath.Of(model), RealPath.Of(first));
        return RealPath.Comparer.Equals(real, begin) || After(begin).Contains(real);
    }

    private HashSet<string> After(string model)
    {
        var (found, waiting) = (new HashSet<string>(RealPath.Comparer), new Queue<string>([model]));
        while (waiting.TryDequeue(out var next))
            foreach (var path in made[next].Where(path => path != model && found.Add(path))) waiting.Enqueue(path);
        return found;
    }
}
