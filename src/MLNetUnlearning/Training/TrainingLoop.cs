using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using TorchSharp;

namespace MLNetUnlearning.Training;

/// <summary>The one training loop. Training and every method that is a loss use it. Only the game has a loop of its own.</summary>
public static class TrainingLoop
{
    /// <summary>Trains a network on rows by a recipe with cross-entropy.</summary>
    /// <param name="network">Changed in place; in training mode afterwards.</param>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="recipe">How to train. What it leaves open is chosen from the rows.</param>
    /// <param name="generator">The CPU generator that shuffles and augments.</param>
    /// <param name="stage">The name of the stage in progress reports.</param>
    /// <param name="progress">Receives a report after each step, with the mean loss of the epoch so far.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    public static void Train(
        ClassifierNetwork network, RowSubset rows, TrainingRecipe recipe, Generator generator, string stage,
        IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken) =>
        Train(
            network, rows, new TrainingPlan(recipe, new TrainingSize(rows.Count, network.NumberOfClasses, network.Shape)), generator, stage,
            progress, cancellationToken, RunCheckpoint.None);

    /// <summary>Trains a network as the public method does, by a recipe on these rows or a part of it, from where the checkpoint
    /// is.</summary>
    internal static void Train(
        ClassifierNetwork network, RowSubset rows, TrainingPlan plan, Generator generator, string stage,
        IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken, RunCheckpoint checkpoint, BestWeights? best = null)
    {
        network.train();
        network.Precision = plan.Recipe.Precision;
        var device = network.Device;
        var augmentation = plan.Recipe.Augmentation;
        Descend(
            network, rows.Count, Descent(plan.Recipe), plan.End - plan.Start, step => plan.LearningRateAt(plan.Start + step.Number),
            generator, stage, progress, cancellationToken, checkpoint, step =>
            {
                var images = rows.FeaturesAt(step.Indices, device); // b x C x H x W, or b x F
                images = augmentation?.Apply(images, generator) ?? images;
                return Losses.CrossEntropy(network.forward(images).Logits, rows.LabelsAt(step.Indices, device));
            }, best: best);
    }

    /// <summary>Moves a network down a loss, step by step over shuffled batches, epoch after epoch.</summary>
    /// <param name="network">Changed in place, in the mode (training or evaluation) that it is in.</param>
    /// <param name="numberOfRows">The number of rows in an epoch.</param>
    /// <param name="settings">How fast, and in which batches.</param>
    /// <param name="numberOfSteps">How long. The last epoch may end early.</param>
    /// <param name="learningRateOf">The learning rate of a step.</param>
    /// <param name="generator">The CPU generator that shuffles.</param>
    /// <param name="stage">The name of the stage in progress reports.</param>
    /// <param name="progress">Receives a report after each step, with the mean loss of the epoch so far.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <param name="checkpoint">Keeps the state of the loop.</param>
    /// <param name="loss">The loss of a step, a scalar. The tensors that it makes are freed after the step.</param>
    /// <param name="afterStep">Changes the weights after each step; null for nothing.</param>
    /// <param name="best">Remembers the best epoch; null for nothing.</param>
    /// <param name="stop">Ends the descent early; null for nothing.</param>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    internal static void Descend(
        ClassifierNetwork network, int numberOfRows, OptimizerSettings settings, int numberOfSteps,
        Func<TrainingStep, double> learningRateOf, Generator generator, string stage, IProgress<UnlearningProgress>? progress,
        CancellationToken cancellationToken, RunCheckpoint checkpoint, Func<TrainingStep, Tensor> loss, Action? afterStep = null,
        BestWeights? best = null, JudgedStop? stop = null)
    {
        using var optimizer = settings.Of(network.parameters());
        var batchSize = settings.BatchSize!.Value;
        var stepsAnEpoch = Batches.InEpoch(numberOfRows, batchSize);
        var losses = new LossSum("training", LossSum.ReadingsOf(network.Device));
        var parts = new LoopParts().Add("network", network).Add("optimizer", optimizer).Add("generator", generator)
            .Add("best", best).Add("stop", stop).AddNumbers("loss", () => losses.Kept, saved => losses.Kept = saved);
        var loop = checkpoint.Loop(stage, parts, cancellationToken);
        foreach (var step in loop.Steps(numberOfRows, batchSize, numberOfSteps, generator))
        {
            using var scope = NewDisposeScope();
            SetLearningRate(optimizer, learningRateOf(step));
            var value = loss(step);
            optimizer.zero_grad();
            value.backward();
            optimizer.step();
            afterStep?.Invoke();
            var done = step.Number + 1;
            var isEndOfEpoch = done % stepsAnEpoch == 0;
            losses.Add(value, step.Indices.shape[0], isLast: isEndOfEpoch || done == numberOfSteps);
            var meanLoss = losses.Mean;
            if (isEndOfEpoch)
            {
                best?.Consider(done / stepsAnEpoch, meanLoss);
                losses.Clear();
            }
            progress?.Report(new UnlearningProgress(stage, done, numberOfSteps, meanLoss));
            if (stop?.EndsAfter(done, numberOfSteps) == true) loop.EndAfterThisStep();
        }
    }

    /// <summary>Gives all weights the same learning rate.</summary>
    internal static void SetLearningRate(optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
    }

    /// <summary>The value of a loss. It must be finite.</summary>
    /// <param name="loss">A scalar.</param>
    /// <param name="stage">What the loss belongs to, for the message.</param>
    /// <exception cref="UnlearningException">The value is not finite.</exception>
    public static double Finite(Tensor loss, string stage)
    {
        var value = loss.ToDouble();
        return double.IsFinite(value)
            ? value
            : throw new UnlearningException(
                $"The loss of {stage} is {value}: lower the learning rate, or check the images and labels. Nothing was changed.");
    }

    private static OptimizerSettings Descent(TrainingRecipe recipe) => new()
    {
        BatchSize = recipe.BatchSize!.Value,
        LearningRate = recipe.LearningRate!.Value,
        Momentum = recipe.Momentum,
        WeightDecay = recipe.WeightDecay,
    };
}

/// <summary>One step of <see cref="TrainingLoop"/>, as a loss sees it.</summary>
/// <param name="Indices">Numbers of the rows in the batch, b, <c>Int64</c>, on the CPU.</param>
/// <param name="Number">Which step this is, 0 for the first.</param>
/// <param name="NumberOfSteps">Steps in all epochs together.</param>
public sealed record TrainingStep(Tensor Indices, int Number, int NumberOfSteps)
{
    /// <summary>The share of the descent that is still to come: 1 at the first step, near 0 at the last.</summary>
    public double ShareLeft => (double)(NumberOfSteps - Number) / NumberOfSteps;
}
