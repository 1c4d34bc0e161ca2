using System.Security.Cryptography;
using System.Text;
using MLNetUnlearning.Methods;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>The models that several runs share: made once, kept on disk under what determines them, and waited for while another process
/// makes them.</summary>
internal sealed class Workshop(Preset preset, string folder, Machine machine)
{
    private readonly string models = Path.Combine(folder, "models");

    /// <summary>The most memory, in MiB, of the process that made the model that was asked for last; null: it is not known.</summary>
    public double? PeakOfMaking { get; private set; }

    /// <summary>The model that is to forget, with what earlier runs prepared for it.</summary>
    public NeuralClassifier Original(MLContext ml, RunKey run, Rows rows)
    {
        if (run.Sparsity == 0) return WithPreparations(Dense(ml, run, rows), OriginalPath(run));
        return WithPreparations(Kept(ml, OriginalPath(run), state =>
        {
            using var dense = Dense(ml, run, rows);
            return ml.Unlearning().Prune(dense, preset.Pruning with { Sparsity = run.Sparsity / 100 }, seed: run.Seed, checkpoint: state)
                .Fit(rows.Train);
        }), OriginalPath(run));
    }

    /// <summary>The model retrained without the rows to forget.</summary>
    public NeuralClassifier Retrained(MLContext ml, RunKey run, Rows rows, NeuralClassifier original, IDataView marked) =>
        Kept(ml, PathOf($"retrained {run.Scheme}", run, Description(run) + $"\n{run.Scheme} {rows.Request(run.Scheme, run.Seed)}"), state =>
            ml.Unlearn(original, new Retrain(), unseen: rows.Unseen, seed: run.Seed, checkpoint: state).Fit(marked));

    /// <summary>Keeps what a run prepared for the original, so that the next need not make it again.</summary>
    public void KeepPreparations(RunKey run, NeuralClassifier original) => original.SavePreparations(PreparationsPath(OriginalPath(run)));

    /// <summary>What determines a run's original: a changed setting makes another one.</summary>
    public string Description(RunKey run) => string.Join('\n',
        ToolVersion.Text, preset.Name, run.Data, preset.Network, preset.Recipe,
        run.Sparsity == 0 ? "dense" : $"{run.Sparsity} {preset.Pruning}",
        $"seed {run.Seed}", machine);

    /// <summary>A short name for a text: its SHA-256's first twelve digits.</summary>
    public static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12].ToLowerInvariant();

    private NeuralClassifier Dense(MLContext ml, RunKey run, Rows rows) => Kept(ml, OriginalPath(run with { Sparsity = 0 }), state =>
        ml.Unlearning().TrainClassifier(preset.Recipe, network: preset.Network, seed: run.Seed, checkpoint: state).Fit(rows.Train));

    private static NeuralClassifier WithPreparations(NeuralClassifier original, string path)
    {
        if (File.Exists(PreparationsPath(path))) original.LoadPreparations(PreparationsPath(path));
        return original;
    }

    private NeuralClassifier Kept(MLContext ml, string path, Func<CheckpointSettings, NeuralClassifier> make)
    {
        Directory.CreateDirectory(models);
        using var taken = FileLock.Wait(path + ".lock");
        var notes = path + ".peak";
        if (!File.Exists(path))
        {
            using var made = make(CheckpointOf(path));
            File.WriteAllText(notes, PeakMemory.OfThisProcess().ToString(CultureInfo.InvariantCulture));
            made.Save(path);
        }
        RemoveCheckpointOf(path); // also that of a process that was killed after it had saved the model
        PeakOfMaking = PeakIn(notes);
        return ml.Unlearning().LoadClassifier(path);
    }

    private static double? PeakIn(string notes) =>
        File.Exists(notes) && double.TryParse(File.ReadAllText(notes), CultureInfo.InvariantCulture, out var peak) ? peak : null;

    /// <summary>Where the state of a run is kept until its result is there: a process that is killed loses a minute.</summary>
    public static CheckpointSettings CheckpointOf(string path) => new(path + ".checkpoint");

    /// <summary>Removes the folder of a state that is not needed any more.</summary>
    public static void RemoveCheckpointOf(string path)
    {
        var folder = CheckpointOf(path).Folder;
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process removes it too, or has it open. The result is there, and the folder goes the next time.
        }
    }

    private string OriginalPath(RunKey run) => PathOf("original", run, Description(run));

    private string PathOf(string kind, RunKey run, string description)
    {
        var density = run.Sparsity == 0 ? "dense" : FormattableString.Invariant($"sparse{run.Sparsity}");
        var name = FormattableString.Invariant($"{run.Data.Name} {density} seed{run.Seed} {kind} {Hash(description)}.zip");
        return Path.Combine(models, name.Replace(' ', '_'));
    }

    private static string PreparationsPath(string original) => Path.ChangeExtension(original, ".preparations.safetensors");
}
