using System.Globalization;

namespace MLNetUnlearning.Data.DataSets;

/// <summary>Pictures that are drawn as they are read.</summary>
internal sealed class SyntheticSource(string part, int rowsPerClass, int seed) : IImageSource
{
    public ImageShape Shape { get; } = new(3, ShapePainter.Side, ShapePainter.Side);

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
