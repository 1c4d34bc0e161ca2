using MLNetUnlearning.Data;
using TorchSharp.Modules;

namespace MLNetUnlearning.Training;

/// <summary>How a method trains a network: by stochastic gradient descent with momentum or by Adam, for a number of steps.</summary>
/// <remarks>A setting that is null is chosen when a run begins: see <see cref="ChosenFor"/>. Steps, batches and rates are then those of the
/// classifier's own training, or shares of them, so that they suit data of any size.</remarks>
public record OptimizerSettings : ISettings
{
    /// <summary>The fewest steps that are chosen: fewer hardly move a network.</summary>
    internal const int FewestSteps = 50;

    private const double AdamShare = 0.01; // Adam's steps are as large as its rate, whatever the gradient

    /// <summary>The steps as a share of those that retraining takes; at least 50 are made. It plays no part where steps or epochs are
    /// stated.</summary>
    /// <value>0.1. More moves the network further and takes proportionally longer; fewer moves it less, in less time.</value>
    public double TrainingShare { get; init; } = 0.1;

    /// <summary>Steps in all. They need not be a multiple of an epoch. At most one of this and <see cref="NumberOfEpochs"/> is
    /// set.</summary>
    /// <value>Null: chosen by <see cref="TrainingShare"/>, unless epochs are stated.</value>
    public int? NumberOfSteps { get; init; }

    /// <summary>Passes over the rows.</summary>
    /// <value>Null: the length is given in steps.</value>
    public int? NumberOfEpochs { get; init; }

    /// <summary>Rows in a step. A batch that is larger than the data is all of it.</summary>
    /// <value>Null: as in the classifier's training. Fewer makes noisier steps; more makes each step dearer.</value>
    public int? BatchSize { get; init; }

    /// <summary>The learning rate as a share of the highest rate of the classifier's training; a hundredth of that for Adam. It plays no
    /// part where the rate is stated.</summary>
    /// <value>0.2. Higher moves the network further, until training diverges; lower moves it less.</value>
    public double LearningRateShare { get; init; } = 0.2;

    /// <summary>The learning rate. If it falls, this is the rate of the first step.</summary>
    /// <value>Null: chosen by <see cref="LearningRateShare"/>.</value>
    public double? LearningRate { get; init; }

    /// <summary>Whether the learning rate falls to zero in equal steps. If not, it is constant.</summary>
    /// <value>True: the network settles after steps at a high rate.</value>
    public bool DecayToZero { get; init; } = true;

    /// <summary>Momentum of the descent, in [0, 1).</summary>
    /// <value>0.9. Higher smooths the steps and lets earlier ones act longer; lower follows the newest batches more closely.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay: this times each weight is added to its gradient.</summary>
    /// <value>5e-4. Higher keeps the weights smaller; lower keeps them less small, and 0 switches it off.</value>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether Adam (Kingma and Ba 2015) is used, with the momentum as its beta1.</summary>
    /// <value>False. True makes steps of similar size for all weights; it needs rates about a hundred times as low.</value>
    public bool Adam { get; init; }

    /// <summary>These settings with everything chosen that they leave open. What they state stays.</summary>
    /// <param name="size">The request, and how the classifier was trained.</param>
    public virtual OptimizerSettings ChosenFor(UnlearningSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        var retraining = size.Retraining;
        var steps = Math.Max(FewestSteps, (int)Math.Ceiling(Product(TrainingShare, retraining.NumberOfSteps)));
        var rate = Product(LearningRateShare, retraining.Recipe.LearningRate!.Value, Adam ? AdamShare : 1);
        return this with
        {
            NumberOfSteps = NumberOfEpochs is null ? NumberOfSteps ?? steps : null,
            BatchSize = BatchSize ?? retraining.BatchSize,
            LearningRate = LearningRate ?? rate,
        };
    }

    /// <summary>The product to twelve digits, as people would state it: 7 for 0.07 of 100, not 7.000000000000001.</summary>
    private static double Product(double first, double second, double third = 1)
    {
        var invariant = CultureInfo.InvariantCulture;
        return double.Parse((first * second * third).ToString("G12", invariant), invariant);
    }

    /// <summary>The steps over so many rows. Everything has been chosen.</summary>
    internal int StepsOver(int numberOfRows) =>
        NumberOfSteps ?? Batches.InEpochs(numberOfRows, BatchSize!.Value, NumberOfEpochs!.Value);

    /// <summary>An optimiser with these settings.</summary>
    internal optim.Optimizer Of(IEnumerable<Parameter> weights) => Adam
        ? new AdamOptimizer(weights, LearningRate!.Value, Momentum, WeightDecay)
        : new SgdOptimizer(weights, LearningRate!.Value, Momentum, WeightDecay);

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">0 for the first.</param>
    /// <param name="numberOfSteps">Steps in all.</param>
    internal double LearningRateAt(int step, int numberOfSteps) =>
        DecayToZero ? LearningRate!.Value * (numberOfSteps - step) / numberOfSteps : LearningRate!.Value;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Violations() => new SettingChecks()
        .Share(TrainingShare)
        .AtLeast(NumberOfSteps, 1)
        .Check(NumberOfSteps, NumberOfSteps is null || NumberOfEpochs is null, $"null where {nameof(NumberOfEpochs)} is set")
        .AtLeast(NumberOfEpochs, 1)
        .AtLeast(BatchSize, 2, "batch normalisation needs two rows")
        .Positive(LearningRateShare)
        .Positive(LearningRate)
        .Check(Momentum, Momentum is >= 0 and < 1, "in [0, 1)")
        .ZeroOrMore(WeightDecay);

    /// <summary>A share chooses what is open, and what is open is no value yet.</summary>
    bool ISettings.PlaysAPart(string setting) => setting switch
    {
        nameof(TrainingShare) => NumberOfSteps is null && NumberOfEpochs is null,
        nameof(NumberOfSteps) => NumberOfSteps is not null,
        nameof(NumberOfEpochs) => NumberOfEpochs is not null,
        nameof(BatchSize) => BatchSize is not null,
        nameof(LearningRateShare) => LearningRate is null,
        nameof(LearningRate) => LearningRate is not null,
        _ => true,
    };
}
