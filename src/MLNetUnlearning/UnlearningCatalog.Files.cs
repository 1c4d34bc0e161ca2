using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Reads a classifier that <see cref="NeuralClassifier.Save(string)"/> wrote: the same scores to the bit, and it can be asked
    /// to forget as before.</summary>
    /// <remarks>
    /// Every part is compared with its SHA-256 before anything is made of it, and a failure leaves nothing loaded. That finds damage; it
    /// does not tell who
    /// wrote the file. Reading runs no code from the file. Versions and limits: docs/saving.md.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="network">Null for this library's networks. For a network of your own: its architecture, which a file cannot bring
    /// along.</param>
    /// <returns>A classifier on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</returns>
    /// <exception cref="ModelFileException">The file is no classifier, is damaged or altered, was written by a newer version, or holds
    /// another network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public NeuralClassifier LoadClassifier(string path, NetworkArchitecture? network = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var channel = ((IHostEnvironment)context).Start("Loading");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return new NeuralClassifier(ClassifierReader.Read(file, TorchDevice.Of(context, channel), network)).In(context);
    }

    /// <summary>Takes the classifier out of a model: one that <c>mlContext.Model.Load</c> gave back, or any other chain.</summary>
    /// <remarks>It can be asked to forget, and scores in batches. Of a loaded model it is read anew with each call, and yours to dispose;
    /// of a model that was never saved it is the very one.</remarks>
    /// <param name="model">The model.</param>
    /// <returns>A classifier on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</returns>
    /// <exception cref="InvalidOperationException">The model holds no classifier, or more than one.</exception>
    /// <exception cref="ModelFileException">The classifier in it is damaged, altered, or of a newer version.</exception>
    public NeuralClassifier FindClassifier(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        NeuralClassifier[] found = [.. ClassifierChains.ClassifiersOf(Restore(model))];
        if (found.Length == 1) return found[0];
        foreach (var one in found.Except(ClassifierChains.ClassifiersOf(model))) one.Dispose();
        throw new InvalidOperationException(found.Length == 0
            ? "The model holds no NeuralClassifier: it was saved without one, or is another model."
            : $"The model holds {found.Length} classifiers. Restore(model) gives all of them, in their places.");
    }

    /// <summary>Puts classifiers back into a model that <c>mlContext.Model.Load</c> gave back: the same scores to the bit, in batches,
    /// annotated as before saving.</summary>
    /// <param name="model">The model; left as it is.</param>
    /// <returns>A chain of the same parts, with a <see cref="NeuralClassifier"/> wherever one was saved; disposing it disposes them. A
    /// model without any comes back as a chain of its own parts.</returns>
    /// <exception cref="ModelFileException">A classifier in it is damaged, altered, or of a newer version.</exception>
    public TransformerChain<ITransformer> Restore(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var channel = ((IHostEnvironment)context).Start("Loading");
        var device = TorchDevice.Of(context, channel);
        var restored = ClassifierChains.Restored(model, text => new NeuralClassifier(EmbeddedClassifier.Read(text.Span, device)).In(context));
        return restored as TransformerChain<ITransformer> ?? new TransformerChain<ITransformer>(restored);
    }

    /// <summary>Makes a classifier of weights that were trained in PyTorch: the same logits, and it can be asked to forget.</summary>
    /// <remarks>
    /// <para>Reads safetensors files and the zip archives of <c>torch.save</c> (<c>.pt</c>, <c>.pth</c>; PyTorch 1.6 and later) with a
    /// state dictionary of
    /// torchvision's ResNet names, also within a dictionary under <c>state_dict</c>, with <c>module.</c> before the names, or with
    /// <c>shortcut</c> and <c>linear</c>
    /// for <c>downsample</c> and <c>fc</c>. Of the pickle in it only what tensors need is read; nothing in it is run. The network is the
    /// one with the stem for
    /// small images (3x3, stride 1, no pooling); torchvision's own 7x7 stem is refused.</para>
    /// <para>Normalisation is part of the network. It is taken from the file where it is there (buffers <c>normalize.mean</c> and
    /// <c>normalize.std</c>, or what
    /// <see cref="ExportWeights"/> wrote) and <paramref name="network"/> is null; else state it: <c>KnownNetworks.ResNet18(64, new
    /// ImageNormalization(..))</c>.</para>
    /// <para>Training rows are unknown to the classifier, so that nobody can tell whether rows given as unseen were among them.</para>
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="classNames">The classes, in the order of the network's outputs.</param>
    /// <param name="network">The architecture; null: told from the weights.</param>
    /// <param name="featureShape">The images; null: 32 x 32 of as many channels as the weights take, pixels of 0 to 255.</param>
    /// <param name="recipe">How it was trained, which retraining follows; null: the published recipe.</param>
    /// <param name="labelColumnName">The label: a key.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>, plane after plane.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: a key.</param>
    /// <exception cref="ArgumentException">A class is named twice, there are fewer than two, or settings are out of range.</exception>
    /// <exception cref="ModelFileException">The file is none of these, is damaged, or its weights are not those of the network; the message
    /// names the tensor.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public NeuralClassifier ImportWeights(
        string path, IReadOnlyList<string> classNames, NetworkArchitecture? network = null, FeatureShape? featureShape = null, TrainingRecipe? recipe = null,
        string labelColumnName = "Label", string featureColumnName = "Features",
        string scoreColumnName = "Score", string predictedLabelColumnName = "PredictedLabel")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfLessThan(classNames.Count, 2, nameof(classNames));
        var columns = new ClassifierColumns(labelColumnName, featureColumnName, scoreColumnName, predictedLabelColumnName);
        recipe ??= new TrainingRecipe();
        Settings.ThrowIfAny(Settings.Violations(columns).Concat(recipe.Violations()), "the import");
        using var channel = ((IHostEnvironment)context).Start("Importing");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var hash = HashingStream.PartOf(Path.GetFileName(path), file);
        file.Position = 0;
        return new NeuralClassifier(WeightsImport.Read(
            file, $"weights of {hash.Name}, SHA-256 {hash.Sha256}", classNames, network, featureShape, columns, recipe, TorchDevice.Of(context, channel)));
    }

    /// <summary>Writes a classifier's weights for PyTorch: a safetensors file with PyTorch's names, whose header also says how images are
    /// normalised.</summary>
    /// <remarks><c>model.load_state_dict(safetensors.torch.load_file(path))</c> reads it. Classes, columns and history are not in it: see
    /// <see cref="NeuralClassifier.Save(string)"/>.</remarks>
    /// <param name="classifier">The classifier; left as it is.</param>
    /// <param name="path">The file to make or to replace; written beside and renamed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void ExportWeights(NeuralClassifier classifier, string path)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var metadata = new Dictionary<string, string>(ClassifierWriter.WeightsMetadata);
        if (NetworkDescription.Of(classifier.Architecture) is { Width: not null } known)
        {
            var normalization = ImageNormalization.For(classifier.Shape.Channels, known.Normalization);
            metadata[WeightsFile.MeansEntry] = Words(normalization.Means);
            metadata[WeightsFile.DeviationsEntry] = Words(normalization.Deviations);
        }
        AtomicFile.Write(path, stream => SafeTensorsWriter.Write(classifier.Weights, metadata, stream));
    }

    private static string Words(IEnumerable<float> numbers) => string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
