using static TorchSharp.torch;

namespace MLNetUnlearning.Networks;

/// <summary>Brings images of 0..1 to about zero mean and unit deviation a channel: CIFAR's figures for three channels, 1/2 and 1/4 otherwise.</summary>
internal sealed class ImageNormalization(int channels)
{
    private readonly float[] means = channels == 3 ? [0.4914f, 0.4822f, 0.4465f] : Same(channels, 0.5f);
    private readonly float[] deviations = channels == 3 ? [0.2470f, 0.2435f, 0.2616f] : Same(channels, 0.25f);

    /// <summary>The result lies channels-last in memory, which the convolutions that follow keep and run faster on.</summary>
    public Tensor Apply(Tensor images)   // b x C x H x W
    {
        Tensor mean = tensor(means, device: images.device);   // C
        Tensor deviation = tensor(deviations, device: images.device);   // C
        Tensor rows = images.permute(0, 2, 3, 1);   // b x H x W x C
        return ((rows - mean) / deviation).contiguous().permute(0, 3, 1, 2);   // b x C x H x W
    }

    private static float[] Same(int count, float value) => Enumerable.Repeat(value, count).ToArray();
}
