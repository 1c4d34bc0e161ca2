using Google.Protobuf;
using MLNetUnlearning.Files;
using MLNetUnlearning.Networks;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>Exported networks, run by ONNX Runtime where test.sh could install it, and always by the tests' own interpreter, give our logits.</summary>
public sealed class ExportedNetworkTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string, int, FeatureShape> Networks => new()
    {
        { "SmallConvNet", 4, FeatureShape.Image(8, 8) },
        { "SmallConvNet", 5, FeatureShape.Image(14, 9, 1, PixelRange.ZeroToOne) },
        { "ResNet18", 8, FeatureShape.Image(16, 16) },
        { "ResNet18", 3, FeatureShape.Image(7, 11, 2, PixelRange.ZeroToOne) },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Its_logits_and_probabilities_are_ours(string name, int width, FeatureShape shape)
    {
        using var network = NetworkInUse(name, width, shape);
        var path = Path.Combine(folder.Path, "network.onnx");
        var labels = new LabelKeys([.. Enumerable.Range(0, network.NumberOfClasses).Select(k => $"class {k}")], null);
        File.WriteAllBytes(path, OnnxExport.ModelOf(network, new ClassifierColumns(), labels, "Logits").ToByteArray());

        foreach (var count in (int[])[1, 7])
        {
            var rows = Rows(count, shape);
            var (logits, probabilities) = Ours(network, rows);
            foreach (var (runtime, run) in Runtimes())
            {
                var theirs = run(path, rows);
                AssertClose(logits, theirs["Logits"], 1e-4f, $"logits of {count} rows by {runtime}");
                AssertClose(probabilities, theirs["Score"], 1e-5f, $"probabilities of {count} rows by {runtime}");
            }
        }
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private IEnumerable<(string Name, Func<string, float[][], Dictionary<string, float[][]>> Run)> Runtimes()
    {
        yield return ("the tests' interpreter", OnnxInterpreter.Run);
        if (OnnxRuntime.Modules is not null) yield return ("ONNX Runtime", OnnxRuntime.Run);
        else output.WriteLine("onnxruntime-node is not installed (test.sh installs it): exported models were run by the tests' own interpreter only.");
    }

    /// <summary>A network in evaluation mode whose batch normalisations have seen something: no statistic is 0 or 1.</summary>
    private static ClassifierNetwork NetworkInUse(string name, int width, FeatureShape shape)
    {
        var architecture = name == "ResNet18" ? KnownNetworks.ResNet18(width) : KnownNetworks.SmallConvNet(width);
        using var generator = new Generator(3UL, CPU);
        var network = architecture.Create(shape, 5, generator);
        using var none = no_grad();
        foreach (var (weight, value) in network.state_dict())
        {
            if (weight.EndsWith("running_mean", StringComparison.Ordinal)) value.normal_(0, 0.2, generator);
            else if (value.dtype == ScalarType.Float32 && value.shape.Length == 1) value.uniform_(0.5, 1.5, generator);
        }
        network.eval();
        return network;
    }

    private static float[][] Rows(int count, FeatureShape shape)
    {
        var random = new Random(count);
        var isByte = shape.PixelRange == PixelRange.ZeroTo255;
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, shape.Size).Select(_ => isByte ? random.Next(256) : random.NextSingle()).ToArray())];
    }

    private static (float[][] Logits, float[][] Probabilities) Ours(ClassifierNetwork network, float[][] rows)
    {
        using var none = no_grad();
        var shape = network.Shape;
        var images = tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, shape.Channels, shape.Height, shape.Width);
        var logits = network.forward(shape.PixelRange == PixelRange.ZeroTo255 ? images / 255f : images).Logits;
        float[][] RowsOf(Tensor values) => values.contiguous().data<float>().ToArray().Chunk(network.NumberOfClasses).ToArray();
        return (RowsOf(logits), RowsOf(logits.softmax(1)));
    }

    private void AssertClose(float[][] expected, float[][] actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Zip(actual).SelectMany(rows => rows.First.Zip(rows.Second, (a, b) => Math.Abs(a - b))).Max();
        output.WriteLine($"{what}: {largest:g2} apart at most, the largest is {expected.SelectMany(row => row).Max():g3}");
        Assert.True(largest <= tolerance, $"{what}: {largest:g3} apart");
    }
}
