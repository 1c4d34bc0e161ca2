namespace TorchSharp.Modules;

/// <summary>Adam with weight decay beside the gradient instead of in it.</summary>
public class AdamW : OptimizerHelper
{
    private readonly AdamSteps _steps;

    public AdamW(
        IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        _steps = new AdamSteps(beta1, beta2, eps, weight_decay, amsgrad, maximize, Decoupled: true);
        add_param_group(new ParamGroup().With(parameters, lr));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) {
            DisposeState();
        }
        base.Dispose(disposing);
    }

    private protected override void Step(ParamGroup group) => _steps.Apply(group, Gradient, Zeros);
}
