using Microsoft.ML.Runtime;
using MLNetUnlearning.Networks;
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
        return ClassifierReader.Read(file, TorchDevice.Of(context, channel), network);
    }
}
