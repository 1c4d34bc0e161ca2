using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Which colours come out, in which order, how they lie, and how a byte becomes a number.</summary>
internal sealed record PixelLayout(ColorBits Colors, ColorsOrder Order, bool Interleaved, float Offset, float Scale, bool AsFloats)
{
    /// <summary>The colours in their order; alpha, where wanted, is first.</summary>
    public ColorBits[] Channels { get; } = [.. Enum.GetName(Order).Select(Bit).Where(bit => Colors.HasFlag(bit))];

    public static PixelLayout Read(BinaryReader reader) => new(
        (ColorBits)reader.ReadByte(), (ColorsOrder)reader.ReadByte(), reader.ReadBoolean(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadBoolean());

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Colors);
        writer.Write((byte)Order);
        writer.Write(Interleaved);
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write(AsFloats);
    }

    public void Extract<T>(MLImage image, Span<T> target, T[] converted)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int count = image.Width * image.Height;
        for (int channel = 0; channel < Channels.Length; channel++) {
            int source = ByteOf(Channels[channel], image.PixelFormat);
            int position = Interleaved ? channel : channel * count;
            int step = Interleaved ? Channels.Length : 1;
            for (int i = 0; i < count; i++, position += step)
                target[position] = converted[pixels[(4 * i) + source]];
        }
    }

    private static ColorBits Bit(char letter) => letter switch
    {
        'A' => ColorBits.Alpha,
        'R' => ColorBits.Red,
        'G' => ColorBits.Green,
        _ => ColorBits.Blue,
    };

    private static int ByteOf(ColorBits color, MLPixelFormat format) => color switch
    {
        ColorBits.Alpha => 3,
        ColorBits.Green => 1,
        ColorBits.Red => format == MLPixelFormat.Bgra32 ? 2 : 0,
        _ => format == MLPixelFormat.Bgra32 ? 0 : 2,
    };
}
