using System.Text;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>Finished runs on disk, one file each, under what determines their figures: what is there is not run again.</summary>
internal sealed class RunStore(Preset preset, string folder, Machine machine)
{
    private const string Runs = "runs", Locks = "locks";

    private readonly string runs = Directory.CreateDirectory(Path.Combine(folder, Runs)).FullName;

    public string Folder => folder;

    /// <summary>Whether a run is finished. An empty file may be left of one where the machine failed.</summary>
    public bool Has(RunKey run)
    {
        var file = new FileInfo(PathOf(run));
        return file.Exists && file.Length > 0;
    }

    /// <summary>The figures of those runs that are finished.</summary>
    public UnlearningComparison Finished(IEnumerable<RunKey> keys) =>
        UnlearningComparison.Parse(keys.Where(Has).Select(run => File.ReadAllText(PathOf(run))));

    /// <summary>Waits while another process does a run, and keeps others from it until the result is disposed of.</summary>
    public IDisposable Take(RunKey run)
    {
        var locks = Directory.CreateDirectory(Path.Combine(folder, Locks)).FullName;
        return FileLock.Wait(Path.Combine(locks, Path.GetFileName(PathOf(run)) + ".lock"));
    }

    /// <summary>Keeps a run's figures: whole or not at all.</summary>
    public void Keep(RunKey run, ComparedRun figures)
    {
        WholeFile.Write(PathOf(run), Encoding.UTF8.GetBytes(new UnlearningComparison([figures]).ToJsonLines()), overwrite: true);
        RemoveCheckpointOf(run);
    }

    /// <summary>Removes the state of a finished run: a process that was killed may have left it.</summary>
    public void RemoveCheckpointOf(RunKey run) => Workshop.RemoveCheckpointOf(PathOf(run));

    /// <summary>Takes over finished runs of other folders. All runs of a unit come from one folder, the one that has most of them, this one
    /// before others: figures of two machines are not put beside each other.</summary>
    /// <returns>Whether another folder has any of those that are asked for.</returns>
    /// <exception cref="ToolException">A folder has no runs, or this one has a run that the folder with most of its unit lacks.</exception>
    public bool TakeOver(IReadOnlyList<string> others, IReadOnlyList<RunKey> keys)
    {
        List<RunStore> stores = [.. others.Select(Other)];
        foreach (var unit in keys.GroupBy(run => run.Unit))
        {
            var most = stores.Prepend(this).MaxBy(store => unit.Count(store.Has))!;
            if (most == this) continue;
            if (unit.FirstOrDefault(run => Has(run) && !most.Has(run)) is { } own)
                throw ToolException.WrongData(
                    $"'{folder}' has the run '{own}', and '{most.Folder}' has more runs of its kind, but not this one. Runs of two "
                    + "machines are not put together: state a new folder with --output.");
            foreach (var run in unit.Where(most.Has))
                WholeFile.Write(PathOf(run), File.ReadAllBytes(most.PathOf(run)), overwrite: true);
        }
        return stores.Any(store => keys.Any(store.Has));
    }

    /// <summary>The method of a run, with the preset's settings.</summary>
    public UnlearningMethod MethodOf(RunKey run) => run.Method == MethodNames.Retrain
        ? new Retrain()
        : preset.Methods(run.Data, run.Sparsity).First(method => method.Name == run.Method);

    /// <summary>Where the state of a run is kept until it is finished.</summary>
    public CheckpointSettings CheckpointOf(RunKey run) => Workshop.CheckpointOf(PathOf(run));

    private RunStore Other(string other) => Directory.Exists(Path.Combine(other, Runs))
        ? new RunStore(preset, other, machine)
        : throw ToolException.WrongData($"There are no runs in '{other}': look at --merge.");

    private string PathOf(RunKey run)
    {
        var method = run.Method == MethodNames.Original ? run.Method : MethodOf(run).ToString();
        var attacks = string.Join(", ", Attacks.All.Select(attack => attack.Name));
        var description = $"{new Workshop(preset, folder, machine).Description(run)}\n{run.Scheme}\n{method}\n{attacks}";
        var density = run.Sparsity == 0 ? "dense" : FormattableString.Invariant($"sparse{run.Sparsity}");
        var name = FormattableString.Invariant(
            $"{run.Data.Name} {run.Scheme} {density} {run.Method} seed{run.Seed} {Workshop.Hash(description)}.jsonl");
        return Path.Combine(runs, name.Replace(' ', '_'));
    }
}
