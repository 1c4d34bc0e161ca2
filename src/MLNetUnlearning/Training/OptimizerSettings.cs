using MLNetUnlearning.Data;
using TorchSharp.Modules;

namespace MLNetUnlearning.Training;

/// <summary>How a method trains a network: by stochastic gradient descent with momentum or by Adam, for a number of epochs.</summary>
public sealed record OptimizerSettings : ISettings
{
    /// <summary>Passes over the rows.</summary>
    /// <value>5. More moves the network further and takes proportionally longer; fewer moves it less, in less time.</value>
    public int NumberOfEpochs { get; init; } = 5;

    /// <summary>Rows in a step.</summary>
    /// <value>64. Fewer makes more, noisier steps of an epoch, which move the network further; more makes fewer steps.</value>
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate. If it falls, this is the rate of the first step.</summary>
    /// <value>0.01. Higher moves the network further, until training diverges; lower moves it less.</value>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Whether the learning rate falls to zero in equal steps. If not, it is constant.</summary>
    /// <value>False. True lets a network settle after steps at a high rate.</value>
    public bool DecayToZero { get; init; }

    /// <summary>Momentum of the descent, in [0, 1).</summary>
    /// <value>0.9. Higher smooths the steps and lets earlier ones act longer; lower follows the newest batches more closely.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay: this times each weight is added to its gradient.</summary>
    /// <value>5e-4. Higher keeps the weights smaller; lower keeps them less small, and 0 switches it off.</value>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether Adam (Kingma and Ba 2015) is used, with the momentum as its beta1.</summary>
    /// <value>False. True makes steps of similar size for all weights; it needs rates about a hundred times as low.</value>
    public bool Adam { get; init; }

    /// <summary>An optimiser with these settings.</summary>
    internal optim.Optimizer Of(IEnumerable<Parameter> weights) => Adam
        ? new AdamOptimizer(weights, LearningRate, Momentum, WeightDecay)
        : new SgdOptimizer(weights, LearningRate, Momentum, WeightDecay);

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">0 for the first.</param>
    /// <param name="numberOfSteps">Steps in all.</param>
    internal double LearningRateAt(int step, int numberOfSteps) =>
        DecayToZero ? LearningRate * (numberOfSteps - step) / numberOfSteps : LearningRate;

    /// <inheritdoc/>
    public IEnumerable<string> Violations() => new SettingChecks()
        .AtLeast(NumberOfEpochs, 1)
        .AtLeast(BatchSize, 2, "batch normalisation needs two rows")
        .Positive(LearningRate)
        .Check(Momentum, Momentum is >= 0 and < 1, "in [0, 1)")
        .ZeroOrMore(WeightDecay);
}
