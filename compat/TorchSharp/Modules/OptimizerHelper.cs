using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share: state tensors by parameter, which outlive every dispose scope but not the optimizer.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private readonly Dictionary<(Parameter, string), Tensor> _state = [];

    public OptimizerHelper()
    {
    }

    /// <summary>The state of that name; <paramref name="initial"/> makes it where there is none yet.</summary>
    private protected Tensor State(Parameter parameter, string name, Func<Tensor> initial, out bool isNew)
    {
        isNew = !_state.TryGetValue((parameter, name), out var known);
        return known ?? (_state[(parameter, name)] = initial().DetachFromDisposeScope());
    }

    private protected Tensor Zeros(Parameter parameter, string name) => State(parameter, name, () => zeros_like(parameter), out _);

    /// <summary>The gradient, turned round where the loss is to grow; null where the parameter has none.</summary>
    private protected static Tensor? Gradient(Parameter parameter, bool maximize)
    {
        var gradient = parameter.grad;
        return gradient is null || !maximize ? gradient : gradient.neg();
    }

    private protected void DisposeState()
    {
        foreach (var tensor in _state.Values) {
            tensor.Dispose();
        }
        _state.Clear();
    }
}
