using BenchmarkDotNet.Attributes;
using MLNetUnlearning;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace Pieces;

/// <summary>What a training step consists of: 64 rows of 3 x 32 x 32 and a ResNet-18 of width 16.</summary>
[MemoryDiagnoser]
public class StepPieces
{
    private const int Rows = 2000, Batch = 64, Classes = 10;

    private readonly Generator generator = new(1UL, CPU);
    private readonly Augmentation augmentation = new();
    private LabeledRows rows = null!;
    private ClassifierNetwork network = null!;
    private Tensor indices = null!, images = null!, labels = null!;

    [GlobalSetup]
    public void Prepare()
    {
        rows = new LabeledRows(
            randint(0, 256, [Rows, 3, 32, 32], ScalarType.Byte, generator: generator), arange(Rows).remainder(Classes));
        network = KnownNetworks.ResNet18(16).Create(FeatureShape.Image(32, 32), Classes, generator);
        indices = arange(Batch);
        images = rows.All.FeaturesAt(indices, CPU);
        labels = rows.All.LabelsAt(indices, CPU);
    }

    [GlobalCleanup]
    public void End()
    {
        rows.Dispose();
        network.Dispose();
        generator.Dispose();
    }

    [Benchmark]
    public void TakeABatch() => rows.All.FeaturesAt(indices, CPU).Dispose();

    [Benchmark]
    public void Augment() => augmentation.Apply(images, generator).Dispose();

    [Benchmark]
    public void Forward()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        network.forward(images);
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        network.zero_grad();
        Losses.CrossEntropy(network.forward(images).Logits, labels).backward();
    }

    [Benchmark]
    public void BarlowTwins()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        Losses.BarlowTwins(images.view(Batch, -1).narrow(1, 0, 128), images.view(Batch, -1).narrow(1, 128, 128));
    }
}
