using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Pipelines;
using MLNetUnlearning.Saving;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Reads a classifier that <see cref="ImageClassifier.Save(string)"/> wrote: the same scores to the bit, and it can be asked to forget as before.</summary>
    /// <remarks>
    /// Every part is compared with its SHA-256 before anything is made of it, and a failure leaves nothing loaded. That finds damage; it does not tell who
    /// wrote the file. Reading runs no code from the file. Versions and limits: docs/saving.md.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="network">Null for this library's networks. For a network of your own: its architecture, which a file cannot bring along.</param>
    /// <returns>A classifier on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</returns>
    /// <exception cref="ModelFileException">The file is no classifier, is damaged or altered, was written by a newer version, or holds another network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public ImageClassifier LoadClassifier(string path, NetworkArchitecture? network = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var channel = ((IHostEnvironment)context).Start("Loading");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return ClassifierReader.Read(file, TorchDevice.Of(context, channel), network).In(context);
    }

    /// <summary>Takes the classifier out of a model: one that <c>mlContext.Model.Load</c> gave back, or any other chain.</summary>
    /// <remarks>It can be asked to forget, and scores in batches. Of a loaded model it is read anew with each call, and yours to dispose; of a model that was never saved it is the very one.</remarks>
    /// <param name="model">The model.</param>
    /// <returns>A classifier on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</returns>
    /// <exception cref="InvalidOperationException">The model holds no classifier, or more than one.</exception>
    /// <exception cref="ModelFileException">The classifier in it is damaged, altered, or of a newer version.</exception>
    public ImageClassifier FindClassifier(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ImageClassifier[] found = [.. SavedModels.ClassifiersOf(Restore(model))];
        if (found.Length == 1) return found[0];
        foreach (var one in found.Except(SavedModels.ClassifiersOf(model))) one.Dispose();
        throw new InvalidOperationException(found.Length == 0
            ? "The model holds no ImageClassifier: it was saved without one, or is another model."
            : $"The model holds {found.Length} classifiers. Restore(model) gives all of them, in their places.");
    }

    /// <summary>Puts classifiers back into a model that <c>mlContext.Model.Load</c> gave back: the same scores to the bit, in batches, annotated as before saving.</summary>
    /// <param name="model">The model; left as it is.</param>
    /// <returns>A chain of the same parts, with an <see cref="ImageClassifier"/> wherever one was saved; disposing it disposes them. A model without any comes back as a chain of its own parts.</returns>
    /// <exception cref="ModelFileException">A classifier in it is damaged, altered, or of a newer version.</exception>
    public TransformerChain<ITransformer> Restore(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var channel = ((IHostEnvironment)context).Start("Loading");
        var device = TorchDevice.Of(context, channel);
        var restored = SavedModels.Restored(model, text => EmbeddedClassifier.Read(text.Span, device).In(context));
        return restored as TransformerChain<ITransformer> ?? new TransformerChain<ITransformer>(restored);
    }
}
