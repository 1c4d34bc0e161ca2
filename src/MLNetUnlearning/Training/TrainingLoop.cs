using MLNetUnlearning.Data;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Training;

/// <summary>The one training loop: training, and every method that is a loss, share it.</summary>
public static class TrainingLoop
{
    /// <summary>Trains a network on rows by a recipe with cross-entropy.</summary>
    /// <param name="network">Changed in place; in training mode afterwards.</param>
    /// <param name="rows">What to learn.</param>
    /// <param name="recipe">How.</param>
    /// <param name="generator">The CPU generator that shuffles and augments.</param>
    /// <param name="stage">What progress reports call it.</param>
    /// <param name="progress">Gets one report an epoch, with the mean loss.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    public static void Train(
        ClassifierNetwork network,
        RowSubset rows,
        TrainingRecipe recipe,
        Generator generator,
        string stage,
        IProgress<UnlearningProgress>? progress,
        CancellationToken cancellationToken)
    {
        network.train();
        using var optimizer = optim.SGD(network.parameters(), recipe.LearningRate, recipe.Momentum, weight_decay: recipe.WeightDecay);
        var device = network.Device;
        for (var epoch = 0; epoch < recipe.NumberOfEpochs; epoch++)
        {
            SetLearningRate(optimizer, recipe.LearningRateAt(epoch));
            var loss = Epoch(rows.Count, recipe.BatchSize, optimizer, generator, cancellationToken, indices =>
            {
                var images = rows.FeaturesAt(indices, device);   // b x C x H x W
                images = recipe.Augmentation?.Apply(images, generator) ?? images;
                return Losses.CrossEntropy(network.forward(images).Logits, rows.LabelsAt(indices, device));
            });
            progress?.Report(new UnlearningProgress(stage, epoch + 1, recipe.NumberOfEpochs, loss));
        }
    }

    /// <summary>Moves the network of a run down a loss: most methods are this loop and a loss of their own.</summary>
    /// <param name="run">Its network is changed, in the mode (training or evaluation) that it is in; gets one report of progress an
    /// epoch, with the mean loss.</param>
    /// <param name="numberOfRows">How many rows an epoch goes through.</param>
    /// <param name="settings">How fast and how long.</param>
    /// <param name="stage">What progress reports call it.</param>
    /// <param name="loss">The loss of a step, a scalar; what it makes is freed after the step.</param>
    /// <param name="afterStep">What is done to the weights after each step; null for nothing.</param>
    /// <exception cref="UnlearningException">The loss was not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static void Descend(
        UnlearningRun run, int numberOfRows, OptimizerSettings settings, string stage, Func<TrainingStep, Tensor> loss,
        Action? afterStep = null)
    {
        using var optimizer = settings.Of(run.Network.parameters());
        int step = 0, steps = settings.NumberOfEpochs * Batches.InEpoch(numberOfRows, settings.BatchSize);
        for (var epoch = 0; epoch < settings.NumberOfEpochs; epoch++)
        {
            var mean = Epoch(numberOfRows, settings.BatchSize, optimizer, run.Generator, run.CancellationToken, indices =>
            {
                SetLearningRate(optimizer, settings.LearningRateAt(step, steps));
                return loss(new TrainingStep(indices, step++, steps));
            }, afterStep);
            run.Progress.Report(new UnlearningProgress(stage, epoch + 1, settings.NumberOfEpochs, mean));
        }
    }

    private static double Epoch(
        int rows, int batchSize, optim.Optimizer optimizer, Generator generator, CancellationToken cancellationToken,
        Func<Tensor, Tensor> lossOf, Action? afterStep = null)
    {
        var sum = 0.0;
        using var epoch = NewDisposeScope();
        foreach (var indices in Batches.Shuffled(rows, batchSize, generator))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var loss = lossOf(indices);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            afterStep?.Invoke();
            sum += Finite(loss, "training") * indices.shape[0];
        }
        return sum / rows;
    }

    private static void SetLearningRate(optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
    }

    /// <summary>The value of a loss, which must be finite.</summary>
    /// <param name="loss">A scalar.</param>
    /// <param name="stage">What was being done, for the message.</param>
    /// <exception cref="UnlearningException">It is not.</exception>
    public static double Finite(Tensor loss, string stage)
    {
        var value = loss.ToDouble();
        return double.IsFinite(value)
            ? value
            : throw new UnlearningException(
                $"The loss of {stage} is {value}: lower the learning rate, or check the images and labels. Nothing was changed.");
    }
}

/// <summary>One step of <see cref="TrainingLoop"/>, as a loss sees it.</summary>
/// <param name="Indices">Numbers of the rows in the batch, b, <c>Int64</c>, on the CPU.</param>
/// <param name="Number">Which step this is, 0 for the first.</param>
/// <param name="NumberOfSteps">Steps in all epochs together.</param>
public sealed record TrainingStep(Tensor Indices, int Number, int NumberOfSteps)
{
    /// <summary>How much of the descent is still to come: 1 at the first step, towards 0 at the last.</summary>
    public double ShareLeft => (double)(NumberOfSteps - Number) / NumberOfSteps;
}
