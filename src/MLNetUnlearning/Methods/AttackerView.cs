using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;
using static TorchSharp.torch;

namespace MLNetUnlearning.Methods;

/// <summary>What the attacker sees of a row: the defender's logits, the one-hot label, the sensitivity.</summary>
internal static class AttackerView
{
    /// <summary>1 where an attacker with these inputs sees, 0 where not: 3K on the device, freed by no scope; null where it sees everything.</summary>
    public static Tensor? Mask(AttackerInputs inputs, int numberOfClasses, Device device)
    {
        if (inputs == AttackerInputs.All) return null;
        float[] mask = [.. new[] { AttackerInputs.Logits, AttackerInputs.Label, AttackerInputs.Sensitivity }
            .SelectMany(part => Enumerable.Repeat(inputs.HasFlag(part) ? 1f : 0f, numberOfClasses))];
        return tensor(mask).to(device).DetachFromDisposeScope();
    }

    /// <returns>b x 3K, with the graph through the defender, and its features, b x F.</returns>
    public static (Tensor View, Tensor Features) Of(ClassifierNetwork network, Tensor images, Tensor labels, AdversarialMinMax settings, Generator generator)
    {
        var (logits, features) = network.forward(images);   // b x K, b x F
        Tensor sensitivity = NoiseSensitivity.Of(network, images, logits, settings.NumberOfNoiseCopies, settings.Noise, generator);   // b x K
        Tensor oneHot = nn.functional.one_hot(labels, network.NumberOfClasses).to(ScalarType.Float32);   // b x K
        return (cat([logits, oneHot, sensitivity], 1), features);
    }
}
