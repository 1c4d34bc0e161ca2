using Microsoft.ML.Runtime;
using MLNetUnlearning.Files;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

public sealed partial class NeuralClassifier
{
    /// <summary>Writes the classifier to one file with its weights, classes, columns, recipe, history and the fingerprints of its training
    /// rows. <c>mlContext.Unlearning().LoadClassifier(path)</c> reads it.</summary>
    /// <remarks>
    /// <para>The file is a zip archive with <c>manifest.json</c> and <c>weights.safetensors</c>, which other tools can read too:
    /// docs/saving.md. It contains no pictures. Its fingerprints of rows say nothing without their key, which is written beside the file:
    /// <c>a.zip</c> has <c>a.zip.key</c>, which only the owner may read. Keep it from whoever only needs to score.</para>
    /// <para>The file is written under another name first and then renamed. An existing file is replaced only once the new one is complete,
    /// and stays as it is if anything fails.</para>
    /// </remarks>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <exception cref="InvalidOperationException">The name of a class or column is
    /// not valid Unicode text, or the classifier is too large for a file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var use = Use();
        KeyFile.WriteBeside(
            path, FingerprintKey, ClassifierReader.KeyIdentityIn,
            () => AtomicFile.Write(path, stream => ClassifierWriter.Write(state, stream)));
    }

    /// <summary>Writes the key of the classifier's rows to a file that only its owner may read, for a model that <c>Model.Save</c> writes
    /// without it. <c>mlContext.Unlearning().LoadFingerprintKey(path)</c> reads it.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="InvalidOperationException">The classifier has no key, or it was not at hand when the classifier was
    /// loaded.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SaveFingerprintKey(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        KeyFile.Write(path, FingerprintKey ?? throw new InvalidOperationException("The classifier has no fingerprint key to save."));
    }

    /// <summary>Writes the classifier into a model file, when <c>mlContext.Model.Save</c> saves a pipeline that contains it.</summary>
    /// <remarks>
    /// <para>The model file gets a chain of ML.NET's own transformers that gives the same scores to the bit. It works in a fresh
    /// <c>MLContext</c>, and nothing needs to be registered. The chain scores one row at a time, and its <c>Score</c> column has no
    /// annotations. <c>mlContext.Unlearning().Restore(model)</c> puts a <see cref="NeuralClassifier"/> back in its place, and
    /// <c>FindClassifier(model)</c> returns one: docs/saving.md.</para>
    /// <para>A model file stores the classifier as text. Above 16 MiB a message in the log recommends <see cref="Save(string)"/>.</para>
    /// </remarks>
    /// <param name="ctx">The context that ML.NET saves with.</param>
    /// <exception cref="InvalidOperationException">The network is not one of this library's, the classifier has more than 131,071 classes,
    /// or it is larger than 256 MiB. The message says what to do.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public void Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        using var use = Use();
        var bytes = EmbeddedClassifier.ToBytes(state);
        if (bytes.Length > EmbeddedClassifier.AdvisedLength) AdviseAFile(bytes.Length);
        ((ICanSaveModel)ModelParts.Of(state, bytes)).Save(ctx);
    }

    /// <summary>Writes everything that unlearning has prepared for this classifier,
    /// such as a pre-trained attacker, so that another process can reuse it.</summary>
    /// <remarks>The result is a safetensors file. It belongs to this classifier, and every other classifier refuses it. If nothing was
    /// prepared, no file is written.</remarks>
    /// <param name="path">The file to create or replace. It is written under another name first and then renamed.</param>
    /// <returns>Whether there was anything to write.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public bool SavePreparations(string path)
    {
        using var use = Use();
        var weights = Preparations.SavableWeights();
        if (weights.Count > 0) AtomicFile.Write(path, stream => PreparationsFile.Write(Weights, weights, stream));
        return weights.Count > 0;
    }

    /// <summary>Reads a file of <see cref="SavePreparations"/>. The next request reuses its content and reports the time that the
    /// preparation took originally.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="ModelFileException">The file does not contain
    /// preparations, is damaged, or belongs to another classifier.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public void LoadPreparations(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var use = Use();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        foreach (var (key, weights, took) in PreparationsFile.Read(Weights, file)) Preparations.Add(key, weights, took);
    }

    private void AdviseAFile(int length)
    {
        if (Context is null) return;
        using var channel = ((IHostEnvironment)Context).Start("Saving");
        channel.Info(MessageSensitivity.None,
            "The model file stores the classifier's {0} MiB as text, which is slow to load and takes 2.7 times the memory. "
            + "classifier.Save(path) stores them as they are",
            length >> 20);
    }

    /// <summary>Saves the classifier as an ONNX model (opset 17), which ONNX Runtime
    /// and ML.NET's <c>ApplyOnnxModel</c> run without this library.</summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>Features</term><description>Input: <c>float32</c>, N x C x H x W, or N x F for vectors: the numbers of the feature
    /// column in the same order and range. N is any number of rows. Normalisation is part of the model.</description></item>
    /// <item><term>Logits</term><description>Output: <c>float32</c>, N x K.</description></item>
    /// <item><term>Score</term><description>Output: <c>float32</c>, N x K, one probability (softmax) for each class.</description></item>
    /// </list>
    /// <para>The input and the probabilities have the names in <see cref="Columns"/>. The metadata of the model contain <c>classes</c>, a
    /// JSON list of the classes by the index of their score; <c>images</c>, or <c>features</c> for vectors, the shape and
    /// pixel range; and <c>network</c>.</para>
    /// <para>The file contains only what scoring needs. To load a classifier and unlearn again, use <see cref="Save(string)"/>.</para>
    /// </remarks>
    /// <param name="path">The file to create or replace, completely or not at all. Its folder must exist.</param>
    /// <param name="logitsName">The name of the output with the logits.</param>
    /// <exception cref="ArgumentException">The name is empty or is the name of another column.</exception>
    /// <exception cref="NotSupportedException">The network has no ONNX form, or its weights take more than 2 GB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public void SaveOnnx(string path, string logitsName = "Logits")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(logitsName);
        if (logitsName == Columns.Features || logitsName == Columns.Score)
            throw new ArgumentException(
                $"'{logitsName}' already is the name of a column of this classifier: choose another one.", nameof(logitsName));
        using var use = Use();
        AtomicFile.Write(path, stream => OnnxFile.Write(state, logitsName, stream));
    }
}
