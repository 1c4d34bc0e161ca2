using System.Text.Json.Serialization;

namespace MLNetUnlearning.Files;

/// <summary>The manifest as it stands in a file. These records, their fields and the order of both define the format.</summary>
/// <remarks><see cref="ClassifierManifest"/> explains the fields. A field with a default, or one that is not required, is left out if it is
/// null. Every other field must be present.</remarks>
internal sealed record ManifestJson(
    [property: JsonPropertyOrder(-1)] string Format, [property: JsonPropertyOrder(-1)] int FormatVersion,
    [property: JsonPropertyOrder(-1)] NetworkJson Network, ColumnsJson Columns, LabelsJson Labels, RecipeJson Recipe,
    IReadOnlyList<StepJson> History, double Sparsity, FilePart Weights, FilePart TrainingRows,
    FilePart? ForgottenRows = null, RowsJson? Rows = null, IReadOnlyDictionary<string, string>? Notes = null,
    FilePart? Curves = null, [property: JsonPropertyOrder(-1)] ImagesJson? Images = null,
    [property: JsonPropertyOrder(-1)] VectorsJson? Vectors = null);

/// <summary>The fields that are read first, because a newer manifest may use other fields and words.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ManifestVersionJson(string Format, int FormatVersion);

internal sealed record NetworkJson(
    string Name, int? Width = null, NormalizationJson? Normalization = null, IReadOnlyList<int>? Hidden = null, double? Dropout = null,
    bool? Standardize = null);

internal sealed record NormalizationJson(IReadOnlyList<float> Means, IReadOnlyList<float> Deviations);

internal sealed record ImagesJson(int Channels, int Height, int Width, int Brightest);

internal sealed record VectorsJson(int Size);

internal sealed record ColumnsJson(string Label, string Features, string Score, string PredictedLabel, string? Id = null);

/// <summary>What the two lists of rows are.</summary>
/// <param name="AreComplete">Whether the classifier was trained on no other rows.</param>
/// <param name="NumberOfUnknownForgottenRows">How many rows were forgotten that are in neither list as such.</param>
/// <param name="Key">Tells which key the rows are kept under; null: there are no rows.</param>
internal sealed record RowsJson(bool AreComplete, int NumberOfUnknownForgottenRows, string? Key = null);

internal sealed record LabelsJson(
    [property: JsonPropertyOrder(1)] IReadOnlyList<string> Values, string? ValueType = null, string? Column = null);

internal sealed record RecipeJson
{
    public int? NumberOfSteps { get; init; }

    public int? NumberOfEpochs { get; init; }

    public IReadOnlyList<int>? Milestones { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public double? WarmUpShare { get; init; }

    public bool? DecayToZero { get; init; }

    public required double LearningRateDecay { get; init; }

    public required double Momentum { get; init; }

    public required double WeightDecay { get; init; }

    public AugmentationJson? Augmentation { get; init; }

    public string? Precision { get; init; }

    public static RecipeJson Of(TrainingRecipe recipe) => new()
    {
        NumberOfSteps = recipe.NumberOfSteps,
        NumberOfEpochs = recipe.NumberOfEpochs,
        Milestones = recipe.Milestones,
        BatchSize = recipe.BatchSize,
        LearningRate = recipe.LearningRate,
        WarmUpShare = recipe.WarmUpShare,
        DecayToZero = recipe.DecayToZero,
        LearningRateDecay = recipe.LearningRateDecay,
        Momentum = recipe.Momentum,
        WeightDecay = recipe.WeightDecay,
        Precision = recipe.Precision == MLNetUnlearning.Precision.Float32 ? null : $"{recipe.Precision}",
        Augmentation = recipe.Augmentation is { } augmentation ? new(augmentation.HorizontalFlip, augmentation.Padding) : null,
    };
}

internal sealed record AugmentationJson([property: JsonPropertyOrder(1)] bool HorizontalFlip, int? Padding = null);

internal sealed record StepJson(
    string Name, string Settings, int Seed, int NumberOfRows, int NumberOfForgottenRows, TimeSpan RunTime, TimeSpan PreparationTime,
    double? RetainAccuracyLost = null, JudgementJson? Judgement = null, string? Device = null, string? Choice = null);

/// <summary>What a step says of itself, as <see cref="SelfJudgement"/> explains.</summary>
internal sealed record JudgementJson(
    int NumberOfForgottenRows, int NumberOfRetainedRows, int NumberOfUnseenRows, double ForgottenAccuracy, double ForgottenConfidence,
    double RetainAccuracyBefore, double RetainAccuracy,
    double? NumberOfYardstickRows = null, double? ExpectedForgottenAccuracy = null, double? ExpectedForgottenConfidence = null,
    double? AttackAreaUnderCurve = null, double? UnseenAccuracyBefore = null, double? UnseenAccuracy = null,
    double? ForgottenAccuracyBefore = null, double? ForgottenConfidenceBefore = null, double? AttackAreaUnderCurveBefore = null);

/// <summary>A curve: as many values as steps.</summary>
internal sealed record CurveJson(string Stage, string Figure, IReadOnlyList<int> Steps, IReadOnlyList<double> Values);

/// <summary>The entry of the manifest for another part of the file.</summary>
/// <param name="Name">The name of the part in the archive.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Sha256">The SHA-256 of the bytes, 64 lower-case hexadecimal digits.</param>
internal sealed record FilePart([property: JsonPropertyName("part")] string Name, long Length, string Sha256);
