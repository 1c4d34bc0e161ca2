using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum, step for step as PyTorch's.</summary>
public class SGD : OptimizerHelper
{
    private readonly double _dampening, _weightDecay;
    private readonly bool _nesterov, _maximize;

    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        if (lr < 0) {
            throw new ArgumentException($"Invalid learning rate: {lr}");
        }
        if (momentum < 0) {
            throw new ArgumentException($"Invalid momentum value: {momentum}");
        }
        if (nesterov && (momentum <= 0 || dampening != 0)) {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }
        (Momentum, _dampening, _weightDecay, _nesterov, _maximize) = (momentum, dampening, weight_decay, nesterov, maximize);
        add_param_group(new ParamGroup().With(parameters, lr));
    }

    public double Momentum { get; set; }

    protected override void Dispose(bool disposing)
    {
        if (disposing) {
            DisposeState();
        }
        base.Dispose(disposing);
    }

    private protected override void Step(ParamGroup group)
    {
        foreach (var parameter in group.Parameters) {
            if (Gradient(parameter, _maximize) is { } gradient) {
                parameter.add_(Direction(parameter, gradient), -group.LearningRate);
            }
        }
    }

    private Tensor Direction(Parameter parameter, Tensor gradient)
    {
        if (_weightDecay != 0) {
            gradient = gradient.add(parameter, _weightDecay);
        }
        if (Momentum == 0) {
            return gradient;
        }
        // The first step's buffer is the gradient itself, undamped.
        var buffer = State(parameter, "momentum_buffer", () => gradient.detach().clone(), out var isNew);
        if (!isNew) {
            buffer.mul_(Momentum).add_(gradient, 1 - _dampening);
        }
        return _nesterov ? gradient.add(buffer, Momentum) : buffer;
    }
}
