using System.Numerics;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>Convolutions of images whose channels lie side by side in memory, pixel after pixel.</summary>
/// <remarks>
/// <para>One channel, or one pixel, lies in memory as it does where whole channels follow one another. libtorch 2.10 takes it for the
/// latter. Such convolutions are wrong on some processors with AVX-512, gradients or all, without an error, unless the numbers of channels
/// are multiples of 16 (oneDNN; seen on AMD's Zen 5). Zeros behind the channel, and behind the pixel, leave libtorch no choice and the
/// result as it is.</para>
/// <para>Kernels of one pixel are wrong there on two threads for some numbers of channels, such as 20 to 40, 40 to 80 and 256 to 512. Up to
/// 256, powers of two are right. The others are products of matrices.</para>
/// </remarks>
internal static class ChannelsLast
{
    private const int MostOfOnePixel = 256; // channels that kernels of one pixel give

    /// <summary>The convolution of images.</summary>
    /// <param name="images">b x C x H x W, channels-last.</param>
    /// <param name="kernels">out x C x k x k.</param>
    /// <param name="stride">Of rows and of columns.</param>
    /// <param name="padding">Of rows and of columns: half of a kernel, rounded down.</param>
    public static Tensor Convolved(Tensor images, Tensor kernels, long[] stride, long[] padding)
    {
        var (isOfOnePixel, outputs) = (padding[0] == 0, kernels.shape[0]);
        var isProduct = isOfOnePixel && !(outputs <= MostOfOnePixel && BitOperations.IsPow2(outputs));
        // A kernel of one pixel with a stride looks at every second pixel: taking those first is the same. It is done where a backward pass
        // may follow, too: there, libtorch 2.10 writes beyond its buffers for such a convolution (oneDNN, channels last, few channels),
        // which ends the process.
        if (isOfOnePixel && stride[0] > 1 && (isProduct || is_grad_enabled()))
            (images, stride) = (EverySecondPixel(images, stride), [1, 1]);
        if (isProduct) return functional.linear(images.permute(0, 2, 3, 1), kernels.flatten(1)).permute(0, 3, 1, 2); // b x out x H x W
        if (images.shape[1] == 1) (images, kernels) = (Padded(images, [0, 1]), Padded(kernels, [0, 1])); // two channels
        var isPixel = images.shape[2] == 1 && images.shape[3] == 1;
        if (isPixel) images = Padded(images, [0, 0, 0, 1]); // b x C x 1 x 2
        var result = functional.conv2d(images, kernels, strides: stride, padding: padding);
        return isPixel ? result.narrow(3, 0, 1) : result;
    }

    private static Tensor EverySecondPixel(Tensor images, long[] stride) =>
        images.slice(2, 0, images.shape[2], stride[0]).slice(3, 0, images.shape[3], stride[1]); // b x C x H/2 x W/2

    /// <summary>Zeros behind channels and columns of tensors that come out channels-last.</summary>
    private static Tensor Padded(Tensor tensor, long[] zeros) =>
        functional.pad(tensor.permute(0, 2, 3, 1), zeros).permute(0, 3, 1, 2);
}
