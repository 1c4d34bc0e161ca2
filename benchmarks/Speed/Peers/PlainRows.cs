using static TorchSharp.torch;

namespace Speed.Peers;

/// <summary>Made-up pictures as tensors.</summary>
internal static class PlainRows
{
    /// <summary>The training rows of a folder of one file.</summary>
    /// <returns>N x 3 x 32 x 32, <c>Byte</c>, and N, <c>Int64</c>.</returns>
    public static (Tensor Images, Tensor Labels) Read(string folder)
    {
        var bytes = tensor(MadeUpPictures.Bytes(folder)).view(-1, 1 + MadeUpPictures.Size);
        return (bytes.narrow(1, 1, MadeUpPictures.Size).contiguous().view(-1, 3, 32, 32), bytes.select(1, 0).to(ScalarType.Int64));
    }
}
