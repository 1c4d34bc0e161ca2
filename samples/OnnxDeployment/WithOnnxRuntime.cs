using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace OnnxDeployment;

/// <summary>Scores with ONNX Runtime alone, as a program does that knows nothing of ML.NET.</summary>
internal static class WithOnnxRuntime
{
    /// <summary>Scores pictures; all of them go through the network together.</summary>
    public static List<Answer> Score(string modelFile, IReadOnlyCollection<float[]> pictures)
    {
        using var session = new InferenceSession(modelFile);
        var (name, input) = session.InputMetadata.Single();
        long[] shape = [pictures.Count, .. input.Dimensions[1..]]; // N x C x H x W
        using var pixels = OrtValue.CreateTensorValueFromMemory(pictures.SelectMany(picture => picture).ToArray(), shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [name], [pixels], ["Score"]);

        var classes = ClassesOf(session);
        var scores = outputs[0].GetTensorDataAsSpan<float>().ToArray(); // N x K
        return [.. scores.Chunk(classes.Length)
            .Select(score => new Answer { Score = score, PredictedLabel = classes[Array.IndexOf(score, score.Max())] })];
    }

    /// <summary>The classes by the index of their score, which the file's metadata name.</summary>
    public static string[] ClassesOf(InferenceSession session) =>
        JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["classes"])!;
}
