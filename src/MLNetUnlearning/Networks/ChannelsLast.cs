using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>Convolutions of images whose channels lie side by side in memory, pixel after pixel.</summary>
/// <remarks>One channel, or one pixel, lies in memory as it does where whole channels follow one another. libtorch 2.10 takes it for the
/// latter. Such convolutions are wrong on some processors with AVX-512, gradients or all, without an error, unless the numbers of channels
/// are multiples of 16 (oneDNN; seen on AMD's Zen 5). Zeros behind the channel, and behind the pixel, leave libtorch no choice and the
/// result as it is.</remarks>
internal static class ChannelsLast
{
    /// <summary>The convolution of images.</summary>
    /// <param name="images">b x C x H x W, channels-last.</param>
    /// <param name="kernels">out x C x k x k.</param>
    /// <param name="stride">Of rows and of columns.</param>
    /// <param name="padding">Of rows and of columns: half of a kernel, rounded down.</param>
    public static Tensor Convolved(Tensor images, Tensor kernels, long[] stride, long[] padding)
    {
        if (images.shape[1] == 1) (images, kernels) = (WithZeroChannel(images), WithZeroChannel(kernels));
        var isPixel = images.shape[2] == 1 && images.shape[3] == 1;
        if (isPixel) images = WithZeroColumn(images);
        var result = functional.conv2d(images, kernels, strides: stride, padding: padding);
        return isPixel ? result.narrow(3, 0, 1) : result;
    }

    private static Tensor WithZeroChannel(Tensor one) => Padded(one, [0, 1]); // n x 2 x h x w

    private static Tensor WithZeroColumn(Tensor pixel) => Padded(pixel, [0, 0, 0, 1]); // n x c x 1 x 2

    /// <summary>Zeros around channels, and columns, of tensors that come out channels-last.</summary>
    private static Tensor Padded(Tensor tensor, long[] zeros) =>
        functional.pad(tensor.permute(0, 2, 3, 1), zeros).permute(0, 3, 1, 2);
}
