using System.Text.Json;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Checkpoints that once were refused or read wrongly, where somebody put them beside the repository.</summary>
public sealed class SharedCheckpointsTests(ITestOutputHelper output)
{
    private static readonly ImageNormalization Cifar = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    [Theory]
    [InlineData("plain.pt", false)]
    [InlineData("optml_dense.pth.tar", false)]
    [InlineData("pruned_orig_mask.pth.tar", true)]
    [InlineData("prefix_orig_mod.pt", false)]
    [InlineData("dead_half.pt", false)]
    public void They_give_PyTorch_s_logits(string name, bool isSparse)
    {
        if (SharedData.Failing("checkpoints") is not { } folder)
        {
            output.WriteLine("../shared/failing/checkpoints is not there: nothing was compared.");
            return;
        }
        using var classifier = TorchFiles.Import(Path.Combine(folder, name), 10, KnownNetworks.ResNet18(4, Cifar), side: 32);
        output.WriteLine($"{name}: sparsity {classifier.Sparsity}");
        Assert.Equal(isSparse, classifier.Sparsity > 0);
        var logits = JsonSerializer.Deserialize<Dictionary<string, float[]>>(File.ReadAllText(Path.Combine(folder, "logits.json")))!;
        if (logits.TryGetValue(name, out var expected)) TorchFiles.AssertClose(expected, TorchFiles.Logits(classifier, side: 32));
        else output.WriteLine($"{name}: logits.json has no logits.");
    }
}
