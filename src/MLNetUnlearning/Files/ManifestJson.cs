using System.Text.Json.Serialization;

namespace MLNetUnlearning.Files;

/// <summary>The manifest as it stands in a file: these records, their fields and the order of both are the format.</summary>
/// <remarks>
/// <see cref="ClassifierManifest"/> says what they mean. A field that has a default, or is not required, is left out where it is null;
/// every other one has to be there.
/// </remarks>
internal sealed record ManifestJson(
    string Format, int FormatVersion, NetworkJson Network, ImagesJson Images, ColumnsJson Columns, LabelsJson Labels, RecipeJson Recipe,
    IReadOnlyList<StepJson> History, double Sparsity, FilePart Weights, FilePart TrainingRows);

/// <summary>What is read before anything else: a newer manifest may say other things in other words.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ManifestVersionJson(string Format, int FormatVersion);

internal sealed record NetworkJson(string Name, int? Width = null, NormalizationJson? Normalization = null);

internal sealed record NormalizationJson(IReadOnlyList<float> Means, IReadOnlyList<float> Deviations);

internal sealed record ImagesJson(int Channels, int Height, int Width, int Brightest);

internal sealed record ColumnsJson(string Label, string Features, string Score, string PredictedLabel);

internal sealed record LabelsJson([property: JsonPropertyOrder(1)] IReadOnlyList<string> Values, string? ValueType = null);

internal sealed record RecipeJson
{
    public required int NumberOfEpochs { get; init; }

    public IReadOnlyList<int>? Milestones { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public required double LearningRateDecay { get; init; }

    public required double Momentum { get; init; }

    public required double WeightDecay { get; init; }

    public AugmentationJson? Augmentation { get; init; }
}

internal sealed record AugmentationJson(int Padding, bool HorizontalFlip);

internal sealed record StepJson(
    string Name, string Settings, int Seed, int NumberOfRows, int NumberOfForgottenRows, TimeSpan RunTime, TimeSpan PreparationTime);

/// <summary>What the manifest says of another part of the file.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their SHA-256, 64 small hexadecimal digits.</param>
internal sealed record FilePart([property: JsonPropertyName("part")] string Name, long Length, string Sha256);
