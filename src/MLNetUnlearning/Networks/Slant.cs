using TorchSharp.Modules;

namespace MLNetUnlearning.Networks;

/// <summary>A layer that is linear in its weights, and whose outputs can be slanted: each row's output is moved along directions in the
/// space of the weights, by factors of that row. Factors are zero, so that nothing changes; but the derivative of a row's loss by
/// its factor is the slope of that loss along the direction. It costs one more forward pass a direction, and no gradient of any
/// weight.</summary>
internal interface ISlanting
{
    /// <summary>The weights of the layer.</summary>
    IReadOnlyList<Parameter> OwnWeights { get; }

    /// <summary>How its outputs are slanted; null: they are not.</summary>
    Slant? Slant { get; set; }
}

/// <summary>How the outputs of a layer are slanted.</summary>
/// <param name="directions">Of each direction, the parts that belong to the layer's own weights, in their order.</param>
internal sealed class Slant(IReadOnlyList<IReadOnlyList<Tensor>> directions)
{
    private Func<Tensor, IEnumerable<Tensor>>? slopesOf; // of each direction, b

    /// <summary>The output that is slanted, with the graph to what comes after it. Null before the layer's pass, and if no weight before it
    /// learns.</summary>
    public Tensor? Output { get; private set; }

    /// <summary>Slants the output of a layer.</summary>
    /// <param name="output">Its output, b x .. What follows must not change it in place.</param>
    /// <param name="along">Its output for the same input with other weights. It is asked for when the gradient is there, so that nothing is
    /// kept for it but the input.</param>
    /// <returns>The output.</returns>
    public Tensor Of(Tensor output, Func<IReadOnlyList<Tensor>, Tensor> along) =>
        Slanted(output, gradient => directions.Select(parts => Product(along(parts), gradient)));

    /// <summary>Slants the output of a layer that multiplies and shifts each channel, as normalisation does: along a direction, its slope
    /// is that by the factors and that by the shifts.</summary>
    /// <param name="output">Its output, b x C or b x C x H x W. It may be changed in place afterwards.</param>
    /// <param name="input">Its input, of the same shape.</param>
    /// <param name="means">What it subtracts from each channel first, C.</param>
    /// <param name="deviations">What it then divides each channel by, C.</param>
    /// <returns>An equal output.</returns>
    public Tensor OfChannels(Tensor output, Tensor input, Tensor means, Tensor deviations) => Slanted(output, gradient =>
    {
        var shifts = PerChannel(gradient); // b x C, for all directions
        var factors = (PerChannel(gradient * input) - shifts * means) / deviations; // b x C
        return directions.Select(parts => factors.mv(parts[0]) + shifts.mv(parts[1])); // b
    }).clone();

    /// <summary>The slopes that come from this layer.</summary>
    /// <param name="gradient">The gradient of the rows' losses by <see cref="Output"/>.</param>
    /// <returns>b x n, for n directions.</returns>
    public Tensor Slopes(Tensor gradient)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return stack(slopesOf!(gradient), 1).MoveToOuterDisposeScope();
    }

    private Tensor Slanted(Tensor output, Func<Tensor, IEnumerable<Tensor>> slopes)
    {
        (slopesOf, Output) = (slopes, output.requires_grad ? output : null);
        return output;
    }

    /// <summary>The sums over the places of each channel.</summary>
    private static Tensor PerChannel(Tensor rows) => rows.dim() == 4 ? rows.sum([2, 3]) : rows;

    /// <summary>The dot product of each row with that of another tensor, b. The rows are lost.</summary>
    private static Tensor Product(Tensor rows, Tensor other)
    {
        // Not by bmm: products of so few rows take it three times as long.
        rows.mul_(other);
        // Channels last is the order that images lie in here: so nothing is copied.
        return (rows.dim() == 4 && rows.stride(1) == 1 ? rows.permute(0, 2, 3, 1) : rows).flatten(1).sum(1);
    }
}
