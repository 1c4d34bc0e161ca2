using TorchSharp;

namespace MLNetUnlearning.Networks;

/// <summary>A layer whose weight can be pruned.</summary>
internal interface IPrunable
{
    /// <summary>The weight.</summary>
    Tensor Weight { get; }

    /// <summary>What of it is fixed at zero.</summary>
    WeightMask Mask { get; }
}

/// <summary>Which numbers of a weight are fixed at zero.</summary>
/// <remarks>It is not part of a network's state: the zeros in the weight say the same. It is not a non-persistent buffer either: TorchSharp
/// 0.107 does not list, move or free these, so the layer that has it does.</remarks>
internal sealed class WeightMask : IDisposable
{
    private Tensor? mask; // 1 where a number is free, 0 where it is fixed at zero, in the weight's shape; null if all are free

    /// <summary>How many numbers are fixed at zero.</summary>
    public long NumberOfFixedZeros
    {
        get
        {
            using var scope = NewDisposeScope();
            return mask?.eq(0).sum().ToInt64() ?? 0;
        }
    }

    /// <summary>The weight as the forward pass takes it. So a number fixed at zero has no gradient, whatever method follows the
    /// gradients.</summary>
    public Tensor Free(Tensor weight) => mask is null ? weight : weight * mask;

    /// <summary>Fixes the numbers that are zero now.</summary>
    public void KeepZeros(Tensor weight)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var free = weight.ne(0).to(weight.dtype);
        if (free.eq(0).any().ToBoolean()) Set(free);
    }

    /// <summary>Fixes what is fixed in another weight of the same shape.</summary>
    /// <param name="other">What is fixed there.</param>
    /// <param name="device">The device of this weight.</param>
    public void TakeOver(WeightMask other, Device device)
    {
        if (other.mask is { } theirs) Set(theirs.to(device, copy: true));
    }

    /// <summary>Writes the zeros of the mask into the weight.</summary>
    public void ApplyTo(Tensor weight)
    {
        if (mask is null) return;
        using var none = no_grad();
        using var fixedAtZero = mask.eq(0);
        weight.masked_fill_(fixedAtZero, 0); // not a product: infinity times zero is not zero
    }

    /// <summary>Fixes numbers by a mask of the weight's shape, on its device. The mask is taken out of its dispose scope and lives as long
    /// as this object.</summary>
    public void Set(Tensor value)
    {
        mask?.Dispose();
        mask = value.DetachFromDisposeScope();
    }

    /// <summary>Goes where the weight has gone.</summary>
    public void Follow(Tensor weight)
    {
        if (mask is not null) Set(mask.to(weight.dtype, weight.device, copy: true));
    }

    public void Dispose() => mask?.Dispose();
}
