using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;
using MLNetUnlearning.Scoring;

namespace MLNetUnlearning;

public sealed partial class UnlearningCatalog
{
    /// <summary>Reads a classifier that <see cref="NeuralClassifier.Save(string)"/> wrote. It gives the same scores to the bit and can
    /// unlearn as before.</summary>
    /// <remarks>Every part of the file is compared with its SHA-256 before it is used, and a failure leaves nothing loaded. This finds
    /// damage; it does not prove who wrote the file. Reading runs no code from the file. Versions and limits: docs/saving.md.</remarks>
    /// <param name="path">The file to read.</param>
    /// <param name="network">Null for networks of this library. For a network
    /// of your own: its architecture, which the file does not contain.</param>
    /// <param name="fingerprintKey">The key of the classifier's rows; null: read from the file that lies beside <paramref name="path"/> and
    /// has its name with <c>.key</c> at the end. Without the key the classifier scores; the log says what it cannot do.</param>
    /// <exception cref="ArgumentException">The key is that of other rows.</exception>
    /// <returns>A classifier on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</returns>
    /// <exception cref="ModelFileException">The file is not a classifier, is damaged or altered, was written by a newer version, or holds
    /// another network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public NeuralClassifier LoadClassifier(string path, NetworkArchitecture? network = null, FingerprintKey? fingerprintKey = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var channel = ((IHostEnvironment)context).Start("Loading");
        var state = ReadClassifier(path, TorchDevice.Of(context, channel), network);
        var key = fingerprintKey ?? KeyBeside(path, state.Remembered.KeyIdentity);
        for (var tries = 0; tries < 3 && key is null && state.Remembered.LacksKey && File.Exists(KeyFile.Beside(path)); tries++)
        {
            // Another classifier may have taken the place of this one between reading it and its key.
            state.Network.Dispose();
            state = ReadClassifier(path, TorchDevice.Of(context, channel), network);
            key = KeyBeside(path, state.Remembered.KeyIdentity);
        }
        return Keyed(state, key, channel);
    }

    private static ClassifierState ReadClassifier(string path, Device device, NetworkArchitecture? network)
    {
        if (Directory.Exists(path)) throw new FileNotFoundException($"'{path}' is a folder, and not the file of a classifier.", path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return ClassifierReader.Read(file, device, network);
    }

    /// <summary>Saves a model as <c>mlContext.Model.Save</c> does, but whole or not at all: an existing file is replaced only once the new
    /// one is complete. ML.NET empties the file first, and leaves it empty if the model cannot be saved.</summary>
    /// <param name="model">The model, usually a fitted pipeline.</param>
    /// <param name="inputSchema">The columns that the model takes, which <c>Model.Load</c> gives back; null: they are not saved.</param>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <exception cref="InvalidOperationException">A classifier in the model cannot be saved this way. The message says what to
    /// do.</exception>
    /// <exception cref="ObjectDisposedException">A classifier in the model is disposed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SaveModel(ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        AtomicFile.Write(path, stream => context.Model.Save(model, inputSchema, stream));
    }

    /// <summary>Finds the classifier in a model: in one that <c>mlContext.Model.Load</c> returned, or in any other chain.</summary>
    /// <remarks>The classifier can unlearn, and it scores in batches. From a loaded model each call reads a new classifier, which you
    /// dispose. From a model that was never saved it is the classifier in the model itself.</remarks>
    /// <param name="model">The model to search.</param>
    /// <param name="fingerprintKey">The key of the classifier's rows, which no model file holds. Without it the classifier scores, and
    /// refuses to unlearn if it has forgotten rows.</param>
    /// <returns>A classifier on the CPU, or on the GPU that <c>MLContext.GpuDeviceId</c> names.</returns>
    /// <exception cref="InvalidOperationException">The model holds no classifier or more than one.</exception>
    /// <exception cref="ModelFileException">The classifier in the model is damaged, altered, or of a newer version.</exception>
    public NeuralClassifier FindClassifier(ITransformer model, FingerprintKey? fingerprintKey = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        NeuralClassifier[] found = [.. ClassifierChains.ClassifiersOf(Restore(model, fingerprintKey))];
        if (found.Length == 1) return found[0];
        foreach (var one in found.Except(ClassifierChains.ClassifiersOf(model))) one.Dispose();
        throw new InvalidOperationException(found.Length == 0
            ? "The model holds no NeuralClassifier: it was saved without one, or is another model."
                + (ShardedIn(model, key: null).Any()
                    ? " It holds a sharded model: ml.Unlearn(ml.Unlearning().FindSharded(model)), and to evaluate it "
                    + "ml.Unlearning().Evaluate(model, marked, unseen, test)." : "")
            : $"The model holds {found.Length} classifiers. Restore(model) gives all of them, in their places.");
    }

    /// <summary>Puts the classifiers back into a model that <c>mlContext.Model.Load</c> returned: with the same scores to the bit, scoring
    /// in batches, and annotations as before saving.</summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="fingerprintKey">The key of the classifiers' rows, which no model file holds.</param>
    /// <exception cref="ArgumentException">The key is that of other rows.</exception>
    /// <returns>A chain of the same parts, with a <see cref="NeuralClassifier"/> in each place where one was saved. Disposing the chain
    /// disposes its classifiers. A model without classifiers comes back as a chain of its own parts.</returns>
    /// <exception cref="ModelFileException">A classifier in the model is damaged, altered, or of a newer version.</exception>
    public TransformerChain<ITransformer> Restore(ITransformer model, FingerprintKey? fingerprintKey = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var channel = ((IHostEnvironment)context).Start("Loading");
        var device = TorchDevice.Of(context, channel);
        var restored = ClassifierChains.Restored(
            model, text => Keyed(EmbeddedClassifier.Read(text.Span, device), fingerprintKey, channel: null),
            classifier => Keyed(classifier, fingerprintKey));
        return restored as TransformerChain<ITransformer> ?? new TransformerChain<ITransformer>(restored);
    }

    /// <summary>Makes a classifier from weights that were trained in PyTorch. It gives the same logits and can unlearn.</summary>
    /// <remarks>
    /// <para>It reads safetensors files and the zip archives of <c>torch.save</c> (<c>.pt</c>, <c>.pth</c>; PyTorch 1.6 and later) with a
    /// state dictionary of torchvision's ResNet names. Checkpoints of training scripts may hold it under <c>state_dict</c> or a similar
    /// name, beside anything else. Its names may begin with <c>module.</c> or a similar prefix, and <c>shortcut</c> and <c>linear</c> are
    /// accepted for <c>downsample</c> and <c>fc</c>. Nothing in a pickle is run. The network has the stem for small images (3x3, stride 1,
    /// no pooling); torchvision's own 7x7 stem is refused.</para>
    /// <para>It also reads a multilayer perceptron as <see cref="KnownNetworks.Mlp"/> makes it: <c>fc1</c>, <c>bn1</c>, <c>fc2</c>, ..,
    /// <c>fc</c>, and the buffers <c>standardize.mean</c> and <c>standardize.deviation</c> if features are standardised.</para>
    /// <para>Zeros that pruning made stay: those of <c>weight_mask</c>, and exact zeros of 32 bits or more.</para>
    /// <para>Normalisation is part of the network. If <paramref name="network"/> is null, it is taken from the file, where the file has it:
    /// in the buffers <c>normalize.mean</c> and <c>normalize.std</c>, or as <see cref="ExportWeights"/> wrote it. Otherwise state it:
    /// <c>KnownNetworks.ResNet18(64, new ImageNormalization(..))</c>.</para>
    /// <para>The classifier does not know its training rows. So nobody can check whether rows given as unseen were among them.</para>
    /// </remarks>
    /// <param name="path">The file to read.</param>
    /// <param name="classNames">The classes, in the order of the network's outputs.</param>
    /// <param name="network">The architecture; null: inferred from the weights.</param>
    /// <param name="featureShape">The shape of the rows; null: 32 x 32 pixels of 0 to 255, with as many channels as the weights take, or a
    /// vector of as many numbers as an Mlp takes.</param>
    /// <param name="recipe">The recipe that the network was trained by, which retraining follows. What it leaves open, or all of it where
    /// this is null, is chosen from the rows then.</param>
    /// <param name="labelColumnName">The label: a key or a Boolean.</param>
    /// <param name="featureColumnName">The pixels: <c>Vector&lt;Single&gt;</c>, one color plane after the other.</param>
    /// <param name="scoreColumnName">The new column of probabilities: <c>Vector&lt;Single&gt;</c>.</param>
    /// <param name="predictedLabelColumnName">The new column of predicted classes: of the type of the label.</param>
    /// <exception cref="ArgumentException">A class is named twice, there are
    /// fewer than two classes, or a setting is out of range.</exception>
    /// <exception cref="ModelFileException">The file is of no such format, is damaged, or its weights do not fit the network. The message
    /// names the tensor.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public NeuralClassifier ImportWeights(
        string path, IReadOnlyList<string> classNames,
        NetworkArchitecture? network = null, FeatureShape? featureShape = null, TrainingRecipe? recipe = null,
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
            file, $"weights of {hash.Name}, SHA-256 {hash.Sha256}", classNames, network, featureShape, columns, recipe,
            TorchDevice.Of(context, channel)));
    }

    /// <summary>Writes a classifier's weights for PyTorch: a safetensors file with
    /// PyTorch's names. Its header also says how images are normalised.</summary>
    /// <remarks>In Python, <c>model.load_state_dict(safetensors.torch.load_file(path))</c> reads it. The file does not contain classes,
    /// columns or history; <see cref="NeuralClassifier.Save(string)"/> writes those too.</remarks>
    /// <param name="classifier">The classifier; it is not changed.</param>
    /// <param name="path">The file to create or replace. It is written under another name first and then renamed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public void ExportWeights(NeuralClassifier classifier, string path)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        using var use = classifier.Use();
        var metadata = new Dictionary<string, string>(ClassifierWriter.WeightsMetadata);
        if (NetworkDescription.Of(classifier.Architecture) is { Width: not null } known)
        {
            var normalization = ImageNormalization.For(classifier.Shape.Channels, known.Normalization);
            metadata[WeightsFile.MeansEntry] = Words(normalization.Means);
            metadata[WeightsFile.DeviationsEntry] = Words(normalization.Deviations);
        }
        AtomicFile.Write(path, stream => SafeTensorsWriter.Write(classifier.Weights, metadata, stream));
    }

    /// <summary>A classifier from a file, under a key if one is at hand.</summary>
    private NeuralClassifier Keyed(ClassifierState state, FingerprintKey? key, IChannel? channel)
    {
        try
        {
            var remembered = state.Remembered.Under(key);
            if (remembered.LacksKey)
                channel?.Info(MessageSensitivity.None,
                    "Fingerprint key {0} is not at hand: the classifier scores, and nobody can know its training rows",
                        remembered.KeyIdentity);
            return new NeuralClassifier(state with { Remembered = remembered }).In(context);
        }
        catch
        {
            state.Network.Dispose();
            throw;
        }
    }

    /// <summary>The classifier or, if it lacks its key and this is it, a copy with the key.</summary>
    private NeuralClassifier Keyed(NeuralClassifier classifier, FingerprintKey? key)
    {
        var remembered = classifier.Remembered.Under(key);
        if (key is null || !classifier.Remembered.LacksKey) return classifier;
        using var use = classifier.Use();
        var copy = classifier.CopyNetwork(classifier.NetworkInUse.Device);
        return new NeuralClassifier(classifier.State with { Network = copy, Remembered = remembered }).In(context);
    }

    private static string Words(IEnumerable<float> numbers) =>
        string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
