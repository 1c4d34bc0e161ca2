using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetUnlearning.Training;

/// <summary>How a method descends: stochastic gradient descent with momentum or Adam, for a number of epochs.</summary>
public sealed record OptimizerSettings
{
    /// <summary>Passes over the rows.</summary>
    /// <value>5. More moves the network further, at proportional cost.</value>
    public int NumberOfEpochs { get; init; } = 5;

    /// <summary>Rows in a step.</summary>
    /// <value>64. Fewer makes more, noisier steps of an epoch, which move the network further.</value>
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate, of the first step where it falls.</summary>
    /// <value>0.01. Higher moves the network further until it diverges.</value>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Whether the learning rate falls to zero in equal steps, or stays as it is.</summary>
    /// <value>False. True settles a network that a high rate has shaken.</value>
    public bool DecayToZero { get; init; }

    /// <summary>Momentum of the descent, in [0, 1).</summary>
    /// <value>0.9. Higher smooths the steps and lets earlier ones act longer.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay, as added to the gradient.</summary>
    /// <value>5e-4. Higher keeps weights smaller.</value>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether Adam (Kingma and Ba 2015) descends, with the momentum as its beta1.</summary>
    /// <value>False. True makes steps of like size for all weights; it takes rates a hundred times as low.</value>
    public bool Adam { get; init; }

    /// <summary>An optimiser of these settings.</summary>
    internal optim.Optimizer Of(IEnumerable<Parameter> weights) => Adam
        ? optim.Adam(weights, LearningRate, beta1: Momentum, weight_decay: WeightDecay)
        : optim.SGD(weights, LearningRate, Momentum, weight_decay: WeightDecay);

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">0 for the first.</param>
    /// <param name="numberOfSteps">Steps in all.</param>
    internal double LearningRateAt(int step, int numberOfSteps) =>
        DecayToZero ? LearningRate * (numberOfSteps - step) / numberOfSteps : LearningRate;

    /// <summary>Every setting that is out of its range, each as a sentence that names it.</summary>
    /// <param name="name">What the method calls these settings.</param>
    public IEnumerable<string> Violations(string name)
    {
        if (NumberOfEpochs < 1)
            yield return $"{name}.{nameof(NumberOfEpochs)} is {NumberOfEpochs}; it must be at least 1.";
        if (BatchSize < 2)
            yield return $"{name}.{nameof(BatchSize)} is {BatchSize}; it must be at least 2, since batch normalisation needs two rows.";
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            yield return $"{name}.{nameof(LearningRate)} is {LearningRate}; it must be positive and finite.";
        if (!(Momentum >= 0 && Momentum < 1))
            yield return $"{name}.{nameof(Momentum)} is {Momentum}; it must be in [0, 1).";
        if (!(WeightDecay >= 0) || !double.IsFinite(WeightDecay))
            yield return $"{name}.{nameof(WeightDecay)} is {WeightDecay}; it must be zero or positive and finite.";
    }
}
