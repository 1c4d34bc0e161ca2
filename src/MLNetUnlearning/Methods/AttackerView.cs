using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>What the attacker sees of a row: the defender's logits, the one-hot label, the sensitivity.</summary>
internal static class AttackerView
{
    /// <returns>b x 3K, with the graph through the defender, and its features, b x F.</returns>
    public static (Tensor View, Tensor Features) Of(ClassifierNetwork network, Tensor images, Tensor labels, AdversarialMinMax settings, Generator generator)
    {
        var (logits, features) = network.forward(images);   // b x K, b x F
        Tensor sensitivity = NoiseSensitivity.Of(network, images, logits, settings.NumberOfNoiseCopies, settings.Noise, generator);   // b x K
        Tensor oneHot = nn.functional.one_hot(labels, network.NumberOfClasses).to(ScalarType.Float32);   // b x K
        return (cat([logits, oneHot, sensitivity], 1), features);
    }
}
