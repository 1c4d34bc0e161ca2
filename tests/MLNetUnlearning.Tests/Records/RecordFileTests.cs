using System.Text;
using MLNetUnlearning.Records;

namespace MLNetUnlearning.Tests;

public class RecordFileTests
{
    [Fact]
    public void A_record_is_exactly_its_canonical_form()
    {
        using var records = new SignedRecords();
        var text = File.ReadAllText(records.Add("a.json"));
        Assert.StartsWith("""{"artefacts":[],"environment":{"architecture":"X64","engine":"ML.NET 5",""", text);
        Assert.Null(RecordFile.Read(records.File("a.json")).Fault);
        Assert.True(RecordFile.Read(records.File("a.json")).IsSignedBy(records.Key));
    }

    /// <summary>Each byte in turn gets another value, and so does the number of bytes.</summary>
    [Fact]
    public void A_change_of_any_byte_is_found()
    {
        using var records = new SignedRecords();
        var bytes = File.ReadAllBytes(records.Add("a.json"));
        bool IsGood(byte[] changed) => RecordFile.Of("a.json", changed) is { Fault: null } read && read.IsSignedBy(records.Key);
        Assert.True(IsGood(bytes));
        for (var place = 0; place < bytes.Length; place++)
        {
            var changed = (byte[])bytes.Clone();
            changed[place] ^= (byte)(1 << place % 8);
            Assert.False(IsGood(changed), $"byte {place} of {Encoding.UTF8.GetString(bytes)}");
            // A folder of records must not pass it over as another program's file.
            Assert.True(RecordFile.Of("a.json", changed).ClaimsToBeRecord, $"byte {place}");
            changed[place] = (byte)(bytes[place] == ' ' ? '0' : ' ');
            Assert.False(IsGood(changed), $"byte {place}");
            Assert.False(IsGood([.. bytes[..place], .. bytes[(place + 1)..]]), $"without byte {place}");
        }
        Assert.False(IsGood([.. bytes, (byte)'\n']));
        Assert.False(IsGood([.. Encoding.UTF8.GetPreamble(), .. bytes]));
    }

    [Fact]
    public void The_other_signature_that_the_curve_allows_is_refused()
    {
        using var records = new SignedRecords();
        var text = File.ReadAllText(records.Add("a.json"));
        var signature = RecordFile.Read(records.File("a.json")).Content!.Signature!;
        var order = System.Numerics.BigInteger.Parse(
            "0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", System.Globalization.NumberStyles.HexNumber);
        var s = System.Numerics.BigInteger.Parse("0" + signature[64..], System.Globalization.NumberStyles.HexNumber);
        var other = (order - s).ToString("x64")[^64..];
        var forged = RecordFile.Of("a.json", Encoding.UTF8.GetBytes(text.Replace(signature, signature[..64] + other)));
        Assert.Null(forged.Fault);
        Assert.False(forged.IsSignedBy(records.Key));
    }

    [Theory]
    [InlineData("", "no deletion record")]
    [InlineData("[]", "no object")]
    [InlineData("{}", "required")]
    [InlineData("""{"format":"another","formatVersion":1}""", "format is 'another'")]
    [InlineData("""{"format":"MLNetUnlearning deletion record","formatVersion":3}""", "reads up to 2")]
    [InlineData("""{"format":null,"formatVersion":1}""", "null")]
    public void What_is_no_record_is_told_so(string text, string words)
    {
        var read = RecordFile.Of("a.json", Encoding.UTF8.GetBytes(text));
        Assert.Null(read.Content);
        Assert.Contains(words, read.Fault);
    }

    [Theory]
    [InlineData("\"found\":2", "\"found\":1", "more commitments than rows")]
    [InlineData("bbbbbbbb", "BBBBBBBB", "no hashes in ascending order")]
    [InlineData("\"2026-11-29T12:00:00Z\"", "\"2026-11-29\"", "A time is not")]
    [InlineData("\"previous\":\"none\"", "\"previous\":\"nine\"", "'previous' is no hash")]
    [InlineData("\"approximate\"", "\"certain\"", "'certain' is not known")]
    [InlineData("with SHA-256", "with SHA-1", "are not known")]
    [InlineData("\"found\":2", "\"found\": 2", "not the canonical form")]
    [InlineData("\"commitments\":[\"", "\"commitments\":[null,\"", "null")]
    [InlineData("\"found\":2", "\"found\":2,\"found\":2", "no deletion record")]
    [InlineData("\"found\":2", "\"found\":2,\"new\":2", "no deletion record")]
    public void What_a_record_may_not_say_is_told(string said, string instead, string words)
    {
        using var records = new SignedRecords();
        var text = File.ReadAllText(records.Add("a.json"));
        var changed = text.Replace(said, instead);
        Assert.NotEqual(text, changed);
        Assert.Contains(words, RecordFile.Of("a.json", Encoding.UTF8.GetBytes(changed)).Fault);
    }

    [Fact]
    public void A_record_that_is_too_tooLongis_neither_written_nor_read()
    {
        using var records = new SignedRecords();
        var tooLong = SignedRecords.Content() with { ResidualRisk = [new string('x', RecordFile.MaximumLength)] };
        Refused.With<InvalidOperationException>("at most 33554432 are read", () => records.Add("a.json", tooLong));
        using (var file = File.Create(records.File("b.json"))) file.SetLength(RecordFile.MaximumLength + 1L);
        Assert.Contains("at most 33554432 are read", RecordFile.Read(records.File("b.json")).Fault);
    }

    [UnixFact]
    public void A_pipe_is_not_read()
    {
        using var folder = new TemporaryFolder();
        Shell.Says($"mkfifo '{folder.File("a.json")}'");
        Assert.Contains("no ordinary file", RecordFile.Read(folder.File("a.json")).Fault);
    }

    [Fact]
    public void A_deep_nest_is_refused() =>
        Assert.NotNull(RecordFile.Of("a.json", Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 100_000)}")).Fault);
}
