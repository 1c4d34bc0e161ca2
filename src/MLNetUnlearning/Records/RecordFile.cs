using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MLNetUnlearning.Records;

/// <summary>A file that is, or should be, a deletion record.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Sha256">The SHA-256 of its bytes, 64 hexadecimal digits; empty if it could not be read.</param>
/// <param name="Content">What it says; null if that cannot be read.</param>
/// <param name="Fault">What is wrong with it, in a sentence; null if it is exactly the canonical form of a record.</param>
internal sealed record RecordFile(string Path, string Sha256, RecordContent? Content, string? Fault)
{
    /// <summary>The longest record that is written or read: 32 MiB, enough for 450,000 rows.</summary>
    public const int MaximumLength = 32 << 20;

    private const int HashDigits = 64;

    // Names that stand together in records alone. A record is still known for one when its bytes were changed in one place, also where
    // its format is named.
    private static readonly byte[][] Marks =
    [
        .. new[] { "artefacts", "commitments", "formatVersion", "residualRisk", "signedBy" }
            .Select(name => Encoding.UTF8.GetBytes($"\"{name}\"")),
    ];

    private const int EnoughMarks = 3;

    private byte[] signedBytes = [];

    /// <summary>Whether it is a record or was one: a spoilt one is not taken for another program's file.</summary>
    public bool ClaimsToBeRecord { get; private init; }

    /// <summary>The name of the file without its folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The bytes of a record with its signature. What is signed is the canonical form without the field of the
    /// signature.</summary>
    /// <exception cref="InvalidOperationException">The record would be too long.</exception>
    public static byte[] Seal(RecordContent content, RecordKey key)
    {
        var signature = key.Sign(Bytes(content with { Signature = null }));
        var bytes = Bytes(content with { Signature = Convert.ToHexStringLower(signature) });
        return bytes.Length <= MaximumLength
            ? bytes
            : throw new InvalidOperationException(
                $"The record would have {bytes.Length} bytes; at most {MaximumLength} are read. Write a record for each part of the rows.");
    }

    /// <summary>Reads a file. Whatever is wrong with it is its <see cref="Fault"/>.</summary>
    public static RecordFile Read(string path)
    {
        try
        {
            return Of(path, BoundedFile.Read(path, MaximumLength));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new RecordFile(path, "", null, $"The file cannot be read: {error.Message}");
        }
    }

    /// <summary>Takes bytes for a record.</summary>
    public static RecordFile Of(string path, byte[] bytes)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var claims = Has(bytes, Encoding.UTF8.GetBytes(RecordContent.FormatName)) || Marks.Count(mark => Has(bytes, mark)) >= EnoughMarks;
        try
        {
            using var json = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { MaxDepth = RecordJson.MaximumDepth, AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("It is no object.");
            ThrowIfNull(bytes);
            ThrowIfOther(json.RootElement);
            var content = json.RootElement.Deserialize(RecordJson.Default.RecordContent)!;
            var fault = CanonicalJson.Bytes(json.RootElement).AsSpan().SequenceEqual(bytes)
                ? FaultOf(content)
                : "The bytes are not the canonical form (RFC 8785) of what they say.";
            return new RecordFile(path, sha256, content, fault)
            {
                ClaimsToBeRecord = true,
                signedBytes = CanonicalJson.Bytes(json.RootElement, RecordContent.SignatureField),
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return new RecordFile(path, sha256, null, $"It is no deletion record: {error.Message}") { ClaimsToBeRecord = claims };
        }
    }

    /// <summary>Whether the signature is by this key and fits.</summary>
    public bool IsSignedBy(RecordKey key) =>
        Content is { Signature: { } signature } && Content.SignedBy.Key == key.Identity && IsHex(signature, 2 * RecordKey.SignatureLength)
        && key.Verifies(signedBytes, Convert.FromHexString(signature));

    /// <summary>Whether a text is a hash: 64 lower-case hexadecimal digits.</summary>
    public static bool IsHash(string text) => IsHex(text, HashDigits);

    private static bool IsHex(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    private static bool Has(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;

    private static byte[] Bytes(RecordContent content) =>
        CanonicalJson.Bytes(JsonSerializer.SerializeToElement(content, RecordJson.Default.RecordContent));

    private static void ThrowIfOther(JsonElement json)
    {
        var version = json.Deserialize(RecordJson.Default.RecordVersion)!;
        if (version.Format != RecordContent.FormatName) throw new FormatException($"Its format is '{version.Format}'.");
        if (version.FormatVersion is < 1 or > RecordContent.NewestVersion)
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"It is of version {version.FormatVersion}; this version of MLNetUnlearning reads up to {RecordContent.NewestVersion}."));
    }

    /// <summary>No field of a record is null, and no item of a list.</summary>
    private static void ThrowIfNull(byte[] json)
    {
        for (var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RecordJson.MaximumDepth }); reader.Read();)
            if (reader.TokenType == JsonTokenType.Null) throw new FormatException("There is a null.");
    }

    /// <summary>What a well-formed record may not say.</summary>
    private static string? FaultOf(RecordContent record)
    {
        var rows = record.Rows.Commitments;
        return record switch
        {
            { Signature: null } => "There is no signature.",
            { Model: { Images: null, NumberOfFeatures: null or < 1 } or { Images: not null, NumberOfFeatures: not null } } =>
                "The model takes neither images nor vectors, or both.",
            { FormatVersion: RecordContent.VersionOfImages, Model.Images: null } => "Records of vectors are of a newer version.",
            { SignedBy.Algorithm: not RecordKey.Algorithm } => $"Signatures of '{record.SignedBy.Algorithm}' are not known.",
            _ when record.Previous != RecordContent.None && !IsHash(record.Previous) => "Field 'previous' is no hash.",
            _ when !IsTime(record.Request.Completed) || record.Request.Received is { } received && !IsTime(received) =>
                "A time is not of the form 2026-01-31T12:00:00Z.",
            _ when rows.Any(row => !IsHash(row)) || !rows.SequenceEqual(rows.Order(StringComparer.Ordinal)) =>
                "The commitments of rows are no hashes in ascending order.",
            _ when Enum.GetValues<DeletionGuarantee>().All(known => DerivedArtefact.Words(known) != record.Method.Guarantee) =>
                $"The guarantee '{record.Method.Guarantee}' is not known.",
            _ when rows.Count > record.Rows.Found => "There are more commitments than rows.",
            _ => null,
        };
    }

    private static bool IsTime(string text) => DateTimeOffset.TryParseExact(
        text, RecordContent.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
