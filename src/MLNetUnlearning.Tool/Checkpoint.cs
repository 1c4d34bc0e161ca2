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
    public bool HasState => Directory.Exists(path) && (States.Length > 0 || File.Exists(Made));

    /// <summary>Whether there is something to go on from in a folder.</summary>
    public static bool HasStateIn(string folder) => new Checkpoint(folder, isStated: true).HasState;

    /// <summary>Removes a folder in which nothing is.</summary>
    public static void RemoveIfEmpty(string? folder)
    {
        try
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (DirectoryNotFoundException)
        {
            // another process has just done so
        }
    }

    /// <summary>Removes a folder with all that is in it.</summary>
    public static void Remove(string? folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // its run has just ended
        }
    }

    private string Made => System.IO.Path.Combine(path, "made.zip");

    private string MadeBy => System.IO.Path.Combine(path, "made-by.txt");

    private string Held => System.IO.Path.Combine(path, "checkpoint.lock"); // of the library's runs too

    /// <summary>Whether another process holds the folder.</summary>
    private bool IsInUse
    {
        get
        {
            if (!File.Exists(Held)) return false;
            try
            {
                using var probe = new FileStream(Held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return false;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                return false; // it has just ended
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Makes a classifier, and then does the rest of the command with it. The classifier is kept until the rest is done: if that
    /// fails or its process is killed, the same command with --resume goes on after it.</summary>
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
            using var held = Keep(session, made, command);
            var result = rest(made);
            LetGo(session);
            return result;
        }
        catch (OperationCanceledException error) when (File.Exists(Made))
        {
            throw new OperationCanceledException(
                $"the classifier is done and kept in '{path}'; what was to be measured of it is not. The same command with --resume goes "
                + "on. Delete the folder if it is not to go on.", error);
        }
        catch (Exception error) when (error is not OperationCanceledException && File.Exists(Made))
        {
            session.Display.Say(
                $"note: the classifier is done and kept in '{path}': the same command with --resume goes on after it. Delete the folder if "
                + "it is not to go on.");
            throw;
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

    private string[] States
    {
        get
        {
            try
            {
                return Directory.GetFiles(path, "checkpoint-*.safetensors");
            }
            catch (DirectoryNotFoundException)
            {
                return []; // a run removes its folder when it ends, also while somebody looks
            }
        }
    }

    /// <summary>Keeps a classifier that is done; the state of its run is gone by now. Where it cannot be kept, the command goes on without
    /// that.</summary>
    /// <returns>Holds the folder, so that no other process takes it for that of a run that was ended.</returns>
    private FileStream? Keep(Session session, NeuralClassifier made, string command)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (!File.Exists(Made))
            {
                File.Delete(MadeBy);
                Outputs.WriteIfNone(MadeBy, command); // first: what nobody knows the command of is refused
                made.Save(Made);
            }
            return new FileStream(Held, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(Made)) return null;
            session.Display.Say($"note: until the rest is done, the classifier is not kept: {error.Message}");
            LetGo(session); // of the words of the command: they hold what is to be forgotten
            return null;
        }
    }

    /// <summary>Deletes what was kept of a command that is done. A file that another program has open does not cost its result.</summary>
    private void LetGo(Session session)
    {
        try
        {
            DeleteMade();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            session.Display.Say($"note: delete '{path}' by hand: {error.Message}");
        }
    }

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
