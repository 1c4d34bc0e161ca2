using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Compat.Tests.TorchSharp;

public class LayerTests
{
    [Fact]
    public void Convolution_is_the_sum_over_its_window()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var image = randn([1, 2, 5, 5], generator: generator);
        var kernel = randn([3, 2, 3, 3], generator: generator);
        var result = functional.conv2d(image, kernel, null, [2, 2], [1, 1]);
        Assert.Equal([1L, 3, 3, 3], result.shape);
        var (x, w, y) = (image.data<float>(), kernel.data<float>(), result.data<float>());
        for (var o = 0; o < 3; o++)
        for (var row = 0; row < 3; row++)
        for (var column = 0; column < 3; column++) {
            Assert.Equal(Window(x, w, o, row, column), y[0, o, row, column], 1e-4);
        }
    }

    [Fact]
    public void Batch_normalisation_standardises_and_keeps_running_statistics()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f, 3f, 6f }, [4, 1, 1, 1]);
        var (mean, variance) = (zeros(1), ones(1));
        var y = functional.batch_norm(x, mean, variance, tensor(new[] { 2f }), tensor(new[] { 1f }), true, 0.1, 1e-5);
        // mean 3, biased variance 3.5; running values take the unbiased 14/3.
        var expected = new[] { 1f, 2f, 3f, 6f }.Select(value => (float)(2 * (value - 3) / Math.Sqrt(3.5 + 1e-5) + 1)).ToArray();
        Assert.True(y.flatten().allclose(tensor(expected), 1e-4, 1e-5));
        Assert.Equal(0.3, mean.ToDouble(), 1e-5);
        Assert.Equal(0.9 + 0.1 * 14 / 3, variance.ToDouble(), 1e-5);
        var still = functional.batch_norm(x, zeros(1), ones(1), null, null, false, 0.1, 0);
        Assert.True(still.allclose(x));
    }

    [Fact]
    public void Cross_entropy_is_the_mean_of_minus_log_probabilities()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 1f, 2f, 3f, 1f, 1f, 1f }, [2, 3]);
        var loss = functional.cross_entropy(logits, tensor(new[] { 2L, 0L }));
        var first = Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3)) - 3;
        Assert.Equal((first + Math.Log(3)) / 2, loss.ToDouble(), 1e-5);
        Assert.Equal(Math.Log(3), functional.cross_entropy(logits, tensor(new[] { 2L, 0L }), reduction: Reduction.None)[1].ToDouble(), 1e-5);
    }

    [Fact]
    public void Layer_normalisation_standardises_each_row()
    {
        using var scope = NewDisposeScope();
        var y = functional.layer_norm(tensor(new[] { 1f, 3f, 10f, 20f }, [2, 2]), [2], null, null, 0);
        Assert.True(y.allclose(tensor(new[] { -1f, 1f, -1f, 1f }, [2, 2])));
    }

    [Fact]
    public void Pooling_and_padding()
    {
        using var scope = NewDisposeScope();
        var x = arange(16, ScalarType.Float32).view(1, 1, 4, 4);
        Assert.Equal(7.5, functional.adaptive_avg_pool2d(x, 1).ToDouble());
        Assert.Equal([5f, 7f, 13f, 15f], functional.max_pool2d(x, 2).data<float>().ToArray());
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], functional.avg_pool2d(x, 2).data<float>().ToArray());
        Assert.Equal([1L, 1, 8, 6], functional.pad(x, (1, 1, 2, 2)).shape);
        Assert.Equal(0, functional.pad(x, (1, 1, 2, 2))[0, 0, 0, 0].ToDouble());
    }

    private static double Window(global::TorchSharp.Utils.TensorAccessor<float> x, global::TorchSharp.Utils.TensorAccessor<float> w, int o, int row, int column)
    {
        var sum = 0.0;
        for (var c = 0; c < 2; c++)
        for (var i = 0; i < 3; i++)
        for (var j = 0; j < 3; j++) {
            var (r, k) = (2 * row + i - 1, 2 * column + j - 1);
            if (r is >= 0 and < 5 && k is >= 0 and < 5) {
                sum += x[0, c, r, k] * w[o, c, i, j];
            }
        }
        return sum;
    }
}
