using TorchSharp;
using static TorchSharp.torch.nn;

namespace MLNetUnlearning.Networks;

/// <summary>A projector between features and a self-supervised loss: linear, batch normalisation, ReLU, linear (Zbontar et al.
/// 2021).</summary>
internal sealed class Projector : nn.Module<Tensor, Tensor>
{
    private readonly LinearLayer fc1;
    private readonly BatchNormalization bn;
    private readonly LinearLayer fc2;

    /// <param name="features">The number of inputs.</param>
    /// <param name="width">The number of outputs, and of values in between.</param>
    /// <param name="generator">The CPU generator that draws the first weights.</param>
    /// <param name="device">Its device.</param>
    public Projector(int features, int width, Generator generator, Device device) : base(nameof(Projector))
    {
        fc1 = new LinearLayer(features, width);
        bn = new BatchNormalization(width);
        fc2 = new LinearLayer(width, width);
        RegisterComponents();
        fc1.Initialize(generator);
        fc2.Initialize(generator);
        if (device.type != DeviceType.CPU) this.to(device);
    }

    public override Tensor forward(Tensor input) => fc2.call(functional.relu(bn.call(fc1.call(input)))); // b x width
}
