using System.Security.Cryptography;
using System.Text;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Files;

/// <summary>Keeps the states of a run's loops in a folder: a safetensors file for each loop, written beside and renamed.</summary>
internal sealed class CheckpointFolder : ICheckpointStore
{
    private const string Files = "checkpoint-*.safetensors", Unfinished = "checkpoint-*.tmp", Lock = "checkpoint.lock";

    private readonly IReadOnlyDictionary<string, string> run;
    private readonly ExclusiveFile locked;

    /// <summary>Opens a folder for a run. Nobody else can open it until this is disposed.</summary>
    /// <param name="folder">It is made if it is not there.</param>
    /// <param name="run">All that makes a run what it is, by name, such as its settings.</param>
    /// <exception cref="InvalidOperationException">The folder holds the checkpoint of another run, or another run uses it.</exception>
    /// <exception cref="ModelFileException">A file of the checkpoint is damaged.</exception>
    public CheckpointFolder(string folder, IReadOnlyDictionary<string, string> run)
    {
        this.run = run;
        Place = Path.GetFullPath(folder);
        Directory.CreateDirectory(Place);
        locked = Locked();
        try
        {
            foreach (var left in Directory.EnumerateFiles(Place, Unfinished)) File.Delete(left); // of a killed process
            foreach (var file in Directory.EnumerateFiles(Place, Files))
            {
                using var stream = File.OpenRead(file);
                ThrowIfOther(CheckpointFile.ReadHeader(stream, file));
            }
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    public string Place { get; }

    /// <summary>What a checkpoint in a folder says of its run under a name; null if there is no checkpoint or no such entry.</summary>
    /// <exception cref="ModelFileException">A file of the checkpoint is damaged.</exception>
    public static string? EntryIn(string folder, string name)
    {
        if (!Directory.Exists(folder) || Directory.EnumerateFiles(folder, Files).FirstOrDefault() is not { } file) return null;
        using var stream = File.OpenRead(file);
        return CheckpointFile.ReadHeader(stream, file).Metadata.GetValueOrDefault(CheckpointFile.Run + name);
    }

    public LoopState? Read(string loop)
    {
        var path = PathOf(loop);
        if (!File.Exists(path)) return null;
        using var stream = File.OpenRead(path);
        return CheckpointFile.Read(stream, path);
    }

    public void Write(string loop, LoopState state) =>
        AtomicFile.Write(PathOf(loop), stream => CheckpointFile.Write(run, loop, state, stream));

    public void Remove()
    {
        foreach (var file in Directory.EnumerateFiles(Place, Files)) File.Delete(file);
    }

    public void Dispose() => locked.Dispose();

    /// <summary>The name of a loop may hold anything, the name of a file may not.</summary>
    private string PathOf(string loop)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(loop)))[..16];
        return Path.Combine(Place, Files.Replace("*", hash, StringComparison.Ordinal));
    }

    private ExclusiveFile Locked()
    {
        var path = Path.Combine(Place, Lock);
        try
        {
            return ExclusiveFile.Open(path, patience: TimeSpan.Zero);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InvalidOperationException(
                $"Another run uses the checkpoint in '{Place}': give each run a folder of its own.", error);
        }
    }

    private void ThrowIfOther(SafeTensorsHeader header)
    {
        string[] others = [.. run.Where(part => header.Metadata.GetValueOrDefault(CheckpointFile.Run + part.Key) != part.Value)
            .Select(part => part.Key)];
        if (others.Length > 0)
            throw new InvalidOperationException(
                $"The checkpoint in '{Place}' belongs to another run, which had other {NameList.Of(others)}. Give this run a folder of its "
                + "own, or delete that one to start anew.");
    }
}

/// <summary>The state of a loop as a safetensors file. The header says of which run and which loop it is.</summary>
internal static class CheckpointFile
{
    /// <summary>The beginning of the names in the header that describe the run.</summary>
    public const string Run = "run/";

