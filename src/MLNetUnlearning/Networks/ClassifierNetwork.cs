using MLNetUnlearning.Data;
using MLNetUnlearning.Onnx;
using TorchSharp;

namespace MLNetUnlearning.Networks;

/// <summary>A network that classifies rows, images or vectors, and also gives the features that it decides by.</summary>
/// <remarks>
/// <para>Input: images as <c>float32</c> in 0..1, shape b x C x H x W, or vectors as they are, b x N; normalisation is part of the network.
/// Output: logits, b x K, and the pooled features before the last layer, b x F.</para>
/// <para>A derived class registers its layers as fields. It draws every random number from the generator it is given and leaves the global
/// random state alone. TorchSharp's convolutions and linear layers draw their first values from that state, so keep parameters of your own
/// instead and set them in <see cref="Initialize"/>. The class makes its tensors on the CPU, and its caller moves it. A tensor that its
/// forward pass makes belongs on the device of the images.</para>
/// </remarks>
public abstract class ClassifierNetwork : nn.Module<Tensor, (Tensor Logits, Tensor Features)>
{
    /// <summary>Creates the base of a network.</summary>
    /// <param name="architecture">The architecture it is made by. Copies of the network are made by it too.</param>
    /// <param name="shape">The rows it takes.</param>
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

    /// <summary>The architecture that made this network.</summary>
    public NetworkArchitecture Architecture { get; }

    /// <summary>The rows it takes.</summary>
    public FeatureShape Shape { get; }

    /// <summary>K, the number of outputs.</summary>
    public int NumberOfClasses { get; }

    /// <summary>The numbers that passes in training mode compute with. A recipe states it. In evaluation mode a network computes in
    /// <see cref="Precision.Float32"/>, whatever this says.</summary>
    /// <value><see cref="Precision.Float32"/> unless a recipe says otherwise.</value>
    public Precision Precision
    {
        get;
        internal set => field = CanComputeIn(value)
            ? value
            : throw new NotSupportedException(
                $"The network {Architecture.Name} computes in {Precision.Float32} only: leave {nameof(TrainingRecipe.Precision)} of the "
                + $"recipe as it is, or override {nameof(CanComputeIn)} in {GetType().Name}.");
    }

    /// <summary>Whether the network can be trained in a precision. One that overrides this looks at <see cref="Precision"/> and at its
    /// mode in <see cref="forward"/>, and gives logits and features in <c>float32</c>.</summary>
    /// <param name="precision">The precision.</param>
    /// <returns>Without an override: for <see cref="Precision.Float32"/> only.</returns>
    public virtual bool CanComputeIn(Precision precision) => precision == Precision.Float32;

    /// <summary>The device of its weights.</summary>
    /// <exception cref="InvalidOperationException">The network has no weights that it knows of.</exception>
    public Device Device => parameters().FirstOrDefault()?.device ?? throw new InvalidOperationException(
        $"Network '{Architecture.Name}' has no weights: call RegisterComponents() at the end of its constructor.");

    /// <summary>Gives every parameter and buffer its value at the start of training. The network is still on the CPU.</summary>
    /// <param name="generator">The only source of random numbers, a CPU generator.</param>
    public abstract void Initialize(Generator generator);

    /// <summary>Takes from the training rows what a network needs to know of them before it learns, such as means and deviations. Trainings
    /// that begin anew call it first, with the rows that they train on. Without an override it does nothing.</summary>
    /// <param name="rows">The rows. What is taken from them belongs into buffers, which are part of the network's weights.</param>
    public virtual void StandardizeBy(RowSubset rows)
    {
    }

    /// <summary>Classifies a batch.</summary>
    /// <param name="images"><c>float32</c>, on the device of the network; left unchanged: images in 0..1, b x C x H x W, or vectors,
    /// b x N.</param>
    /// <returns>Logits, b x K, and the pooled features before the last layer, b x F.</returns>
    public abstract override (Tensor Logits, Tensor Features) forward(Tensor images);

    /// <summary>Starts anew: gives the network fresh weights, as its architecture makes them from a generator, on whatever device it is.
    /// Weights that pruning fixed at zero stay zero. What it took by <see cref="StandardizeBy"/> is gone too.</summary>
    /// <param name="generator">The only source of random numbers, a CPU generator.</param>
    public void Reset(Generator generator)
    {
        using var fresh = Architecture.CreateSound(Shape, NumberOfClasses, generator);
        load_state_dict(fresh.state_dict());
        ApplyMasks();
    }

