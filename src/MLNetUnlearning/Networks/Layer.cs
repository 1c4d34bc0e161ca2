using static TorchSharp.torch;

namespace MLNetUnlearning.Networks;

/// <summary>A part of a network that turns one tensor into another.</summary>
internal abstract class Layer(string name) : nn.Module(name)
{
    public abstract Tensor forward(Tensor input);
}
