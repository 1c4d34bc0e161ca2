using MLNetUnlearning.Files;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Files spoilt at random, the same for the same seed: refused by one type of exception, or read as they were.</summary>
public sealed class MutatedFilesTests(ITestOutputHelper output)
{
    private const int Mutants = 1000;
    private const long MostAllocated = 16 << 20; // a good file takes a fraction of this

    [Fact]
    public void A_thousand_spoilt_classifiers_are_refused_or_the_same_as_before()
    {
        using var classifier = Saved.Classifier(numberOfRows: 50);
        var good = Saved.Bytes(classifier);
        var weights = Tiny.Weights(classifier);
        Spoil(good, seed: 1, mutant =>
        {
            using var back = Saved.Load(mutant);
            using var scope = NewDisposeScope(); // for the comparison
            Assert.Equal(weights, Tiny.Weights(back));
            Assert.Equal(classifier.History, back.History);
        });
    }

    [Theory, InlineData("manifest.json", 2), InlineData("weights.safetensors", 3)]
    public void A_thousand_spoilt_parts_with_hashes_that_fit_are_refused_or_make_a_whole_classifier(string part, int seed)
    {
        using var classifier = Saved.Classifier();
        var good = Saved.Bytes(classifier);
        byte[] With(byte[] mutant) => part == "manifest.json"
            ? ZipFiles.Forged(good, manifestBytes: mutant) : ZipFiles.Forged(good, weights: _ => mutant);
        Spoil(ZipFiles.Parts(good).Single(one => one.Name == part).Bytes, seed, mutant => Saved.Load(With(mutant)).Dispose());
    }

    [Fact]
    public void A_thousand_spoilt_safetensors_files_are_refused_or_read()
    {
        using var classifier = Saved.Classifier();
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(classifier.Weights, ClassifierWriter.WeightsMetadata, stream);
        var architecture = KnownNetworks.SmallConvNet(2);
        Spoil(stream.ToArray(), seed: 4, mutant =>
        {
            using var scope = NewDisposeScope(); // as whoever loads a network has one
            var bytes = new MemoryStream(mutant);
            NetworkLoader.Load(architecture, classifier.Shape, 3, SafeTensorsHeader.Read(bytes).Tensors, bytes).Dispose();
        });
    }

    private void Spoil(byte[] good, int seed, Action<byte[]> read)
    {
        read(good);
        var tensors = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var (refused, most) = SpoiltFiles.Read(good, seed, Mutants, read);
        output.WriteLine($"{refused} of {Mutants} refused; at most {most} bytes allocated for one of {good.Length} bytes.");
        Assert.InRange(refused, Mutants / 20, Mutants);
        Assert.InRange(most, 0, MostAllocated);
        Assert.Equal(tensors, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