    private const string Format = "MLNetUnlearning checkpoint 1", Hash = "sha256";

    public static void Write(IReadOnlyDictionary<string, string> run, string loop, LoopState state, Stream stream)
    {
        var texts = run.ToDictionary(part => Run + part.Key, part => part.Value);
        texts["format"] = Format;
        texts["loop"] = loop;
        texts["stepsDone"] = state.StepsDone.ToString(CultureInfo.InvariantCulture);
        texts["numberOfSteps"] = state.NumberOfSteps.ToString(CultureInfo.InvariantCulture);
        texts["spent"] = state.Spent.ToString("c", CultureInfo.InvariantCulture);
        texts[Hash] = HashOf(texts, state.Tensors);
        SafeTensorsWriter.Write(state.Tensors, texts, stream);
    }

    /// <summary>Reads the header.</summary>
    /// <param name="stream">A seekable stream that contains nothing but the file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="ModelFileException">The file is no checkpoint, or it is damaged.</exception>
    public static SafeTensorsHeader ReadHeader(Stream stream, string path) => Named(path, () => HeaderOf(stream));

    /// <summary>Reads a state. Its tensors belong to the dispose scope of the caller.</summary>
    /// <inheritdoc cref="ReadHeader"/>
    public static LoopState Read(Stream stream, string path) => Named(path, () =>
    {
        var header = HeaderOf(stream);
        var tensors = header.Tensors.ToDictionary(stored => stored.Name, stored => TensorOf(stored, stream));
        if (HashOf(header.Metadata, tensors) != Text(header, Hash))
            throw new ModelFileException("It is not what was written, by its SHA-256.");
        var numberOfSteps = Number(header, "numberOfSteps", int.MaxValue);
        return new LoopState(tensors, Number(header, "stepsDone", numberOfSteps), numberOfSteps, Time(header, "spent"));
    });

    private static SafeTensorsHeader HeaderOf(Stream stream)
    {
        var header = SafeTensorsHeader.Read(stream);
        return Text(header, "format") == Format
            ? header
            : throw new ModelFileException($"Its format is '{Text(header, "format")}', expected '{Format}'.");
    }

    // The header was compared with the length of the file, so that no more is allocated than the file has.
    private static Tensor TensorOf(StoredTensor stored, Stream stream)
    {
        if (stored.Type != NumberType.F32 && stored.Type != NumberType.I64)
            throw new ModelFileException($"Tensor '{stored.Name}' holds {stored.Type.Name}; checkpoints hold F32 and I64 only.");
        var numbers = NewTensor.Empty(stored.Shape, stored.Type == NumberType.F32 ? ScalarType.Float32 : ScalarType.Int64);
        TensorFiller.Fill(numbers, stored, stream);
        return numbers;
    }

    /// <summary>The hash over the texts, but for the hash itself, and over the tensors.</summary>
    internal static string HashOf(IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, text) in texts.Where(entry => entry.Key != Hash).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length} {text.Length} {name}{text}"));
        hash.AppendData(Encoding.ASCII.GetBytes(WeightsHash.Of(tensors)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static int Number(SafeTensorsHeader header, string name, int most) =>
        int.TryParse(Text(header, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ModelFileException($"'{name}' is '{Text(header, name)}'; it must be in 0..{most}.");

    private static TimeSpan Time(SafeTensorsHeader header, string name) =>
        TimeSpan.TryParseExact(Text(header, name), "c", CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero
            ? time
            : throw new ModelFileException($"'{name}' is '{Text(header, name)}', which is no time.");

    private static string Text(SafeTensorsHeader header, string name) => header.Metadata.TryGetValue(name, out var text)
        ? text
        : throw new ModelFileException($"It has no entry '{name}'.");

    private static T Named<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException(
                $"The checkpoint '{path}' cannot be read: {error.Message} Nothing was loaded. Delete its folder to start anew.", error);
        }
    }
}
