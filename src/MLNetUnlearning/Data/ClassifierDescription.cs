using System.Text.Json;

namespace MLNetUnlearning;

/// <summary>What a classifier says of itself beside its scores: what it is, and how it was made. Metrics and reports take it from
/// there.</summary>
public sealed record ClassifierDescription
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The network, such as "ResNet-18 of width 64".</summary>
    public required string Network { get; init; }

    /// <summary>The shape of its images.</summary>
    public required FeatureShape Shape { get; init; }

    /// <summary>The name of the column with its images.</summary>
    public required string Features { get; init; }

    /// <summary>The steps that made it, oldest first.</summary>
    public required IReadOnlyList<ClassifierStep> History { get; init; }

    /// <summary>How losses moved in the last of these steps. Empty if the classifier was loaded from a file.</summary>
    public required IReadOnlyList<RunCurve> Curves { get; init; }

    /// <summary>SHA-256 over names, shapes and numbers of its weights, in hexadecimal digits. Two classifiers of the same hash give the
    /// same answers.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>The versions of the library and of what computes the weights, such as "MLNetUnlearning 0.2.0, TorchSharp 0.107.0". It is
    /// what scored the rows, and need not be what trained the classifier.</summary>
    public required string Versions { get; init; }

    /// <summary>One line of JSON, which <see cref="Parse"/> reads.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static ClassifierDescription Parse(string json) => JsonSerializer.Deserialize<ClassifierDescription>(json, Json)!;
}
