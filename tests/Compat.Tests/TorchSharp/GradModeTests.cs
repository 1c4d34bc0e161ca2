using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public class GradModeTests
{
    [Fact]
    public void Without_gradients_nothing_is_recorded()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        using (no_grad()) {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) {
                Assert.True((x * 2).requires_grad);
            }
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void Inference_mode_ends_with_its_block()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        using (inference_mode()) {
            Assert.False((x * 2).requires_grad);
        }
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void The_mode_belongs_to_the_thread()
    {
        using var off = no_grad();
        Assert.True(AnotherThread.Answers(is_grad_enabled));
    }
}