    /// <summary>Writes what <see cref="forward"/> computes in evaluation mode as ONNX operators. A network that does not override this
    /// method cannot be saved as ONNX.</summary>
    /// <param name="graph">Takes the nodes. The weights go in as <see cref="OnnxGraph.Constant"/>.</param>
    /// <param name="images">Images of 0 to 1, b x C x H x W, or vectors, b x N.</param>
    /// <returns>The logits, b x K.</returns>
    /// <exception cref="NotSupportedException">The network does not override this method.</exception>
    public virtual OnnxValue ToOnnx(OnnxGraph graph, OnnxValue images) => throw new NotSupportedException(
        $"The network {Architecture.Name} cannot be written as ONNX: override {nameof(ToOnnx)} in {GetType().Name}, " +
        $"node by node as in its {nameof(forward)}.");

    /// <summary>A copy on a device, with weights of its own, in training mode. Weights that pruning fixed at zero are fixed in the copy
    /// too.</summary>
    /// <param name="device">The device of the copy.</param>
    public ClassifierNetwork Copy(Device device)
    {
        using var generator = new Generator(0UL, CPU);
        var copy = Architecture.CreateSound(Shape, NumberOfClasses, generator);
        copy.load_state_dict(state_dict());
        copy.Precision = Precision;
        copy.MoveTo(device);
        copy.TakeMasksOf(this);
        return copy;
    }

    /// <summary>Whether the numbers between the layers are bfloat16 in the mode that it is in. If not, they are of the weights'
    /// type.</summary>
    internal bool ComputesInHalf => training && Precision == Precision.BFloat16;

    /// <summary>Finishes the network: it goes into evaluation mode, and no dispose scope frees its weights any more.</summary>
    internal void Freeze()
    {
        eval();
        foreach (var weight in parameters()) weight.DetachFromDisposeScope();
        foreach (var statistic in buffers()) statistic.DetachFromDisposeScope();
    }

    /// <summary>Moves the network to a device, unless it is there. Its weights then belong to the dispose scope of the caller, if there is
    /// one.</summary>
    internal ClassifierNetwork MoveTo(Device device)
    {
        if (device.type != DeviceType.CPU)
            this.to(device);
        train();
        // TorchSharp takes the tensors that it moves, and those of its layers, out of every scope. Without this, a run that fails would
        // leave them to the garbage collector.
        using var scope = NewDisposeScope();
        scope.MoveToOuter(scope.Attach(parameters().Concat(buffers())));
        return this;
    }

    /// <summary>The share of weights that is fixed at zero, of those that can be pruned: in convolutions and in the hidden layers of an
    /// <see cref="KnownNetworks.Mlp"/>.</summary>
    /// <value>0 to 1; 0 for a network that was not pruned.</value>
    public double Sparsity
    {
        get
        {
            var all = Prunable.Sum(layer => layer.Weight.numel());
            return all == 0 ? 0 : Prunable.Sum(layer => layer.Mask.NumberOfFixedZeros) / (double)all;
        }
    }

    /// <summary>The layers that can be pruned: all convolutions, with stem and shortcuts, and hidden linear layers, but not the last
    /// layer.</summary>
    internal IReadOnlyList<IPrunable> Prunable => [.. modules().OfType<IPrunable>()];

    /// <summary>Makes a mask of the zeros in these layers: they stay zero from now on, whatever a method does.</summary>
    internal void KeepZeros()
    {
        foreach (var layer in Prunable) layer.Mask.KeepZeros(layer.Weight);
    }

    /// <summary>Writes the zeros of the masks into the weights, which training or noise may have moved. The network's answers stay the
    /// same.</summary>
    internal void ApplyMasks()
    {
        foreach (var layer in Prunable) layer.Mask.ApplyTo(layer.Weight);
    }

    private void TakeMasksOf(ClassifierNetwork other)
    {
        foreach (var (mine, theirs) in Prunable.Zip(other.Prunable)) mine.Mask.TakeOver(theirs.Mask, mine.Weight.device);
    }
}
