using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNetUnlearning.Records;

/// <summary>A deletion record as it stands in its file. These records and their fields define the format, which docs/records.md
/// explains.</summary>
/// <remarks>A field with a default is left out if it is null. Every other field must be present.</remarks>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="FormatVersion">The version of the format.</param>
/// <param name="Id">Tells records apart: a random number.</param>
/// <param name="Request">What was asked, and when.</param>
/// <param name="Rows">Which rows were forgotten, without the rows.</param>
/// <param name="Model">The model before and after.</param>
/// <param name="Method">How it was done.</param>
/// <param name="Environment">What computed it.</param>
/// <param name="Evidence">What tests found.</param>
/// <param name="Utility">What the model can still do.</param>
/// <param name="ResidualRisk">What may be left, one sentence each.</param>
/// <param name="Artefacts">What was made from the rows or from the model before, as far as it is known.</param>
/// <param name="Previous">The SHA-256 of the record before it, or <see cref="None"/>.</param>
/// <param name="SignedBy">Whose signature it is.</param>
/// <param name="Signature">The signature of all other fields: 128 hexadecimal digits.</param>
internal sealed record RecordContent(
    string Format, int FormatVersion, string Id, RequestPart Request, RowsPart Rows, ModelPart Model, MethodPart Method,
    EnvironmentPart Environment, EvidencePart Evidence, IReadOnlyList<UtilityPart> Utility, IReadOnlyList<string> ResidualRisk,
    IReadOnlyList<ArtefactPart> Artefacts, string Previous, SignerPart SignedBy, string? Signature = null)
{
    public const string FormatName = "MLNetUnlearning deletion record";
    /// <summary>The newest version that is read. Only records of models that take vectors are written in it.</summary>
    public const int NewestVersion = 2;

    /// <summary>The version of records of models that take images.</summary>
    public const int VersionOfImages = 1;

    /// <summary>Stands where there is nothing to name: no record before it, no retrained model.</summary>
    public const string None = "none";

    /// <summary>The name of the field that is not signed.</summary>
    public const string SignatureField = "signature";

    /// <summary>How times are written: UTC, to the second.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
}

/// <summary>The fields that are read first, because a newer record may have others.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RecordVersion(string Format, int FormatVersion);

/// <summary>What was asked, and when.</summary>
/// <param name="Id">The request's own name.</param>
/// <param name="Completed">When the record was written.</param>
/// <param name="Received">When the request came in.</param>
/// <param name="Requester">A commitment to who asked, under a salt that stands in another file.</param>
internal sealed record RequestPart(string Id, string Completed, string? Received = null, string? Requester = null);

/// <summary>Which rows were forgotten, without the rows.</summary>
/// <param name="IdentifiedBy">How the rows were identified, such as "class:cat".</param>
/// <param name="HaveIds">Whether a row is its features together with an id.</param>
/// <param name="Found">How many rows were found and forgotten.</param>
/// <param name="Key">Tells which key the commitments are under; not the key.</param>
/// <param name="Commitments">A keyed commitment of each row, in ascending order. There are fewer than rows where the rows were not at hand
/// and some had been forgotten before.</param>
/// <param name="NotFound">How many marked rows were no training rows.</param>
/// <param name="ForgottenAgain">How many rows an earlier request had forgotten already.</param>
/// <param name="NearDuplicates">How many retained rows look like forgotten ones.</param>
internal sealed record RowsPart(
    IReadOnlyList<string> IdentifiedBy, bool HaveIds, int Found, string Key, IReadOnlyList<string> Commitments,
    int? NotFound = null, int? ForgottenAgain = null, int? NearDuplicates = null);

/// <summary>The model before and after.</summary>
/// <param name="Before">The SHA-256 of the model before, as the library writes it.</param>
/// <param name="After">The same of the model after.</param>
/// <param name="Network">The network in words.</param>
/// <param name="NumberOfClasses">How many classes there are.</param>
/// <param name="Sparsity">The share of weights that pruning fixed at zero, 0 to 1.</param>
/// <param name="Images">The images that it takes; null if it takes vectors.</param>
/// <param name="NumberOfFeatures">The size of the vectors that it takes; null if it takes images.</param>
internal sealed record ModelPart(
    string Before, string After, string Network, int NumberOfClasses, double Sparsity, ImagesPart? Images = null,
    int? NumberOfFeatures = null)
{
    /// <summary>The rows that it takes, in words.</summary>
    public string RowsInWords => Images is { } images
        ? $"images of {images.Width} x {images.Height} x {images.Channels}"
        : string.Create(CultureInfo.InvariantCulture, $"vectors of {NumberOfFeatures} numbers");
}

