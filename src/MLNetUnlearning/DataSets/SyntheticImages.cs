using System.Globalization;
using Microsoft.ML;

namespace MLNetUnlearning;

/// <summary>Drawn pictures for trying things out where no data set is at hand: 32 x 32, color, ten classes of shapes.</summary>
/// <remarks>
/// <para>
/// Each picture shows a shape of its class, in any color, place, size and turn, on a textured background, with a smaller and paler
/// shape of another class beside it, under noise. A small network learns the training rows by heart and errs on a part of the others,
/// as on photographs: that gap is what membership attacks feed on.
/// </para>
/// <para>
/// Columns of the view:
/// <list type="table">
/// <item><term>Features</term><description><c>Vector&lt;Single, 3, 32, 32&gt;</c>: red, green, blue plane; whole numbers of 0 to
/// 255.</description></item>
/// <item><term>Label</term><description>Key of 10, whose key values are <see cref="ClassNames"/>.</description></item>
/// <item><term>Id</term><description>Text, such as <c>train:17</c>.</description></item>
/// </list>
/// Pictures are drawn whenever a cursor asks for them, always the same ones for a seed. Classes take turns: the view of fewer rows
/// per class is the beginning of the view of more.
/// </para>
/// </remarks>
public static class SyntheticImages
{
    /// <summary>The ten classes, in the order of their keys.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = Shapes.All.Select(shape => shape.Name).ToArray();

    /// <summary>Drawn pictures.</summary>
    /// <param name="context">The context.</param>
    /// <param name="rowsPerClass">Number of pictures of each class.</param>
    /// <param name="seed">Another seed draws other pictures.</param>
    /// <param name="part">Pictures to train on, or pictures to test with; no picture is in both.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static IDataView LoadSyntheticImages(this MLContext context, int rowsPerClass = 100, int seed = 0, DataSetPart part = DataSetPart.Train)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerClass, 1);
        return new ImageSourceView(new SyntheticSource(part == DataSetPart.Train ? "train" : "test", rowsPerClass, seed));
    }
}

/// <summary>Pictures that are drawn as they are read.</summary>
internal sealed class SyntheticSource(string part, int rowsPerClass, int seed) : IImageSource
{
    public FeatureShape Shape { get; } = FeatureShape.Image(ShapePainter.Side, ShapePainter.Side);

    public IReadOnlyList<string> ClassNames => SyntheticImages.ClassNames;

    public long Count => (long)rowsPerClass * Shapes.All.Count;

    private string Part => part;

    public IImageReader Open() => new Reader(this);

    /// <summary>A seed for each picture: SplitMix64's mixing of the part, the seed and the picture's number.</summary>
    private int SeedOf(long row)
    {
        var mixed = (ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)row * 2 + (part == "train" ? 0UL : 1UL);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (int)(mixed >> 33);
    }

    private sealed class Reader(SyntheticSource source) : IImageReader
    {
        private readonly ShapePainter painter = new();
        private long row = -1;
        private long drawn = -1;

        public int Label => (int)(row % Shapes.All.Count);

        public string Id => string.Create(CultureInfo.InvariantCulture, $"{source.Part}:{row}");

        public ReadOnlySpan<byte> Pixels
        {
            get
            {
                if (drawn != row) painter.Paint(Label, new Random(source.SeedOf(row)));
                drawn = row;
                return painter.Pixels;
            }
        }

        public bool MoveNext() => ++row < source.Count;

        public void Dispose()
        {
        }
    }
}
