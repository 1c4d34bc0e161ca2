using System.Security.Cryptography;
using MLNetUnlearning.Features;

namespace MLNetUnlearning.Tests;

/// <summary>Files of features: read back as they were, and spoilt ones refused before memory is taken.</summary>
public sealed class FeatureTableFileTests
{
    private const string Key = "0123456789abcdef";

    private readonly FeatureTable table = FeatureTable.Empty.With(Enumerable.Range(0, 20).ToDictionary(
        row => RowFingerprint.Of([(byte)row]), row => new float[] { row, -row, 0.5f })).Without([RowFingerprint.Of([7])]);

    [Fact]
    public void A_file_is_read_as_it_was_written()
    {
        var (read, key) = Read(Bytes(table));
        Assert.Equal((Key, 3, 19), (key, read.Size, read.Count));
        Assert.Equal(table.Ids, read.Ids);
        Assert.Equal(table.Values.ToArray(), read.Values.ToArray());
        Assert.Equal(table.Forgotten.Hashes, read.Forgotten.Hashes);
        Assert.Equal(Bytes(table), Bytes(read));
        Assert.Equal(0, Read(Bytes(FeatureTable.Empty)).Table.Count);
    }

    [Fact]
    public void Spoilt_files_are_refused_or_the_same_as_before_and_take_no_memory()
    {
        var good = Bytes(table);
        var (refused, most) = SpoiltFiles.Read(good, seed: 3, count: 1000, mutant =>
            Assert.Equal(table.Values.ToArray(), Read(mutant).Table.Values.ToArray()));
        Assert.InRange(refused, 900, 1000);
        Assert.InRange(most, 1, 1 << 20);
    }

    [Theory, InlineData("manifest.json"), InlineData("ids.bin"), InlineData("features.bin"), InlineData("forgotten-ids.bin")]
    public void Parts_that_were_forged_to_fit_their_hash_are_refused_or_make_a_whole_table(string part)
    {
        var good = Bytes(table);
        var bytes = ZipFiles.Parts(good).Single(one => one.Name == part).Bytes;
        var (_, most) = SpoiltFiles.Read(bytes, seed: 4, count: 300, file =>
        {
            var read = Read(file).Table;
            Assert.Equal(read.Count * read.Size, read.Values.Length);
        }, mutant => Forged(good, part, mutant));
        Assert.InRange(most, 1, 1 << 20);
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "of format version 2")]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 0", "of format version 0")]
    [InlineData("kept features", "lost features", "holds no kept features")]
    [InlineData("\"size\": 3", "\"size\": 4", "not 4 numbers for each")]
    [InlineData("\"size\": 3", "\"size\": -3", "not -3 numbers for each")]
    [InlineData("\"size\": 3", "\"size\": 0", "not 0 numbers for each")]
    [InlineData("\"size\": 3", "\"size\": 2147483647", "not 2147483647 numbers for each")]
    [InlineData(Key, "abc", "no name of a key")]
    public void What_cannot_be_is_named(string good, string bad, string words)
    {
        var file = Bytes(table);
        var manifest = ZipFiles.Text(file, "manifest.json");
        Assert.Contains(good, manifest);
        var forged = ZipFiles.Forged(file, text => text.Replace(good, bad));
        Refused.With<ModelFileException>(words, () => Read(forged));
    }

    [Fact]
    public void Ids_that_contradict_each_other_are_refused()
    {
        var file = Bytes(table);
        var ids = ZipFiles.Parts(file).Single(one => one.Name == "ids.bin").Bytes;
        Refused.With<ModelFileException>(
            "is there twice", () => Read(Forged(file, "ids.bin", [.. ids[..16], .. ids[..16], .. ids[32..]])));
        Refused.With<ModelFileException>("of a forgotten id", () => Read(Forged(file, "forgotten-ids.bin", ids[..16])));
        Refused.With<ModelFileException>(
            "below the one before", () => Read(Forged(file, "ids.bin", [.. ids[16..32], .. ids[..16], .. ids[32..]])));
    }

    [Fact]
    public void Other_archives_are_refused()
    {
        var parts = ZipFiles.Parts(Bytes(table));
        void Refuse(string words, params (string Name, byte[] Bytes)[] zip) =>
            Refused.With<ModelFileException>(words, () => Read(ZipFiles.Of(zip)));
        Refuse("parts that no file of kept features has: 'more'", [.. parts, ("more", [1])]);
        Refuse("it lacks 'features.bin'", [.. parts.Where(part => part.Name != "features.bin")]);
    }

    private static byte[] Bytes(FeatureTable table)
    {
        using var stream = new MemoryStream();
        FeatureTableFile.Write(table, Key, stream);
        return stream.ToArray();
    }

    private static (FeatureTable Table, string Key) Read(byte[] file) => FeatureTableFile.Read(new MemoryStream(file));

    /// <summary>The file with one part exchanged and the hashes made to fit.</summary>
    private static byte[] Forged(byte[] file, string part, byte[] bytes)
    {
        if (part == "manifest.json") return ZipFiles.Forged(file, manifestBytes: bytes);
        var parts = ZipFiles.Parts(file).ToDictionary(one => one.Name, one => one.Bytes);
        string Entry(byte[] of) =>
            $"\"part\": \"{part}\",\n    \"length\": {of.Length},\n    \"sha256\": \"{Convert.ToHexStringLower(SHA256.HashData(of))}\"";
        var before = Entry(parts[part]);
        parts[part] = bytes;
        var text = ZipFiles.Text(file, "manifest.json").ReplaceLineEndings("\n");
        Assert.Contains(before, text);
        return ZipFiles.Forged(ZipFiles.Of([.. parts.Select(one => (one.Key, one.Value))]), _ => text.Replace(before, Entry(bytes)));
    }
}
