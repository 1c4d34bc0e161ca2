namespace MLNetUnlearning;

/// <summary>Draws pictures for trials without a data set: 32 x 32 pixels, in color, ten classes of shapes.</summary>
/// <remarks>
/// <para>Each picture shows a shape of its class on a textured background, with any color, place, size and rotation. Beside it is a smaller
/// and paler shape of another class, and noise covers both. A small network memorises the training rows and gets some other rows wrong, as
/// with photographs. Membership attacks exploit this gap.</para>
/// <para>
/// Columns of the view:
/// <list type="table">
/// <item><term>Features</term><description><c>Vector&lt;Single, 3, 32, 32&gt;</c>: the red, the green and the blue plane; whole numbers
/// from 0 to 255.</description></item>
/// <item><term>Label</term><description>Key with 10 values, which are <see cref="ClassNames"/>.</description></item>
/// <item><term>Id</term><description>Text, such as <c>train:17</c>.</description></item>
/// </list>
/// Pictures are drawn when a cursor needs them; the same seed always gives the same pictures. Classes take turns, so a view with fewer rows
/// per class is the beginning of a view with more.
/// </para>
/// </remarks>
public static class SyntheticImages
{
    /// <summary>The names of the ten classes in the order of their keys.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = Shapes.All.Select(shape => shape.Name).ToArray();

    /// <summary>Opens a view of drawn pictures.</summary>
    /// <param name="context">The context.</param>
    /// <param name="rowsPerClass">Number of pictures of each class.</param>
    /// <param name="seed">The seed of the pictures; another seed draws other pictures.</param>
    /// <param name="part">The pictures to train on or those to test with. No picture is in both parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static IDataView LoadSyntheticImages(
        this MLContext context, int rowsPerClass = 100, int seed = 0, DataSetPart part = DataSetPart.Train)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerClass, 1);
        return new ImageSourceView(new SyntheticSource(part == DataSetPart.Train ? "train" : "test", rowsPerClass, seed));
    }
}

/// <summary>Pictures that are drawn when they are read.</summary>
internal sealed class SyntheticSource(string part, int rowsPerClass, int seed) : IImageSource
{
    public FeatureShape Shape { get; } = FeatureShape.Image(ShapePainter.Side, ShapePainter.Side);

    public IReadOnlyList<string> ClassNames => SyntheticImages.ClassNames;

    public long Count => (long)rowsPerClass * Shapes.All.Count;

    private string Part => part;

    public IImageReader Open() => new Reader(this);

    /// <summary>The seed of one picture: SplitMix64 mixes the part, the seed and the number of the picture.</summary>
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
