using MLNetUnlearning.Scoring;
using static TorchSharp.torch;

namespace MLNetUnlearning.Networks;

/// <summary>A network in use: images in, probabilities out. Safe to use from several threads, since nothing in the network
/// changes.</summary>
internal sealed class InferencePass : IRowScorer
{
    private readonly Device device;

    /// <summary>Takes over a network.</summary>
    /// <param name="network">The network; put into evaluation mode, and freed by no dispose scope from now on.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="columns">The columns that are read and written.</param>
    public InferencePass(ClassifierNetwork network, Device device, ClassifierColumns columns)
    {
        (Network, this.device, Columns) = (network, device, columns);
        network.eval();
        foreach (var weight in network.parameters()) weight.DetachFromDisposeScope();
        foreach (var statistic in network.buffers()) statistic.DetachFromDisposeScope();
    }

    /// <summary>The network.</summary>
    public ClassifierNetwork Network { get; }

    public ClassifierColumns Columns { get; }

    public FeatureShape Shape => Network.Shape;

    public int NumberOfClasses => Network.NumberOfClasses;

    /// <inheritdoc/>
    /// <remarks>
    /// An image alone goes through twice, side by side: libtorch convolves one image by another algorithm than several, and its scores
    /// would differ in their last bits.
    /// </remarks>
    public float[] Score(Tensor images, int count)
    {
        // Scopes and no_grad belong to the thread, so each cursor has its own.
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var batch = images.narrow(0, 0, count).to(device); // b x C x H x W
        if (count == 1) batch = cat([batch, batch]);
        var probabilities = Network.forward(batch).Logits.narrow(0, 0, count).softmax(1).cpu().contiguous(); // b x K
        return probabilities.data<float>().ToArray();
    }
}
