using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning.Methods;

/// <summary>What an attacker of the game sees of a row: numbers made from the defender's answer and the label. Either the first three, or
/// the last two.</summary>
[Flags]
public enum AttackerInputs
{
    /// <summary>The defender's logits.</summary>
    Logits = 1,

    /// <summary>The label.</summary>
    Label = 2,

    /// <summary>The sensitivity of the logits to noise. It costs two further passes of the network for each noisy copy.</summary>
    Sensitivity = 4,

    /// <summary>Logits, label and sensitivity, as published. The attacker is the transformer of Yuan and Zhang 2022; what it does not see
    /// is zero.</summary>
    All = Logits | Label | Sensitivity,

    /// <summary>The scaled confidence log(p / (1 - p)), where p is the probability of the label (Carlini et al. 2022). The attacker is a
    /// small network of two hidden layers.</summary>
    Confidence = 8,

    /// <summary>The logarithms of all probabilities in ascending order, whatever their classes. The attacker is a small network of two
    /// hidden layers.</summary>
    Probabilities = 16,
}

/// <summary>The numbers that all attackers choose from: the defender's logits, the one-hot label and the sensitivity.</summary>
internal static class AttackerView
{
    private const AttackerInputs OfAnswers = AttackerInputs.Confidence | AttackerInputs.Probabilities;

    /// <summary>Whether there is an attacker that sees this.</summary>
    public static bool IsKnown(AttackerInputs inputs) => inputs is > 0 and <= AttackerInputs.All || IsOfAnswers(inputs);

    /// <summary>Whether the inputs are made from probabilities alone.</summary>
    public static bool IsOfAnswers(AttackerInputs inputs) => inputs > 0 && (inputs & ~OfAnswers) == 0;

    /// <summary>The view of some rows. The sensitivity is zero unless an attacker sees it: it is most of the cost.</summary>
    /// <param name="network">The defender.</param>
    /// <param name="images">b x C x H x W, or b x F.</param>
    /// <param name="logits">The defender's answer to them, b x K, with the graph through the defender.</param>
    /// <param name="labels">The labels that the attackers see, b, int64.</param>
    /// <param name="settings">The noise.</param>
    /// <param name="unit">The unit of the noise.</param>
    /// <param name="withSensitivity">Whether an attacker sees the sensitivity.</param>
    /// <param name="generator">Draws the noise.</param>
    /// <returns>b x 3K, with the graph through the defender.</returns>
    public static Tensor Of(
        ClassifierNetwork network, Tensor images, Tensor logits, Tensor labels, GameSettings settings, FeatureUnit unit,
        bool withSensitivity, Generator generator)
    {
        var sensitivity = withSensitivity
            ? NoiseSensitivity.Of(network, images, logits, settings.NumberOfNoiseCopies, settings.Noise, unit, generator) // b x K
            : zeros_like(logits);
        var oneHot = nn.functional.one_hot(labels, network.NumberOfClasses).to(ScalarType.Float32); // b x K
        return cat([logits, oneHot, sensitivity], 1);
    }
}
