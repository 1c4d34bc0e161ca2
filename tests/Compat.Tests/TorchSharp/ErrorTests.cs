using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public class ErrorTests
{
    [Fact]
    public void Shapes_that_do_not_fit_are_an_exception_with_libtorchs_words()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<ExternalException>(() => ones(2, 3).mm(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message);
    }

    [Fact]
    public void A_second_backward_is_an_exception()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        var loss = x.exp().sum();
        loss.backward();
        var error = Assert.ThrowsAny<ExternalException>(loss.backward);
        Assert.Contains("backward through the graph a second time", error.Message);
    }

    [Fact]
    public void After_an_exception_work_goes_on()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<ExternalException>(() => ones(3).view(2, 2));
        Assert.Equal(3, ones(3).sum().ToInt32());
    }

    [Fact]
    public void Elements_are_read_as_what_they_are()
    {
        using var numbers = ones(3);
        Assert.Throws<ArgumentException>(() => numbers.data<long>());
        Assert.Throws<ArgumentException>(() => numbers.item<float>());
    }
}
