using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>Tells an Mlp from the names and shapes of its weights.</summary>
/// <param name="Architecture">The network. No file says its dropout, which is taken as 0.</param>
/// <param name="Shape">The vectors that it takes.</param>
internal sealed record MlpWeights(MlpArchitecture Architecture, FeatureShape Shape)
{
    /// <summary>Whether a file has the weights of an Mlp.</summary>
    public static bool AreIn(WeightsFile file) => Inputs(file) is not null;

    /// <summary>The Mlp that a file has the weights of; null if it has none.</summary>
    public static MlpWeights? Of(WeightsFile file)
    {
        if (Inputs(file) is not { } inputs) return null;
        List<int> hidden = [];
        while (hidden.Count < NetworkDescription.MostHidden && ShapeOf(file, Mlp.Linear(hidden.Count)) is [var outputs, _])
            hidden.Add((int)Math.Clamp(outputs, 1, NetworkDescription.WidestHidden)); // one that does not fit is refused by its shape later
        var standardize = file.Tensors.Any(tensor => tensor.Name == "standardize.mean");
        return new MlpWeights(new MlpArchitecture(hidden, dropout: 0, standardize), FeatureShape.Vector(inputs));
    }

    private static int? Inputs(WeightsFile file) =>
        ShapeOf(file, Mlp.Linear(0)) is [>= 1, var inputs and >= 1 and <= 1 << 26] && ShapeOf(file, Mlp.Last) is not null
            ? (int)inputs : null;

    private static long[]? ShapeOf(WeightsFile file, string layer) =>
        file.Tensors.FirstOrDefault(tensor => tensor.Name == $"{layer}.weight")?.Shape;
}
