using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameters that an optimizer treats alike.</summary>
public class ParamGroup : optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public double LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    internal ParamGroup With(IEnumerable<Parameter> parameters, double learningRate)
    {
        Parameters = parameters.ToList();
        LearningRate = InitialLearningRate = learningRate;
        return this;
    }
}
