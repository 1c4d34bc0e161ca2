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

    /// <summary>What was added to the output: zeros, with gradients, of its shape. Null before the layer's pass.</summary>
    public Tensor? Moved { get; private set; }

    /// <summary>The slanted output of a layer.</summary>
    /// <param name="output">Its output, b x ..</param>
    /// <param name="along">Its output for the same input with other weights. It is asked for when the gradient is there, so that nothing is
    /// kept for it but the input.</param>
    public Tensor Of(Tensor output, Func<IReadOnlyList<Tensor>, Tensor> along) =>
        OfSlopes(output, gradient => directions.Select(parts => Product(along(parts), gradient)));

    /// <summary>The slanted output of a layer that multiplies and shifts each channel, as normalisation does: along a direction, its slope
    /// is that by the factors and that by the shifts.</summary>
    /// <param name="output">Its output, b x C or b x C x H x W.</param>
    /// <param name="bare">Its output with factors of one and shifts of zero.</param>
    public Tensor OfChannels(Tensor output, Func<Tensor> bare) => OfSlopes(output, gradient =>
    {
        var (factors, shifts) = (PerChannel(gradient * bare()), PerChannel(gradient)); // b x C each, for all directions
        return directions.Select(parts => factors.mv(parts[0]) + shifts.mv(parts[1])); // b
    });

    /// <summary>The slopes that come from this layer.</summary>
    /// <param name="gradient">The gradient of the rows' losses by <see cref="Moved"/>.</param>
    /// <returns>b x n, for n directions.</returns>
    public Tensor Slopes(Tensor gradient)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return stack(slopesOf!(gradient), 1).MoveToOuterDisposeScope();
    }

    private Tensor OfSlopes(Tensor output, Func<Tensor, IEnumerable<Tensor>> slopes)
    {
        slopesOf = slopes;
        Moved = output.new_zeros(1).expand(output.shape).requires_grad_(); // one number in all places
        return output + Moved;
    }

    /// <summary>The sums over the places of each channel.</summary>
    private static Tensor PerChannel(Tensor rows) => rows.dim() == 4 ? rows.sum([2, 3]) : rows;

    /// <summary>The dot product of each row of the one with that of the other, b.</summary>
    private static Tensor Product(Tensor one, Tensor other)
    {
        // Channels last is the order that images lie in here: so nothing is copied.
        Tensor Flat(Tensor rows) => rows.dim() == 4 && one.stride(1) == 1 ? rows.permute(0, 2, 3, 1).flatten(1) : rows.flatten(1);
        return Flat(one).unsqueeze(1).bmm(Flat(other).unsqueeze(2)).flatten(); // b x 1 x n, b x n x 1
    }
}
