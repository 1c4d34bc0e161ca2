using System.Buffers.Binary;
using System.Text;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Tests;

public sealed class SafeTensorsTests
{
    private const string NoLong = "Either the JSON value is not in a supported format, or is out of bounds for an Int64";

    [Fact]
    public void Tensors_come_back_by_name_type_shape_and_number()
    {
        using var matrix = tensor(new float[] { 1, -2, float.NaN, 1e-42f, 5, 6 }).reshape(2, 3);
        using var turned = matrix.t(); // lies otherwise in memory
        using var count = tensor(long.MinValue);
        using var nothing = empty(0, 4);
        var bytes = Written(new() { ["m"] = matrix, ["turned"] = turned, ["n"] = count, ["none"] = nothing });
        var header = SafeTensorsHeader.Read(new MemoryStream(bytes));
        Assert.Equal([("n", "I64", ""), ("m", "F32", "2,3"), ("none", "F32", "0,4"), ("turned", "F32", "3,2")],
            header.Tensors.Select(tensor => (tensor.Name, tensor.Type.Name, string.Join(",", tensor.Shape))));
        Assert.Equal(matrix.data<float>().ToArray(), Filled(bytes, "m", empty(2, 3)));
        Assert.Equal([1, 1e-42f, -2, 5, float.NaN, 6], Filled(bytes, "turned", empty(3, 2)));
        Assert.Equal("pt", header.Metadata["format"]);
    }

    [Fact]
    public void Every_tensor_lies_aligned()
    {
        using var one = tensor(new float[] { 1 });
        using var count = tensor(3L);
        var header = SafeTensorsHeader.Read(new MemoryStream(Written(new() { ["a"] = one, ["b"] = count, ["c"] = one, ["d"] = count })));
        Assert.All(header.Tensors, tensor => Assert.Equal(0, tensor.Start % tensor.Type.Size));
    }

    [Theory]
    [InlineData("F64", "000000000000f83f000000000000f0ff", new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("F32", "0000c03f000080ff", new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("F16", "003e00fc", new[] { 1.5f, float.NegativeInfinity })]
    [InlineData("BF16", "c03f80ff", new[] { 1.5f, float.NegativeInfinity })]
    public void Numbers_of_every_floating_point_type_are_read(string type, string hex, float[] expected)
    {
        var bytes = Convert.FromHexString(hex);
        var file = FileOf($$$"""{"x":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{bytes.Length}}}]}}""", bytes);
        Assert.Equal(expected, Filled(file, "x", empty(2)));
    }

    [Fact]
    public void Whole_numbers_of_32_bits_are_read_as_64()
    {
        var file = FileOf("""{"x":{"dtype":"I32","shape":[],"data_offsets":[0,4]}}""", [0xfe, 0xff, 0xff, 0xff]);
        using var target = zeros(Array.Empty<long>(), ScalarType.Int64);
        TensorFiller.Fill(target, SafeTensorsHeader.Read(new MemoryStream(file)).Tensors[0], new MemoryStream(file));
        Assert.Equal(-2, target.ToInt64());
    }

    [Fact]
    public void Numbers_of_another_kind_are_refused_by_name()
    {
        var file = FileOf("""{"mask":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", [1]);
        Refused.With<ModelFileException>("'mask' holds U8", () => Filled(file, "mask", empty(1)));
    }

    [Fact]
    public void A_header_may_end_in_spaces() =>
        Assert.Empty(SafeTensorsHeader.Read(new MemoryStream(FileOf("{}      ", []))).Tensors);

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "takes 8 bytes; the header gives it 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "negative size")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", 4, "negative size")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}""", 0, "too large")]
    [InlineData("""{"x":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}}""", 0, "too large")]
    [InlineData("""{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}}""", 0,
        "safetensors header.x.shape[0] cannot be read: " + NoLong)]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,0]}}""", 0,
        "safetensors header.x.shape[0] cannot be read: " + NoLong)]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "which are no range of bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "which are no range of bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "which are no range of bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "overlap or leave a hole")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4,
        "overlap or leave a hole")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12,
        "overlap or leave a hole")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "truncated")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "truncated")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8,
        "safetensors header.x cannot be read: Duplicate properties not allowed")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "'F8_E4M3'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""", 4, "was missing required properties including: 'data_offsets'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "'more'")]
    [InlineData("""{"x":null}""", 0, "'x' is null")]
    [InlineData("""{"x":[]}""", 0, "safetensors header.x cannot be read: The JSON value could not be converted")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0,
        "safetensors header.__metadata__.a cannot be read: Cannot get the value of a token type 'Number' as a string")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "cannot be read")]
    [InlineData("""{"x":""", 0, "cannot be read")]
    [InlineData("""[]""", 0, "begin with '{'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "17 dimensions")]
    [InlineData("""{"x":{"dtype":"F32","shape":[[[[[[[[[[1]]]]]]]]]],"data_offsets":[0,4]}}""", 4, "cannot be read")]
    public void A_wrong_header_is_refused_in_words(string json, int dataBytes, string message) =>
        Assert.Contains(message, Refusal(FileOf(json, new byte[dataBytes])));

    [Theory, InlineData(ulong.MaxValue), InlineData(1UL << 63), InlineData(100_000_000UL)]
    public void A_header_longer_than_any_is_refused_before_it_is_read(ulong length)
    {
        var file = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Assert.Contains("claims", Refusal(file));
    }

    [Theory, InlineData(0), InlineData(7), InlineData(9)]
    public void A_file_of_a_few_bytes_is_refused(int length) => Assert.Contains("10 bytes or more", Refusal(new byte[length]));

    private static string Refusal(byte[] file) =>
        Assert.Throws<ModelFileException>(() => SafeTensorsHeader.Read(new MemoryStream(file))).Message;

    private static byte[] Written(Dictionary<string, Tensor> tensors)
    {
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(tensors, ClassifierWriter.WeightsMetadata, stream);
        return stream.ToArray();
    }

    private static byte[] FileOf(string json, byte[] data) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(json)), .. Encoding.UTF8.GetBytes(json), .. data];

    private static float[] Filled(byte[] file, string name, Tensor target)
    {
        using var filled = target;
        var stored = SafeTensorsHeader.Read(new MemoryStream(file)).Tensors.Single(tensor => tensor.Name == name);
        TensorFiller.Fill(filled, stored, new MemoryStream(file));
        return filled.data<float>().ToArray();
    }
}
