using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MLNetUnlearning.Tests;

/// <summary>Zip archives made and taken apart by .NET's own class, for tests of ours.</summary>
internal static class ZipFiles
{
    public static byte[] Of(params (string Name, byte[] Bytes)[] parts) => Of(CompressionLevel.NoCompression, parts);

    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Bytes)[] parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in parts)
            {
                using var part = archive.CreateEntry(name, level).Open();
                part.Write(bytes);
            }
        return stream.ToArray();
    }

    public static (string Name, byte[] Bytes)[] Parts(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.Select(entry =>
        {
            using var bytes = new MemoryStream();
            using var part = entry.Open();
            part.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        }).ToArray();
    }

    public static string Text(byte[] zip, string part) => Encoding.UTF8.GetString(Parts(zip).Single(one => one.Name == part).Bytes);

    /// <summary>A classifier's file with parts exchanged and all hashes made to fit: what somebody who means harm would write.</summary>
    public static byte[] Forged(
        byte[] zip, Func<string, string>? manifest = null, Func<byte[], byte[]>? weights = null, Func<byte[], byte[]>? rows = null,
        byte[]? manifestBytes = null, Func<byte[], byte[]>? forgotten = null)
    {
        var parts = Parts(zip).ToDictionary(part => part.Name, part => part.Bytes);
        var text = Encoding.UTF8.GetString(parts["manifest.json"]);
        foreach (var (name, change) in
            new[] { ("weights.safetensors", weights), ("training-rows.bin", rows), ("forgotten-rows.bin", forgotten) })
        {
            if (change is null) continue;
            var (before, after) = (parts[name], change(parts[name]));
            text = text.Replace(Hash(before), Hash(after)).Replace($"\"length\": {before.Length},", $"\"length\": {after.Length},");
            parts[name] = after;
        }
        parts["manifest.json"] = manifestBytes ?? Encoding.UTF8.GetBytes(manifest?.Invoke(text) ?? text);
        parts["manifest.sha256"] = Encoding.ASCII.GetBytes($"{Hash(parts["manifest.json"])}  manifest.json\n");
        return Of([.. parts.Select(part => (part.Key, part.Value))]);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
}
