using MLNetUnlearning.Files;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Exported networks, run by ONNX Runtime, give our logits.</summary>
public sealed class ExportedNetworkTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<NetworkArchitecture, FeatureShape> Networks => new()
    {
        { KnownNetworks.SmallConvNet(4), FeatureShape.Image(8, 8) },
        { KnownNetworks.SmallConvNet(5), FeatureShape.Image(14, 9, 1, PixelRange.ZeroToOne) },
        { KnownNetworks.SmallConvNet(4, new ImageNormalization([0.1f, 0.7f], [0.5f, 2])), FeatureShape.Image(8, 8, 2) },
        { KnownNetworks.ResNet18(8), FeatureShape.Image(16, 16) },
        { KnownNetworks.ResNet18(3), FeatureShape.Image(7, 11, 2, PixelRange.ZeroToOne) },
        { KnownNetworks.ResNet18(4, ImageNormalization.None(1)), FeatureShape.Image(16, 16, 1) },
        { KnownNetworks.Mlp([9, 8], dropout: 0.5), FeatureShape.Vector(30) },
        { KnownNetworks.Mlp([9], standardize: false), FeatureShape.Vector(7) },
        { KnownNetworks.Mlp([9, 8, 7]), FeatureShape.Image(5, 4, 2) },
    };

    [Theory, MemberData(nameof(Networks))]
    public void Its_logits_and_probabilities_are_ours(NetworkArchitecture architecture, FeatureShape shape)
    {
        using var network = NetworkInUse(architecture, shape);
        var path = folder.File("network.onnx");
        var labels = new LabelKeys([.. Enumerable.Range(0, network.NumberOfClasses).Select(k => $"class {k}")], null);
        var state = new ClassifierState(network, new ClassifierColumns(), labels, Tiny.Recipe, RememberedRows.Unknown, []);
        using (var file = File.Create(path)) OnnxFile.Write(state, "Logits", file);
        foreach (var count in (int[])[1, 7])
        {
            var rows = Rows(count, shape);
            var (logits, probabilities) = Ours(network, rows);
            var theirs = OnnxSession.Run(path, rows);
            AssertClose(logits, theirs["Logits"], 1e-4f, $"logits of {count} rows");
            AssertClose(probabilities, theirs["Score"], 1e-5f, $"probabilities of {count} rows");
        }
    }

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    /// <summary>A network in evaluation mode whose batch normalisations have seen something: no statistic is 0 or 1.</summary>
    private static ClassifierNetwork NetworkInUse(NetworkArchitecture architecture, FeatureShape shape)
    {
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
        var isByte = !shape.IsVector && shape.PixelRange == PixelRange.ZeroTo255;
        float[] Row() => [.. Enumerable.Range(0, shape.Size).Select(_ => isByte ? random.Next(256) : random.NextSingle())];
        return [.. Enumerable.Range(0, count).Select(_ => Row())];
    }

    private static (float[][] Logits, float[][] Probabilities) Ours(ClassifierNetwork network, float[][] rows)
    {
        using var none = no_grad();
        var shape = network.Shape;
        var images = tensor(rows.SelectMany(row => row).ToArray()).view([rows.Length, .. shape.Sizes]);
        var isByte = !shape.IsVector && shape.PixelRange == PixelRange.ZeroTo255;
        var logits = network.forward(isByte ? images / 255f : images).Logits;
        float[][] RowsOf(Tensor values) => values.contiguous().data<float>().ToArray().Chunk(network.NumberOfClasses).ToArray();
        return (RowsOf(logits), RowsOf(logits.softmax(1)));
    }

    private void AssertClose(float[][] expected, float[][] actual, float tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var differences = expected.Zip(actual).SelectMany(rows => rows.First.Zip(rows.Second, (a, b) => Math.Abs(a - b)));
        var largest = differences.Aggregate(Math.Max); // keeps NaN, as LINQ's Max does not
        output.WriteLine($"{what}: {largest:g2} apart at most, the largest is {expected.SelectMany(row => row).Max():g3}");
        Assert.True(largest <= tolerance, $"{what}: {largest:g3} apart");
    }
}
