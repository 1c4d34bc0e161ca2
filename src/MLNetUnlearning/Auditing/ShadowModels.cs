using System.Security.Cryptography;
using System.Text;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Auditing;

/// <summary>Models like an audited classifier: they have its network, recipe and mask and are trained on rows that the auditor
/// chooses.</summary>
/// <param name="audited">The classifier they are like.</param>
/// <param name="device">The device they are trained on.</param>
/// <param name="store">Keeps them.</param>
/// <param name="progress">Receives progress reports of their training.</param>
/// <param name="cancellationToken">Ends the work between two steps. Models that are finished by then are kept.</param>
internal sealed class ShadowModels(
    NeuralClassifier audited, Device device, ShadowStore store, IProgress<UnlearningProgress> progress, CancellationToken cancellationToken)
{
    /// <summary>A model trained on some rows. If an earlier audit has kept it, it is not trained again.</summary>
    /// <param name="rows">All rows of the audit.</param>
    /// <param name="chosen">Those to train on.</param>
    /// <param name="seed">The seed of its training.</param>
    /// <param name="name">Its name in progress reports.</param>
    public NeuralClassifier Trained(AuditRows rows, long[] chosen, int seed, string name)
    {
        var recipe = audited.RecipeFor(chosen.Length);
        var key = ShadowKey.Of(audited, recipe, "train", seed.ToString("D", null), rows.Identity(chosen));
        var step = new ClassifierStep("shadow", name, seed, chosen.Length, 0, default, default);
        return store.GetOrMake(key, checkpoint => Make(seed, step, rows, generator =>
        {
            var network = audited.CopyNetwork(device);
            var training = rows.Rows.Select(chosen);
            network.Reset(generator);
            network.StandardizeBy(training);
            var plan = new TrainingPlan(recipe, new TrainingSize(training.Count, network.NumberOfClasses, network.Shape));
            TrainingLoop.Train(network, training, plan, generator, name, progress, cancellationToken, checkpoint);
            return network;
        }));
    }

    /// <summary>What a method makes of a shadow model that was trained on all rows, some of which are marked.</summary>
    /// <param name="trained">Gives the shadow model.</param>
    /// <param name="method">The method that unlearns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="marks">Which rows it is to forget.</param>
    /// <param name="unseen">Rows that no shadow model is trained on, for methods that need some.</param>
    /// <param name="seed">The seed of the unlearning.</param>
    public NeuralClassifier Unlearned(
        Func<NeuralClassifier> trained, UnlearningMethod method, AuditRows rows, bool[] marks, AuditRows? unseen, int seed)
    {
        var (settings, recipe) = (SettingsText.Of(method), audited.RecipeFor(marks.Length));
        var key = ShadowKey.Of(
            audited, recipe, method.GetType().FullName!, settings, seed.ToString("D", null), rows.Identity(rows.All), ShadowKey.Bits(marks),
            unseen?.Identity(unseen.All) ?? "");
        var step = new ClassifierStep(method.Name, settings, seed, marks.Length, marks.Count(mark => mark), default, default);
        return store.GetOrMake(key, checkpoint => Make(seed, step, rows, generator =>
        {
            using var model = trained();
            var network = model.CopyNetwork(device);
            var split = ForgetSplit.Of(
                rows.Rows, [.. marks.Select(mark => mark ? RowKind.Forget : RowKind.Retain)], unseen?.Rows);
            var preparations = model.Preparations.For("audit");
            method.Unlearn(new UnlearningRun(network, split, recipe, generator, preparations, progress, cancellationToken)
            {
                Checkpoint = checkpoint,
            });
            return network;
        }));
    }

    private NeuralClassifier Make(int seed, ClassifierStep step, AuditRows rows, Func<Generator, ClassifierNetwork> make)
    {
        using var scope = NewDisposeScope();
        using var generator = Seeding.Create((ulong)seed);
        var network = make(generator);
        network.ApplyMasks();
        NetworkCheck.ThrowIfUnsound(network, rows.Rows, step.Name);
        return new NeuralClassifier(
            new ClassifierState(network, audited.Columns, audited.Labels, audited.Recipe, RememberedRows.Unknown, [step]));
    }
}

