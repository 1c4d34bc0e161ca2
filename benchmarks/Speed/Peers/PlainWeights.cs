using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Speed.Peers;

/// <summary>Puts weights of a safetensors file into a module.</summary>
internal static class PlainWeights
{
    public static void Load(nn.Module module, string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        using var none = no_grad();
        foreach (var (name, weight) in module.state_dict())
        {
            if (weight.dtype != ScalarType.Float32) continue; // the counters of batch normalisation
            var offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
            var (from, to) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            var values = new float[(to - from) / sizeof(float)];
            Buffer.BlockCopy(bytes, 8 + length + from, values, 0, to - from);
            weight.copy_(tensor(values).view(weight.shape));
        }
    }
}
