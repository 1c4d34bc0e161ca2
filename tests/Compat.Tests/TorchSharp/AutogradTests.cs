using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Compat.Tests.TorchSharp;

public class AutogradTests
{
    public static TheoryData<string, Func<Tensor, Tensor>> Functions => new()
    {
        { "exp", x => x.exp().sum() },
        { "product", x => (x * x.flip(0)).mean() },
        { "softmax", x => x.softmax(1).square().sum() },
        { "log-softmax", x => (x.log_softmax(1) * ones(3, 4).cumsum(1, ScalarType.Float32)).sum() },
        { "matrix product", x => x.matmul(x.t()).square().sum() },
        { "standard deviation", x => x.std(0, true, false).sum() },
        { "maximum", x => x.max(1).values.sum() },
        { "clamp", x => x.clamp(-0.5, 0.5).square().sum() },
        { "index", x => x.index_select(1, tensor(new long[] { 3, 0, 0 })).square().sum() },
        { "joined parts", x => cat([x, x * 2], 1).square().sum() },
        { "gelu", x => functional.gelu(x).sum() },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Gradients_are_finite_differences(string name, Func<Tensor, Tensor> function)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var x = randn([3, 4], generator: generator).to(ScalarType.Float64).requires_grad_();
        function(x).backward();
        const double h = 1e-6;
        using var frozen = no_grad();
        for (var i = 0; i < 12; i++) {
            var step = zeros(12, ScalarType.Float64);
            step[i] = tensor(h);
            step = step.view(3, 4);
            var slope = (function(x + step) - function(x - step)).ToDouble() / (2 * h);
            Assert.True(Math.Abs(slope - x.grad!.view(12)[i].ToDouble()) < 1e-5, $"{name}, element {i}");
        }
    }

    [Fact]
    public void Grad_leaves_the_leaves_alone()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3.0, requires_grad: true);
        var slope = autograd.grad([x * x * x], [x], null!, true, true)[0];
        Assert.Equal(27, slope.ToDouble());
        Assert.Equal(18, autograd.grad([slope], [x])[0].ToDouble());
        Assert.Null(x.grad);
    }

    [Fact]
    public void Gradients_add_up_until_they_are_dropped()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        (x * 3).backward();
        (x * 4).backward();
        Assert.Equal(7, x.grad!.ToDouble());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_detached_tensor_stops_the_gradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0, requires_grad: true);
        (x * x.detach()).backward();
        Assert.Equal(2, x.grad!.ToDouble());
    }
}
