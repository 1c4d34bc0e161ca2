using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNetUnlearning.Tests;

/// <summary>An exported model in ONNX Runtime: nothing of ours takes part.</summary>
internal static class OnnxSession
{
    /// <summary>The outputs by name, each a list of rows; all rows go through the network together.</summary>
    public static Dictionary<string, float[][]> Run(string path, float[][] rows)
    {
        using var session = new InferenceSession(path);
        var (name, input) = session.InputMetadata.Single();
        var pixels = new DenseTensor<float>(rows.SelectMany(row => row).ToArray(), [rows.Length, .. input.Dimensions[1..]]);
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor(name, pixels)]);
        return outputs.ToDictionary(output => output.Name, output => RowsOf(output.AsTensor<float>()));
    }

    private static float[][] RowsOf(Tensor<float> values) => [.. values.Chunk(values.Dimensions[1])];
}
