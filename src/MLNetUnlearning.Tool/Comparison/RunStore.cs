using System.Text;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>Finished runs on disk, one file each, under everything that determines their figures: what is there is not run again.</summary>
internal sealed class RunStore(Preset preset, string folder, int numberOfThreads)
{
    private const string Runs = "runs";

    private readonly string runs = Directory.CreateDirectory(Path.Combine(folder, Runs)).FullName;

    public string Folder => folder;

    public bool Has(RunKey run) => File.Exists(PathOf(run));

    /// <summary>The figures of those runs that are finished.</summary>
    public UnlearningComparison Finished(IEnumerable<RunKey> keys) =>
        UnlearningComparison.Parse(keys.Where(Has).Select(run => File.ReadAllText(PathOf(run))));

    /// <summary>Keeps a run's figures: whole or not at all.</summary>
    public void Keep(RunKey run, ComparedRun figures)
    {
        var beside = PathOf(run) + ".tmp";
        File.WriteAllText(beside, new UnlearningComparison([figures]).ToJsonLines(), new UTF8Encoding(false));
        File.Move(beside, PathOf(run), overwrite: true);
        Workshop.RemoveCheckpointOf(PathOf(run));
    }

    /// <summary>Copies the finished runs of another folder that this one lacks.</summary>
    /// <returns>Whether it has any of those that are asked for.</returns>
    /// <exception cref="ToolException">The folder has no runs.</exception>
    public bool TakeOver(string other, IReadOnlyList<RunKey> keys)
    {
        if (!Directory.Exists(Path.Combine(other, Runs)))
            throw ToolException.WrongData($"There are no runs in '{other}': look at --merge.");
        var from = new RunStore(preset, other, numberOfThreads);
        var there = keys.Where(from.Has).ToList();
        foreach (var run in there.Where(key => !Has(key))) File.Copy(from.PathOf(run), PathOf(run));
        return there.Count > 0;
    }

    /// <summary>The method of a run, with the preset's settings.</summary>
    public UnlearningMethod MethodOf(RunKey run) => run.Method == MethodNames.Retrain
        ? new Retrain()
        : preset.Methods(run.Data, run.Sparsity).First(method => method.Name == run.Method);

    /// <summary>Where the state of a run is kept until it is finished.</summary>
    public CheckpointSettings CheckpointOf(RunKey run) => Workshop.CheckpointOf(PathOf(run));

    private string PathOf(RunKey run)
    {
        var method = run.Method == MethodNames.Original ? run.Method : MethodOf(run).ToString();
        var attacks = string.Join(", ", Attacks.All.Select(attack => attack.Name));
        var description = $"{new Workshop(preset, folder, numberOfThreads).Description(run)}\n{run.Scheme}\n{method}\n{attacks}";
        var density = run.Sparsity == 0 ? "dense" : FormattableString.Invariant($"sparse{run.Sparsity}");
        var name = FormattableString.Invariant(
            $"{run.Data.Name} {run.Scheme} {density} {run.Method} seed{run.Seed} {Workshop.Hash(description)}.jsonl");
        return Path.Combine(runs, name.Replace(' ', '_'));
    }
}