/// <summary>The images that a network takes. The brightest pixel is 255 or 1.</summary>
internal sealed record ImagesPart(int Width, int Height, int Channels, int Brightest);

/// <summary>How the rows were forgotten. The guarantee is <see cref="DeletionGuarantee"/> in lower case; the choice says why the method was
/// chosen, and what it chose by what it saw; the seconds are without preparations.</summary>
internal sealed record MethodPart(
    string Name, string Guarantee, string Settings, int Seed, int RetainedRows, double Seconds, double PreparationSeconds,
    string? Choice = null, string? Device = null);

/// <summary>What computed it. The engine is ML.NET and TorchSharp.</summary>
internal sealed record EnvironmentPart(
    string Library, string Engine, string Runtime, string System, string Architecture, int Processors);

/// <summary>What tests found.</summary>
/// <param name="Statement">What the evidence is, and what it is not.</param>
/// <param name="Reference">The SHA-256 of the retrained model that the figures are compared with, or "none".</param>
/// <param name="RowCounts">The number of rows of each subset.</param>
/// <param name="Metrics">The four figures and, beside a retrained model, the average disparity.</param>
/// <param name="Attacks">What each membership inference attack and each audit found.</param>
/// <param name="Limits">What so few rows cannot show.</param>
/// <param name="SelfJudgement">What the run said of itself.</param>
internal sealed record EvidencePart(
    string Statement, string Reference, IReadOnlyDictionary<string, int> RowCounts, IReadOnlyList<FigurePart> Metrics,
    IReadOnlyList<AttackPart> Attacks, IReadOnlyList<string> Limits, SelfJudgementPart? SelfJudgement = null);

/// <summary>A figure: what was measured on how many rows, the interval that holds the true value with a confidence of 95 %, and the same of
/// the retrained model.</summary>
internal sealed record FigurePart(
    string Name, double Value, string Unit, int Rows, double? Lower = null, double? Upper = null, double? Reference = null);

/// <summary>What an attack or an audit found. The worst row is the forgotten one that looks most like a training row; audits have
/// none.</summary>
internal sealed record AttackPart(
    string Attack, IReadOnlyList<FigurePart> Figures, IReadOnlyList<string> Limits, FigurePart? WorstRow = null);

/// <summary>What the run said of itself, without a retrained model.</summary>
internal sealed record SelfJudgementPart(
    string Text, int ForgottenRows, int RetainedRows, int UnseenRows, bool? Reached = null, double? AttackAreaUnderCurve = null);

/// <summary>A figure of the model before and of the model after, in percent, and the change in points. It was measured by "evaluation" or
/// by "the run itself".</summary>
internal sealed record UtilityPart(string Name, double Before, double After, double Change, int Rows, string MeasuredBy);

/// <summary>Something that was made from the rows or from the model before.</summary>
/// <param name="Kind">What it is: <see cref="ArtefactKind"/> in words.</param>
/// <param name="Name">The name of the file without its folder, or where it is in words.</param>
/// <param name="Duty">What must be done about it: <see cref="ArtefactDuty"/> in words.</param>
/// <param name="Length">The number of bytes of the file.</param>
/// <param name="Sha256">The hash of the file.</param>
internal sealed record ArtefactPart(string Kind, string Name, string Duty, long? Length = null, string? Sha256 = null);

/// <summary>Who signed. The key is the SHA-256 of the public one (SubjectPublicKeyInfo, DER).</summary>
internal sealed record SignerPart(string Algorithm, string Key);

/// <summary>Who asked, in a file of its own. Without its salt, 32 random bytes, the commitment in the record says nothing.</summary>
internal sealed record RequesterFile(string RecordId, string RequestId, string Requester, string Salt);

/// <summary>Reads records strictly: no unknown, missing or repeated field.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = MaximumDepth,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RecordContent)), JsonSerializable(typeof(RecordVersion)), JsonSerializable(typeof(RequesterFile))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    public const int MaximumDepth = 16;
}
