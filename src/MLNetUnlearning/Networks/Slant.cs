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
/// <param name="Factors">b x n, for n directions: zeros, with gradients.</param>
/// <param name="Directions">Of each direction, the parts that belong to the layer's own weights, in their order.</param>
internal sealed record Slant(Tensor Factors, IReadOnlyList<IReadOnlyList<Tensor>> Directions)
{
    /// <summary>The slanted output of a layer.</summary>
    /// <param name="output">Its output, b x ..</param>
    /// <param name="along">Its output for the same input with other weights. No gradient goes through it.</param>
    public Tensor Of(Tensor output, Func<IReadOnlyList<Tensor>, Tensor> along)
    {
        long[] shape = [-1, .. Enumerable.Repeat(1L, (int)output.dim() - 1)];
        foreach (var (number, parts) in Directions.Index()) output = output + Factors.select(1, number).view(shape) * Along(along, parts);
        return output;
    }

    private static Tensor Along(Func<IReadOnlyList<Tensor>, Tensor> along, IReadOnlyList<Tensor> parts)
    {
        using var none = no_grad();
        return along(parts);
    }
}
