using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share.</summary>
internal sealed record AdamSteps(double Beta1, double Beta2, double Eps, double WeightDecay, bool Amsgrad, bool Maximize, bool Decoupled)
{
    private readonly Dictionary<Parameter, int> _taken = [];

    public void Apply(ParamGroup group, Func<Parameter, bool, Tensor?> gradientOf, Func<Parameter, string, Tensor> state)
    {
        foreach (var parameter in group.Parameters) {
            if (gradientOf(parameter, Maximize) is { } gradient) {
                Apply(parameter, gradient, group.LearningRate, state);
            }
        }
    }

    private void Apply(Parameter parameter, Tensor gradient, double learningRate, Func<Parameter, string, Tensor> state)
    {
        var step = _taken[parameter] = _taken.GetValueOrDefault(parameter) + 1;
        if (WeightDecay != 0 && Decoupled) {
            parameter.mul_(1 - learningRate * WeightDecay);
        } else if (WeightDecay != 0) {
            gradient = gradient.add(parameter, WeightDecay);
        }
        var mean = state(parameter, "exp_avg").mul_(Beta1).add_(gradient, 1 - Beta1);
        var square = state(parameter, "exp_avg_sq").mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        if (Amsgrad) {
            var largest = state(parameter, "max_exp_avg_sq");
            square = largest.copy_(largest.maximum(square));
        }
        var denominator = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, step))).add_(Eps);
        parameter.addcdiv_(mean, denominator, -learningRate / (1 - Math.Pow(Beta1, step)));
    }
}
