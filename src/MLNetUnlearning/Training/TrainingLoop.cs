using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Training;

/// <summary>The one training loop: methods that are a loss share it.</summary>
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
        LabeledImages rows,
        TrainingRecipe recipe,
        Generator generator,
        string stage,
        IProgress<UnlearningProgress>? progress,
        CancellationToken cancellationToken)
    {
        network.train();
        using var optimizer = optim.SGD(network.parameters(), recipe.LearningRate, recipe.Momentum, 0, recipe.WeightDecay);
        for (int epoch = 0; epoch < recipe.NumberOfEpochs; epoch++)
        {
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = recipe.LearningRateAt(epoch);
            double loss = Epoch(network, rows, recipe, optimizer, generator, cancellationToken);
            progress?.Report(new UnlearningProgress(stage, epoch + 1, recipe.NumberOfEpochs, loss));
        }
    }

    private static double Epoch(
        ClassifierNetwork network,
        LabeledImages rows,
        TrainingRecipe recipe,
        optim.Optimizer optimizer,
        Generator generator,
        CancellationToken cancellationToken)
    {
        double sum = 0;
        using var epoch = NewDisposeScope();
        Device device = network.Device;
        foreach (Tensor indices in Batches.Shuffled(rows.Count, recipe.BatchSize, generator))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            Tensor images = rows.Images(indices, device);   // b x C x H x W
            images = recipe.Augmentation?.Apply(images, generator) ?? images;
            Tensor loss = Losses.CrossEntropy(network.forward(images).Logits, rows.LabelsAt(indices, device));
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            sum += Finite(loss, "training") * indices.shape[0];
        }
        return sum / rows.Count;
    }

    /// <summary>The value of a loss, which must be finite.</summary>
    /// <param name="loss">A scalar.</param>
    /// <param name="stage">What was being done, for the message.</param>
    /// <exception cref="UnlearningException">It is not.</exception>
    public static double Finite(Tensor loss, string stage)
    {
        double value = loss.ToDouble();
        return double.IsFinite(value)
            ? value
            : throw new UnlearningException($"The loss of {stage} is {value}: lower the learning rate, or check the images and labels. Nothing was changed.");
    }
}
