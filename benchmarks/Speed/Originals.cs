using Microsoft.ML;
using MLNetUnlearning;

namespace Speed;

/// <summary>Trained classifiers that several works start from.</summary>
internal static class Originals
{
    /// <summary>A ResNet-18, trained once as <c>TrainClassifier()</c> does by itself, and kept for the library as it is compiled now: after
    /// a change it may train otherwise.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="train">Its rows.</param>
    /// <param name="name">Tells which rows they are.</param>
    /// <param name="width">The network's width.</param>
    /// <param name="recipe">How it is trained; null: as it comes. The name tells it.</param>
    public static NeuralClassifier Get(
        MLContext ml, string folder, IDataView train, string name, int width, TrainingRecipe? recipe = null)
    {
        var library = typeof(NeuralClassifier).Module.ModuleVersionId; // the package's version stays while it is worked on
        var path = Path.Combine(folder, FormattableString.Invariant($"original-{name}-{width}-{library:N}.zip"));
        if (File.Exists(path)) return ml.Unlearning().LoadClassifier(path);
        var trained = ml.Unlearning()
            .TrainClassifier(recipe ?? new TrainingRecipe(), network: KnownNetworks.ResNet18(width), seed: 1).Fit(train);
        trained.Save(path);
        return trained;
    }

    /// <summary>A classifier after a few steps, where only its speed matters.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="train">Its rows.</param>
    /// <param name="network">Its network.</param>
    /// <param name="steps">The steps, of 64 rows each.</param>
    public static NeuralClassifier Brief(MLContext ml, IDataView train, NetworkArchitecture network, int steps) =>
        ml.Unlearning().TrainClassifier(BriefRecipe(steps), network: network).Fit(train);

    /// <summary>A few steps of 64 rows each.</summary>
    public static TrainingRecipe BriefRecipe(int steps) => new() { NumberOfSteps = steps, BatchSize = 64, Augmentation = null };
}
