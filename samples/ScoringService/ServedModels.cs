using System.Runtime.CompilerServices;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Serving;

namespace ScoringService;

/// <summary>The model in use, loaded from a file of the model folder.</summary>
internal sealed class ServedModels : IDisposable
{
    private readonly MLContext ml;
    private readonly ServiceSettings settings;
    private readonly ClassifierPool pool;
    private readonly ConditionalWeakTable<NeuralClassifier, string> files = [];
    private readonly SemaphoreSlim swapping = new(1); // one model is loaded at a time, however many ask

    public ServedModels(MLContext ml, ServiceSettings settings)
    {
        (this.ml, this.settings) = (ml, settings);
        pool = new ClassifierPool(Load(settings.ModelFile), maximumWaiting: settings.MaximumWaiting);
    }

    /// <summary>The model in use, for one request: it stays the same, and alive, until the lease ends.</summary>
    public ClassifierLease Lease() => pool.Lease();

    /// <summary>The file that a model came from.</summary>
    public string FileOf(NeuralClassifier model) => files.TryGetValue(model, out var file) ? file : "";

    /// <summary>Loads a model beside the one in use and puts it in its place. When anything fails, the one in use stays.</summary>
    /// <exception cref="ArgumentException">That is not the name of a file.</exception>
    /// <exception cref="FileNotFoundException">The model folder has no such file.</exception>
    /// <exception cref="ModelFileException">The file is no model, or is damaged.</exception>
    /// <exception cref="InvalidOperationException">The model gives no finite scores.</exception>
    public async Task SwapAsync(string file, CancellationToken cancellationToken)
    {
        await swapping.WaitAsync(cancellationToken);
        try
        {
            await PutInUse(await Task.Run(() => Load(file), cancellationToken), cancellationToken);
        }
        finally
        {
            swapping.Release();
        }
    }

    public void Dispose() => pool.Dispose();

    private async Task PutInUse(NeuralClassifier next, CancellationToken cancellationToken)
    {
        try
        {
            await pool.SwapAsync(next, cancellationToken);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    private NeuralClassifier Load(string file)
    {
        // A name, not a path: a request must not reach out of the folder.
        if (file.Length == 0 || file is "." or ".." || file.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
            throw new ArgumentException($"'{file}' is not the name of a file.", nameof(file));
        var model = ml.Unlearning().LoadClassifier(Path.Combine(settings.ModelFolder, file));
        files.Add(model, file);
        return model;
    }
}
