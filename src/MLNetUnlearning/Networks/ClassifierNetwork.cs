using MLNetUnlearning.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Networks;

/// <summary>A network that classifies images and shows the features it decides by.</summary>
/// <remarks>
/// <para>Input: images as <c>float32</c> in 0..1, shape b x C x H x W; normalisation is part of the network. Output: logits, b x K,
/// and the pooled features before the last layer, b x F.</para>
/// <para>A derived class registers its layers as fields, draws every random number from the generator it is given and leaves the
/// global random state alone: TorchSharp's convolutions and linear layers draw their first values from it, so keep parameters of your own
/// instead and write them in <see cref="Initialize"/>. It makes its tensors on the CPU and is moved from outside; a tensor that its forward
/// pass makes belongs on the device of the images.</para>
/// </remarks>
public abstract partial class ClassifierNetwork : nn.Module<Tensor, (Tensor Logits, Tensor Features)>
{
    /// <summary>Creates the base of a network.</summary>
    /// <param name="architecture">What it was made by; a copy of the network is made by it again.</param>
    /// <param name="shape">The images it takes.</param>
    /// <param name="numberOfClasses">K, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numberOfClasses"/> is less than 2.</exception>
    protected ClassifierNetwork(NetworkArchitecture architecture, FeatureShape shape, int numberOfClasses)
        : base((architecture ?? throw new ArgumentNullException(nameof(architecture))).Name)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfClasses, 2);
        Architecture = architecture;
        Shape = shape;
        NumberOfClasses = numberOfClasses;
    }

    /// <summary>What this network was made by.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>The images it takes.</summary>
    public FeatureShape Shape { get; }

    /// <summary>K, the number of outputs.</summary>
    public int NumberOfClasses { get; }

    /// <summary>Where its weights are.</summary>
    public Device Device => parameters().First().device;

    /// <summary>Gives every parameter and buffer its value at the start of training; the network is still on the CPU.</summary>
    /// <param name="generator">The only source of random numbers; the CPU's.</param>
    public abstract void Initialize(Generator generator);

    /// <summary>Classifies a batch.</summary>
    /// <param name="images"><c>float32</c> in 0..1, b x C x H x W, on the device of the network; left unchanged.</param>
    /// <returns>Logits, b x K, and the pooled features before the last layer, b x F.</returns>
    public abstract override (Tensor Logits, Tensor Features) forward(Tensor images);

    /// <summary>Starts anew: gives the network the weights that its architecture makes of a generator, wherever the network is. What
    /// pruning fixed at zero stays zero.</summary>
    /// <param name="generator">The only source of random numbers; the CPU's.</param>
    public void Reset(Generator generator)
    {
        using var fresh = Architecture.Create(Shape, NumberOfClasses, generator);
        load_state_dict(fresh.state_dict());
        ApplyMasks();
    }

    /// <summary>Writes what <see cref="forward"/> computes in evaluation mode as ONNX operators. Networks that do not override it cannot
    /// be saved as ONNX.</summary>
    /// <param name="graph">Takes the nodes; the weights go in as <see cref="OnnxGraph.Constant"/>.</param>
    /// <param name="images">Images of 0 to 1, b x C x H x W.</param>
    /// <returns>The logits, b x K.</returns>
    /// <exception cref="NotSupportedException">The network does not say how it is written as ONNX.</exception>
    public virtual OnnxValue ToOnnx(OnnxGraph graph, OnnxValue images) => throw new NotSupportedException(
        $"The network {Architecture.Name} cannot be written as ONNX: override {nameof(ToOnnx)} in {GetType().Name}, " +
        $"node by node as in its {nameof(forward)}.");

    /// <summary>A copy with weights of its own on the given device, in training mode; what pruning fixed at zero is fixed in it
    /// too.</summary>
    /// <param name="device">Where the copy lives.</param>
    public ClassifierNetwork Copy(Device device)
    {
        using var generator = new Generator(0UL, CPU);
        var copy = Architecture.Create(Shape, NumberOfClasses, generator);
        copy.load_state_dict(state_dict());
        copy.MoveTo(device);
        copy.TakeMasksOf(this);
        return copy;
    }

    /// <summary>Ends its making: it is in evaluation mode, and no dispose scope frees its weights any more.</summary>
    internal void Freeze()
    {
        eval();
        foreach (var weight in parameters()) weight.DetachFromDisposeScope();
        foreach (var statistic in buffers()) statistic.DetachFromDisposeScope();
    }

    /// <summary>Moves the network, where it is not there yet; its weights then belong to the dispose scope of the caller, if there is
    /// one.</summary>
    internal ClassifierNetwork MoveTo(Device device)
    {
        if (device.type != DeviceType.CPU)
            this.to(device);
        train();
        // TorchSharp takes what its layers make and what it moves out of every scope: a run that fails would leave it to the garbage
        // collector.
        using var scope = NewDisposeScope();
        scope.MoveToOuter(scope.Attach(parameters().Concat(buffers())));
        return this;
    }
}

public abstract partial class ClassifierNetwork
{
    /// <summary>The share of its convolutions' weights that are fixed at zero.</summary>
    /// <value>0 to 1; 0 for a network that was not pruned.</value>
    public double Sparsity
    {
        get
        {
            var all = Convolutions.Sum(convolution => convolution.NumberOfWeights);
            return all == 0 ? 0 : Convolutions.Sum(convolution => convolution.NumberOfFixedZeros) / (double)all;
        }
    }

    /// <summary>The layers that pruning looks at: stem and shortcuts too, not the last layer.</summary>
    internal IReadOnlyList<Convolution> Convolutions => [.. modules().OfType<Convolution>()];

    /// <summary>Takes the zeros in the convolutions for a mask: they stay zero from now on, whatever a method does.</summary>
    internal void KeepZeros()
    {
        foreach (var convolution in Convolutions) convolution.KeepZeros();
    }

    /// <summary>Writes the zeros into the weights, where training or noise moved them; what the network answers is the same before and
    /// after.</summary>
    internal void ApplyMasks()
    {
        foreach (var convolution in Convolutions) convolution.ApplyMask();
    }

    private void TakeMasksOf(ClassifierNetwork other)
    {
        foreach (var (mine, theirs) in Convolutions.Zip(other.Convolutions)) mine.TakeMaskOf(theirs);
    }
}
