using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Features;

/// <summary>Kept features as a zip archive of uncompressed parts: hashed ids in ascending order, the features of each in that order, the
/// forgotten ids, and a manifest with the hashes of all of them. Neither an id nor an order of rows is in it.</summary>
internal static class FeatureTableFile
{
    private const string What = "file of kept features", FormatName = "MLNetUnlearning kept features";
    private const string Ids = "ids.bin", Features = "features.bin", ForgottenIds = "forgotten-ids.bin";
    private const int Version = 1, KeyLength = 16, MaximumManifest = 1 << 16, MaximumIds = 1 << 30;

    /// <summary>Writes features.</summary>
    /// <param name="table">The features.</param>
    /// <param name="key">Which key their ids are hashed under; not the key itself.</param>
    /// <param name="stream">The file.</param>
    public static void Write(FeatureTable table, string key, Stream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var ids = HashedParts.Add(archive, Ids, part => part.Write(RowFingerprints.Of(table.Ids).ToBytes()));
        var features = HashedParts.Add(archive, Features, part => part.Write(MemoryMarshal.AsBytes(table.Values)));
        var forgotten = HashedParts.Add(archive, ForgottenIds, part => part.Write(table.Forgotten.ToBytes()));
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new FeatureManifest(FormatName, Version, key, table.Size, ids, features, forgotten), FeatureJson.Default.FeatureManifest);
        HashedParts.AddHashOf(archive, HashedParts.Add(archive, HashedParts.ManifestName, part => part.Write(manifest)));
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Every part is compared with its hash before it is used.</summary>
    /// <param name="stream">A seekable stream that holds nothing else.</param>
    /// <exception cref="ModelFileException">It holds no kept features, is damaged or altered, or is of a newer version.</exception>
    public static (FeatureTable Table, string Key) Read(Stream stream)
    {
        var parts = ZipParts.Read(stream);
        string[] needed = [HashedParts.ManifestName, HashedParts.ManifestHashName, Ids, Features, ForgottenIds];
        if (needed.Where(name => !parts.Has(name)).ToList() is { Count: > 0 } missing) throw HashedParts.Lacks(What, missing);
        if (parts.Names.Except(needed).ToList() is { Count: > 0 } others)
            throw new ModelFileException($"The archive holds parts that no {What} has: {NameList.Of(others)}.");
        var manifest = Manifest(HashedParts.Manifest(parts, MaximumManifest));
        HashedParts.ThrowIfAltered(What, parts, manifest.Ids, Ids);
        HashedParts.ThrowIfAltered(What, parts, manifest.Features, Features);
        HashedParts.ThrowIfAltered(What, parts, manifest.ForgottenIds, ForgottenIds);
        try
        {
            var ids = RowFingerprints.FromBytes(parts.ReadAll(Ids, MaximumIds));
            var forgotten = RowFingerprints.FromBytes(parts.ReadAll(ForgottenIds, MaximumIds));
            var length = (Int128)ids.Count * manifest.Size * sizeof(float);
            if (manifest.Size < 0 || (manifest.Size == 0) != (ids.Count == 0) || length != manifest.Features.Length)
                throw new ModelFileException(
                    $"The file has {ids.Count} ids and {manifest.Features.Length} bytes of features, which are not {manifest.Size} numbers "
                    + "for each: it is damaged.");
            if (length > FeatureTable.MostBytes)
                throw new ModelFileException($"The file has {length} bytes of features; at most {FeatureTable.MostBytes} are read.");
            var values = new float[(int)length / sizeof(float)]; // as long as the part, so no claim alone takes memory
            using var part = parts.Open(Features);
            part.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return (FeatureTable.Of(ids, values, manifest.Size, forgotten), manifest.Key);
        }
        catch (FormatException error) when (error is not ModelFileException)
        {
            throw new ModelFileException($"The ids cannot be read: {error.Message}", error);
        }
    }

    private static FeatureManifest Manifest(byte[] json)
    {
        var version = StrictJson.Read(json, StrictJson.Default.ManifestVersionJson, "manifest");
        if (version.Format != FormatName)
            throw new ModelFileException($"The file holds no kept features: its format is '{version.Format}'.");
        if (version.FormatVersion is < 1 or > Version)
            throw new ModelFileException(
                $"The file is of format version {version.FormatVersion}; this version of MLNetUnlearning reads 1 to {Version}. "
                + "Update the package.");
        var manifest = StrictJson.Read(json, FeatureJson.Default.FeatureManifest, "manifest");
        return manifest.Key.Length == KeyLength ? manifest : throw new ModelFileException("manifest.key is no name of a key.");
    }
}

/// <summary>What a file of kept features says of itself. The fields and their order define the format.</summary>
/// <param name="Format">What the file is.</param>
/// <param name="FormatVersion">The version of this record.</param>
/// <param name="Key">Which key ids are hashed under; not the key itself.</param>
/// <param name="Size">How many numbers each row has.</param>
/// <param name="Ids">The hashed ids, 16 bytes each.</param>
/// <param name="Features">The features, 32-bit numbers, least significant byte first.</param>
/// <param name="ForgottenIds">The hashed ids whose features were deleted.</param>
internal sealed record FeatureManifest(
    string Format, int FormatVersion, string Key, int Size, FilePart Ids, FilePart Features, FilePart ForgottenIds);

/// <summary>Writes manifests, and reads them as strictly as <see cref="StrictJson"/> does.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 8,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(FeatureManifest))]
internal sealed partial class FeatureJson : JsonSerializerContext;
