namespace MLNetUnlearning.Tool;

/// <summary>The folder that keeps the state of a run: a run that is ended can go on.</summary>
internal sealed class Checkpoint
{
    public static Option<string?> Folder { get; } = new("--checkpoint")
    {
        Description = "The folder that keeps the state of the run. Default: the output's name and .checkpoint.",
        HelpName = "FOLDER",
    };

    public static Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Go on with the run whose state is in the checkpoint folder.",
    };

    private readonly string path;
    private readonly bool isStated;

    private Checkpoint(string path, bool isStated) => (this.path, this.isStated) = (path, isStated);

    public string Path => path;

    /// <summary>The checkpoint of a run.</summary>
    /// <exception cref="ToolException">There is a state and the run is not to go on with it, or there is none to go on with.</exception>
    public static Checkpoint Of(Session session, string output)
    {
        var stated = session.Get(Folder);
        var checkpoint = new Checkpoint(stated ?? output + ".checkpoint", stated is not null);
        if (session.Get(Resume) && !checkpoint.HasState)
            throw ToolException.Usage(
                $"There is no state in '{checkpoint.path}' to go on from: leave out --resume, or name the --checkpoint.");
        if (checkpoint.IsInUse)
            throw ToolException.Usage(
                $"A run that keeps its state in '{checkpoint.path}' is still going on in another process: wait for it, or state another "
                + "--output or --checkpoint.");
        if (!session.Get(Resume) && checkpoint.HasState)
        {
            if (!session.Get(CommonOptions.Force))
                throw ToolException.Usage(
                    $"'{checkpoint.path}' has the state of a run that was ended: --resume goes on with it, --force deletes it and "
                    + "begins anew.");
            checkpoint.Delete();
        }
        return checkpoint;
    }

    /// <summary>Whether there is something to go on from.</summary>
    public bool HasState => Directory.Exists(path) && (States.Any() || File.Exists(Made));

    /// <summary>Whether there is something to go on from in a folder.</summary>
    public static bool HasStateIn(string folder) => new Checkpoint(folder, isStated: true).HasState;

    /// <summary>Removes a folder in which nothing is.</summary>
    public static void RemoveIfEmpty(string? folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    private string Made => System.IO.Path.Combine(path, "made.zip");

    private string MadeBy => System.IO.Path.Combine(path, "made-by.txt");

    /// <summary>Whether another process holds the folder.</summary>
    private bool IsInUse
    {
        get
        {
            var held = System.IO.Path.Combine(path, "checkpoint.lock");
            if (!File.Exists(held)) return false;
            try
            {
                using var probe = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return false;
            }
            catch (FileNotFoundException)
            {
                return false; // it has just ended
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Makes a classifier, and then does the rest of the command with it. If the rest is ended, the classifier is kept, and the
    /// same command with --resume goes on after it.</summary>
    /// <param name="session">The command.</param>
    /// <param name="make">Makes the classifier.</param>
    /// <param name="load">Loads a classifier from a file.</param>
    /// <param name="rest">What follows.</param>
    public Result MakeAndGoOn(
        Session session, Func<NeuralClassifier> make, Func<string, NeuralClassifier> load, Func<NeuralClassifier, Result> rest)
    {
        var command = session.WordsBesides(Resume, CommonOptions.Force, CommonOptions.Verbose, CommonOptions.Json);
        using var made = File.Exists(Made) ? Kept(load, command) : make();
        try
        {
            var result = rest(made);
            DeleteMade();
            return result;
        }
        catch (OperationCanceledException error)
        {
            Directory.CreateDirectory(path);
            made.Save(Made);
            File.WriteAllText(MadeBy, command);
            throw new OperationCanceledException(
                $"the classifier is done and kept in '{path}'; what was to be measured of it is not. The same command with --resume goes "
                + "on. Delete the folder if it is not to go on.", error);
        }
        finally
        {
            RemoveIfEmpty();
        }
    }

    /// <summary>Runs with the checkpoint. If the run is cancelled, the exception says how to go on.</summary>
    public T Run<T>(Func<CheckpointSettings, T> run)
    {
        try
        {
            var result = run(new CheckpointSettings(path));
            RemoveIfEmpty();
            return result;
        }
        catch (OperationCanceledException error)
        {
            throw new OperationCanceledException(
                HasState
                    ? $"the state of the run is in '{path}'. The same command with --resume goes on. Delete the folder if "
                        + "it is not to go on."
                    : "nothing was done yet, and nothing is kept.", error);
        }
        finally
        {
            RemoveIfEmpty();
        }
    }

    private IEnumerable<string> States => Directory.EnumerateFiles(path, "checkpoint-*.safetensors");

    private NeuralClassifier Kept(Func<string, NeuralClassifier> load, string command) =>
        File.Exists(MadeBy) && File.ReadAllText(MadeBy) == command
            ? load(Made)
            : throw ToolException.Usage(
                $"'{path}' keeps what another command has made: give the same options as then, or --force in place of --resume to begin "
                + "anew.");

    private void Delete()
    {
        foreach (var file in States) File.Delete(file);
        DeleteMade();
    }

    private void DeleteMade()
    {
        if (!Directory.Exists(path)) return;
        foreach (var file in new[] { Made, Outputs.KeyOf(Made), MadeBy }) File.Delete(file);
    }

    private void RemoveIfEmpty()
    {
        if (!isStated) RemoveIfEmpty(path);
    }
}
