using Google.Protobuf;
using MLNetUnlearning.Files;

namespace MLNetUnlearning;

public sealed partial class ImageClassifier
{
    /// <summary>Saves the classifier as an ONNX model (opset 17), which ONNX Runtime and ML.NET's <c>ApplyOnnxModel</c> run without this library.</summary>
    /// <remarks>
    /// <list type="table">
    /// <item><term>Features</term><description>Input: <c>float32</c>, N x C x H x W, the numbers of the feature column in their order and range; N is
    /// any number of rows. Normalisation is part of the model.</description></item>
    /// <item><term>Logits</term><description>Output: <c>float32</c>, N x K.</description></item>
    /// <item><term>Score</term><description>Output: <c>float32</c>, N x K, one probability (softmax) for each class.</description></item>
    /// </list>
    /// <para>The input and the probabilities have the names of <see cref="Columns"/>. The model's metadata say: <c>classes</c>, the classes by the index of
    /// their score, as a JSON list; <c>images</c>, the shape and pixel range; <c>network</c>.</para>
    /// <para>Only what scoring needs is in the file: what <see cref="Save(string)"/> writes can be loaded and unlearned from, this cannot.</para>
    /// </remarks>
    /// <param name="path">The file to make or to replace, as a whole or not at all; its folder must exist.</param>
    /// <param name="logitsName">The name of the output with the logits.</param>
    /// <exception cref="ArgumentException">The name is empty, or that of another column.</exception>
    /// <exception cref="NotSupportedException">The network does not say how it is written as ONNX, or its weights take more than 2 GB.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void SaveOnnx(string path, string logitsName = "Logits")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(logitsName);
        if (logitsName == Columns.Features || logitsName == Columns.Score)
            throw new ArgumentException($"'{logitsName}' already is the name of a column of this classifier: choose another one.", nameof(logitsName));
        var model = OnnxExport.ModelOf(Scorer.Network, Columns, Labels, logitsName);
        AtomicFile.Write(path, model.WriteTo);
    }
}
