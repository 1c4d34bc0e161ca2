namespace MLNetUnlearning.Networks;

/// <summary>Name and shape of one entry of a network's state dictionary.</summary>
/// <param name="Name">PyTorch's name, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
internal sealed record WeightShape(string Name, long[] Shape)
{
    public static IEnumerable<WeightShape> Convolution(string name, long inputs, long outputs, long kernel) =>
        [new($"{name}.weight", [outputs, inputs, kernel, kernel])];

    public static IEnumerable<WeightShape> BatchNormalization(string name, long channels) =>
    [
        new($"{name}.weight", [channels]), new($"{name}.bias", [channels]),
        new($"{name}.running_mean", [channels]), new($"{name}.running_var", [channels]), new($"{name}.num_batches_tracked", []),
    ];

    public static IEnumerable<WeightShape> Linear(string name, long inputs, long outputs) =>
        [new($"{name}.weight", [outputs, inputs]), new($"{name}.bias", [outputs])];
}
