using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Files;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

public sealed partial class NeuralClassifier
{
    /// <summary>Writes it to one file: weights, classes, columns, recipe, history, fingerprints of its rows.
    /// <c>mlContext.Unlearning().LoadClassifier(path)</c> reads it.</summary>
    /// <remarks>
    /// <para>A zip archive with <c>manifest.json</c> and <c>weights.safetensors</c>, which other tools read too: docs/saving.md. No picture
    /// is in it; a fingerprint
    /// tells whether a given image was a training row.</para>
    /// <para>The file is written beside its place and renamed: a file that was there is replaced when the new one is whole, and stays as it
    /// is when anything fails.</para>
    /// </remarks>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="InvalidOperationException">A class or column is named by no valid Unicode text, or the classifier is too large for
    /// a file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => ClassifierWriter.Write(State, stream));

    /// <summary>Writes it into a model file, when <c>mlContext.Model.Save</c> saves a pipeline that contains it.</summary>
    /// <remarks>
    /// <para>What is written is a chain of ML.NET's own transformers that gives the same scores to the bit, in a fresh <c>MLContext</c> and
    /// without
    /// registering anything. It scores one row at a time, and its <c>Score</c> has no annotations;
    /// <c>mlContext.Unlearning().Restore(model)</c> puts this
    /// class back in its place, and <c>FindClassifier(model)</c> takes it out: docs/saving.md.</para>
    /// <para>A model file holds the classifier as text. Beyond 16 MiB a message in the log advises <see cref="Save(string)"/>.</para>
    /// </remarks>
    /// <param name="ctx">Where ML.NET writes.</param>
    /// <exception cref="InvalidOperationException">The network is not one of this library's, there are more than 131,071 classes, or it is
    /// larger than 256 MiB; the message says what to do.</exception>
    public void Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        var bytes = EmbeddedClassifier.ToBytes(State);
        if (bytes.Length > EmbeddedClassifier.AdvisedLength) AdviseAFile(bytes.Length);
        ((ICanSaveModel)ModelParts.Of(State, bytes)).Save(ctx);
    }

    /// <summary>Writes what unlearning has prepared for this classifier, such as a pre-trained attacker, so that another process need not
    /// make it again.</summary>
    /// <remarks>A safetensors file. It belongs to this very classifier: another one refuses it. Nothing is written where nothing was
    /// prepared.</remarks>
    /// <param name="path">The file to make or to replace; written beside and renamed.</param>
    /// <returns>Whether there was anything to write.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public bool SavePreparations(string path)
    {
        var weights = Preparations.SavableWeights();
        if (weights.Count > 0) AtomicFile.Write(path, stream => PreparationsFile.Write(Weights, weights, stream));
        return weights.Count > 0;
    }

    /// <summary>Reads what <see cref="SavePreparations"/> wrote: the next request finds it prepared, and reports the time it took
    /// then.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">The file is no such file, is damaged, or belongs to another classifier.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public void LoadPreparations(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        foreach (var (key, weights, took) in PreparationsFile.Read(Weights, file)) Preparations.Add(key, weights, took);
    }

    private void AdviseAFile(int length)
    {
        if (Context is null) return;
        using var channel = ((IHostEnvironment)Context).Start("Saving");
        channel.Info(MessageSensitivity.None,
            "The classifier's {0} MiB go into the model file as text: slow to load, and 2.7 times that in memory. classifier.Save(path) writes them as they are",
            length >> 20);
    }

    /// <summary>Saves the classifier as an ONNX model (opset 17), which ONNX Runtime and ML.NET's <c>ApplyOnnxModel</c> run without this
    /// library.</summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>Features</term><description>Input: <c>float32</c>, N x C x H x W, the numbers of the feature column in their order and
    /// range; N is
    /// any number of rows. Normalisation is part of the model.</description></item>
    /// <item><term>Logits</term><description>Output: <c>float32</c>, N x K.</description></item>
    /// <item><term>Score</term><description>Output: <c>float32</c>, N x K, one probability (softmax) for each class.</description></item>
    /// </list>
    /// <para>The input and the probabilities have the names of <see cref="Columns"/>. The model's metadata say: <c>classes</c>, the classes
    /// by the index of
    /// their score, as a JSON list; <c>images</c>, the shape and pixel range; <c>network</c>.</para>
    /// <para>Only what scoring needs is in the file: what <see cref="Save(string)"/> writes can be loaded and unlearned from, this
    /// cannot.</para>
    /// </remarks>
    /// <param name="path">The file to make or to replace, as a whole or not at all; its folder must exist.</param>
    /// <param name="logitsName">The name of the output with the logits.</param>
    /// <exception cref="ArgumentException">The name is empty, or that of another column.</exception>
    /// <exception cref="NotSupportedException">The network does not say how it is written as ONNX, or its weights take more than 2
    /// GB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void SaveOnnx(string path, string logitsName = "Logits")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(logitsName);
        if (logitsName == Columns.Features || logitsName == Columns.Score)
            throw new ArgumentException($"'{logitsName}' already is the name of a column of this classifier: choose another one.", nameof(logitsName));
        AtomicFile.Write(path, stream => OnnxFile.Write(State, logitsName, stream));
    }
}
