using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public class SmokeTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1 = nn.Conv2d(3, 8, 3, 1, 1);
        private readonly BatchNorm2d bn1 = nn.BatchNorm2d(8);
        private readonly Linear fc = nn.Linear(8, 4);

        public Net() : base("Net") => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = nn.functional.relu(bn1.call(conv1.call(input)));
            return fc.call(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1)).MoveToOuterDisposeScope();
        }
    }

    [Fact]
    public void A_small_network_learns()
    {
        using var net = new Net();
        using var generator = new Generator(1);
        using var images = rand([16, 3, 8, 8], generator: generator);
        using var labels = randint(4, new long[] { 16 }, generator: generator);
        using var optimizer = optim.SGD(net.parameters(), 0.1, 0.9, 0, 5e-4);
        var losses = new List<float>();
        for (var i = 0; i < 20; i++) {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(net.call(images), labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToSingle());
        }
        Assert.True(losses[^1] < losses[0]);
        Assert.Equal(
            ["conv1.weight", "conv1.bias", "bn1.weight", "bn1.bias", "fc.weight", "fc.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked"],
            net.state_dict().Keys);
    }

    [Fact]
    public void Bad_shapes_in_matmul_are_an_exception()
    {
        using var a = ones(2, 3);
        using var b = ones(2, 3);
        var e = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => a.matmul(b));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", e.Message);
    }
}
