using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace MLNetUnlearning.Training;

// TorchSharp 0.107 turns each number of an operation into an object and gives libtorch its address. Nothing holds the object meanwhile: if
// another thread makes the garbage collector run, the finalizer frees the number while libtorch reads it, and the operation fails with
// "Unknown scalar type" or the like. TorchSharp's optimizers do so several times for each weight. Here the numbers are held until the step
// is done; the weights are the same to the bit.

/// <summary>Stochastic gradient descent with momentum.</summary>
/// <remarks>A step is a fused pass where the numbers lie in memory as they are named: libtorch makes four passes over each weight, which
/// are a twentieth of a training step at width 16. The weights are the same to the bit, since both multiply and add with one
/// rounding.</remarks>
internal sealed class SgdOptimizer(IEnumerable<Parameter> weights, double learningRate, double momentum, double weightDecay)
    : SGD(weights, learningRate, momentum, weight_decay: weightDecay)
{
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            var (usesDecay, usesMomentum) = (group.Options.weight_decay > 0, group.Options.momentum > 0);
            using Scalar decay = group.Options.weight_decay!.Value, inertia = group.Options.momentum!.Value;
            using Scalar rate = -group.LearningRate, one = 1.0;
            foreach (var weight in group.Parameters)
            {
                if (weight.grad is not { } gradient) continue;
                var state = (State)_state[weight.Handle];
                if (state.momentum_buffer is { } kept && IsPlain(weight) && IsPlain(gradient) && IsPlain(kept))
                {
                    Move(Numbers(weight), Numbers(gradient), Numbers(kept), decay.ToSingle(), inertia.ToSingle(), rate.ToSingle());
                    continue;
                }
                if (usesDecay) gradient = gradient.add(weight, decay);
                if (usesMomentum)
                {
                    if (state.momentum_buffer is null) state.momentum_buffer = gradient.clone().detach().DetachFromDisposeScope();
                    else state.momentum_buffer.mul_(inertia).add_(gradient, one);
                    gradient = state.momentum_buffer;
                }
                weight.add_(gradient, rate);
            }
        },
        closure);

    private static bool IsPlain(Tensor numbers) =>
        numbers.device_type == DeviceType.CPU && numbers.dtype == ScalarType.Float32 && numbers.is_contiguous();

    private static Span<float> Numbers(Tensor plain) => MemoryMarshal.Cast<byte, float>(plain.bytes);

    /// <summary>Momentum m = inertia m + (g + decay w), then w += rate m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a run may be over before the runtime finds that this is worth it
    private static void Move(
        Span<float> weights, ReadOnlySpan<float> gradients, Span<float> momenta, float decay, float inertia, float rate)
    {
        var (decays, inertias, rates) = (new Vector<float>(decay), new Vector<float>(inertia), new Vector<float>(rate));
        var place = 0;
        for (; place <= weights.Length - Vector<float>.Count; place += Vector<float>.Count)
        {
            var weight = new Vector<float>(weights[place..]);
            var gradient = Vector.FusedMultiplyAdd(weight, decays, new Vector<float>(gradients[place..]));
            var moved = new Vector<float>(momenta[place..]) * inertias + gradient;
            moved.CopyTo(momenta[place..]);
            Vector.FusedMultiplyAdd(moved, rates, weight).CopyTo(weights[place..]);
        }
        for (; place < weights.Length; place++)
        {
            momenta[place] = momenta[place] * inertia + float.FusedMultiplyAdd(weights[place], decay, gradients[place]);
            weights[place] = float.FusedMultiplyAdd(momenta[place], rate, weights[place]);
        }
    }
}

/// <summary>Adam (Kingma and Ba 2015).</summary>
internal sealed class AdamOptimizer(IEnumerable<Parameter> weights, double learningRate, double momentum = 0.9, double weightDecay = 0)
    : Adam(weights, learningRate, momentum, ForSquares, Smallest, weightDecay)
{
    private const double ForSquares = 0.999, Smallest = 1e-8; // beta2 and epsilon of the paper

    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            var (usesDecay, beta) = (group.Options.weight_decay > 0, group.Options.beta1!.Value);
            using Scalar decay = group.Options.weight_decay!.Value, smallest = Smallest, one = 1;
            using Scalar keep = beta, take = 1 - beta, keepSquares = ForSquares, takeSquares = 1 - ForSquares;
            foreach (var weight in group.Parameters)
            {
                if (weight.grad is not { } gradient) continue;
                var state = (State)_state[weight.Handle];
                state.step++;
                using Scalar size = Math.Sqrt(1 - Math.Pow(ForSquares, state.step));
                using Scalar rate = -group.LearningRate / (1 - Math.Pow(beta, state.step));
                if (usesDecay) gradient = gradient.add(weight, decay);
                state.exp_avg.mul_(keep).add_(gradient, take);
                state.exp_avg_sq.mul_(keepSquares).addcmul_(gradient, gradient, takeSquares);
                weight.addcdiv_(state.exp_avg, state.exp_avg_sq.sqrt().div(size).add_(smallest, one), rate);
            }
        },
        closure);
}
