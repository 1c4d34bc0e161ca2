using System.Text.Json;

namespace MLNetUnlearning.Tests;

/// <summary>Files that PyTorch wrote (Fixtures/resnet18.py), and the logits of their networks.</summary>
internal static class TorchFiles
{
    private const int Side = 16;

    public static FeatureShape Shape { get; } = ShapeOf(Side);

    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public static string[] Classes(int count) => [.. Enumerable.Range(0, count).Select(i => $"class {i}")];

    public static NeuralClassifier Import(string path, int classes, NetworkArchitecture? network = null, int side = Side) =>
        new MLContext().Unlearning().ImportWeights(path, Classes(classes), network, ShapeOf(side));

    /// <summary>What PyTorch computed when it wrote the file.</summary>
    public static float[] ExpectedLogits(string name, string folder)
    {
        var json = File.ReadAllText(System.IO.Path.Combine(folder, "resnet18-logits.json"));
        return [.. JsonSerializer.Deserialize<Dictionary<string, float[][]>>(json)![name].SelectMany(row => row)];
    }

    /// <summary>The logits of the images that resnet18.py makes.</summary>
    public static float[] Logits(NeuralClassifier classifier, int side = Side)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = classifier.CopyNetwork(CPU);
        network.eval();
        var pixels = Enumerable.Range(0, 4 * 3 * side * side).Select(i => (float)((i * 97 + i / 7) % 256) / 255).ToArray();
        return network.forward(tensor(pixels).reshape(4, 3, side, side)).Logits.contiguous().data<float>().ToArray();
    }

    public static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(actual[i], expected[i] - 1e-5f, expected[i] + 1e-5f);
    }

    private static FeatureShape ShapeOf(int side) => FeatureShape.Image(side, side, 3, PixelRange.ZeroToOne);
}
