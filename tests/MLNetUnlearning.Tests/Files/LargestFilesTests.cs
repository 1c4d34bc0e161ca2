using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using MLNetUnlearning.Files;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Files as large as the limits allow, and made to cost as much as possible: little memory is taken until they are
/// refused.</summary>
public sealed class LargestFilesTests(ITestOutputHelper output)
{
    private const long MostAllocated = 200_000_000;

    [Theory]
    [InlineData("\"values\": [", "", "\"{0:x}\",", "")]
    [InlineData("\"recipe\": {", "\"milestones\": [", "0,", "0],")]
    [InlineData("\"width\": 2", ", \"normalization\": { \"means\": [1], \"deviations\": [", "0,", "0] }")]
    public void A_manifest(string place, string begin, string repeated, string end)
    {
        using var classifier = Saved.Classifier();
        var good = Saved.Bytes(classifier);
        var much = begin + Many(repeated, ClassifierManifest.MaximumLength - 4000) + end;
        var file = ZipFiles.Forged(good, text => text.Insert(text.IndexOf(place, StringComparison.Ordinal) + place.Length, much));
        Refuse(file, () => Saved.Load(file).Dispose());
    }

    [Fact]
    public void A_header_of_weights()
    {
        const string Entry = "\"{0:x}\":{{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}},";
        var entries = Many(Entry, SafeTensorsHeader.MaximumLength - 100);
        var file = WithHeader($"{{{entries.TrimEnd(',')}}}");
        Refuse(file, () => WeightsFile.Read(new MemoryStream(file), ownNetwork: true));
    }

    [Theory]
    [InlineData("]")] // each makes a list
    [InlineData("\u0085")] // each makes a tuple of the one before
    [InlineData("ca\nb\n")] // each makes an object of an unknown type
    public void A_pickle(string opcodes)
    {
        var pickle = $"\u0080\u0002N{Many(opcodes, (1 << 20) - 100)}.";
        var file = ZipFiles.Of(("x/data.pkl", Encoding.Latin1.GetBytes(pickle)));
        Refuse(file, () => TorchArchive.Read(new MemoryStream(file)));
    }

    [Fact]
    public void A_directory()
    {
        var file = ZipFiles.Of([.. Enumerable.Range(0, 20_000).Select(i => ($"{i}{new string('x', 100)}", Array.Empty<byte>()))]);
        Refuse(file, () => Saved.Load(file).Dispose());
    }

    [Fact]
    public void A_tensor_without_numbers_but_of_sizes_beyond_all_numbers()
    {
        var none = new Dictionary<string, Tensor>();
        var file = WithHeader(
            "{\"w\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904,8],\"data_offsets\":[0,0]},\"__metadata__\":"
            + "{\"format\":\"MLNetUnlearning preparations 1\",\"count\":\"1\",\"classifier\":\"" + WeightsHash.Of(none) + "\"}}");
        var refusal = Refuse(file, () => PreparationsFile.Read(none, new MemoryStream(file)));
        Assert.Contains("'w' of shape 0 x 4611686018427387904 x 8 is too large", refusal);
    }

    private static string Many(string text, int length)
    {
        var many = new StringBuilder();
        for (var i = 0; many.Length < length; i++)
            if (text.Contains('{')) many.AppendFormat(null, text, i);
            else many.Append(text);
        return many.ToString();
    }

    private static byte[] WithHeader(string json)
    {
        var bytes = new byte[sizeof(long) + json.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        Encoding.ASCII.GetBytes(json, bytes.AsSpan(sizeof(long)));
        return bytes;
    }

    private string Refuse(byte[] file, Action read)
    {
        var (clock, message) = (Stopwatch.StartNew(), "");
        var allocated = Allocation.Of(() => message = Assert.Throws<ModelFileException>(read).Message);
        output.WriteLine($"{file.Length} bytes: {allocated / 1e6:F0} MB, {clock.Elapsed.TotalSeconds:F2} s; {message}");
        Assert.InRange(allocated, 0, MostAllocated);
        Assert.InRange(message.Length, 1, 1000);
        return message;
    }
}