/// <summary>Shadow models on disk, one file each, and beside it the state of its making. A file is written whole or not at all, so an
/// interrupted audit goes on where it stopped.</summary>
/// <param name="folder">The folder that keeps them; made if it is missing. Null: they are not kept.</param>
/// <param name="device">The device for models that are read.</param>
/// <param name="architecture">Their network. A file cannot bring a user's own network along.</param>
/// <param name="progress">Is told where the making of a model goes on.</param>
internal sealed class ShadowStore(
    string? folder, Device device, NetworkArchitecture architecture, IProgress<UnlearningProgress> progress)
{
    /// <summary>The kept model of that name. If there is none, one is made and kept from now on. A damaged file is replaced.</summary>
    public NeuralClassifier GetOrMake(string key, Func<RunCheckpoint, NeuralClassifier> make)
    {
        if (folder is null) return make(RunCheckpoint.None);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"shadow-{key}.zip");
        var state = new CheckpointSettings(path + ".checkpoint");
        if (Read(path) is { } kept)
        {
            RemoveLeft(state.Folder);
            return kept;
        }
        var checkpoint = Opened(state, key);
        try
        {
            var model = Made(make, checkpoint);
            model.Save(path);
            checkpoint.Remove();
            return model;
        }
        catch (UnlearningException)
        {
            checkpoint.Remove(); // it would end in the same way again
            throw;
        }
        finally
        {
            checkpoint.Dispose();
            RemoveIfEmpty(state.Folder);
        }
    }

    /// <summary>A new model. Where the state of its making is damaged, it is made from the start.</summary>
    private static NeuralClassifier Made(Func<RunCheckpoint, NeuralClassifier> make, RunCheckpoint checkpoint)
    {
        try
        {
            return make(checkpoint);
        }
        catch (ModelFileException)
        {
            checkpoint.Remove();
            return make(RunCheckpoint.None);
        }
    }

    /// <summary>The checkpoint of a model; none while another process makes the same one, which then is made twice.</summary>
    private RunCheckpoint Opened(CheckpointSettings state, string key)
    {
        try
        {
            var run = new Dictionary<string, string> { ["shadow model"] = key };
            return new RunCheckpoint(new CheckpointFolder(state.Folder, run), state.Interval, progress);
        }
        catch (InvalidOperationException held) when (held.InnerException is IOException)
        {
            return RunCheckpoint.None;
        }
        catch (ModelFileException)
        {
            RemoveLeft(state.Folder);
            return RunCheckpoint.None;
        }
    }

    /// <summary>Removes what a process has left that was killed, if it can be removed.</summary>
    private static void RemoveLeft(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It does no harm: the model is there, or is made from the start.
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // It has the state of a run that was ended, or another process is at it.
        }
    }

    private NeuralClassifier? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new NeuralClassifier(ClassifierReader.Read(file, device, architecture));
        }
        catch (ModelFileException)
        {
            return null;
        }
    }
}

/// <summary>The name of a shadow model: a hash over everything that determines it except the number of threads.</summary>
internal static class ShadowKey
{
    /// <summary>Raise it when the same settings no longer give the same model.</summary>
    private const string Version = "4";

    /// <summary>The name of a model like a classifier, made in the given way.</summary>
    public static string Of(NeuralClassifier audited, TrainingRecipe recipe, params string[] making)
    {
        string[] like =
        [
            audited.Architecture.ToString(), audited.Shape.ToString(), recipe.ToString(),
            string.Join('\u001f', audited.Labels.Names), MaskOf(audited),
        ];
        return Hash(string.Join('\u001e', [Version, .. like, .. making]));
    }

    public static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();

    public static string Bits(IEnumerable<bool> marks) => string.Concat(marks.Select(mark => mark ? '1' : '0'));

    /// <summary>A hash over which weights are fixed at zero; "dense" for a dense network.</summary>
    private static string MaskOf(NeuralClassifier audited)
    {
        if (audited.Sparsity == 0) return "dense";
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, weight) in audited.Weights.OrderBy(weight => weight.Key, StringComparer.Ordinal))
            hash.AppendData(weight.eq(0).to(ScalarType.Byte).cpu().contiguous().data<byte>().ToArray());
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
