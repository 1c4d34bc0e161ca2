namespace MLNetUnlearning.Tests;

/// <summary>Rows that stand for photos of people, and steps that make features of them and count how often they do.</summary>
internal sealed class Portraits(MLContext ml)
{
    public const int People = 4, PhotosEach = 6, Size = 5;

    private int computed;

    /// <summary>How many rows were computed so far.</summary>
    public int Computed => Volatile.Read(ref computed);

    public static Portrait[] All { get; } =
    [
        .. Enumerable.Range(0, People * PhotosEach).Select(photo => new Portrait
        {
            ImagePath = $"photos/{photo}.jpg",
            Person = $"p{photo % People}",
            Number = photo,
            Pixels = [photo, photo % 3, 200],
        }),
    ];

    /// <summary>All rows, the person as label, and the photos of one marked.</summary>
    public IDataView Marked(string person = "p1") => ml.Unlearning().MarkForgotten(View(), ForgetRequest.Rows("Person", [person]));

    public IDataView View(params IEnumerable<Portrait> more)
    {
        var rows = ml.Data.LoadFromEnumerable(All.Concat(more));
        return ml.Transforms.Conversion.MapValueToKey("Label", "Person").Fit(rows).Transform(rows);
    }

    /// <summary>Steps that are fixed, work row by row, and count the rows.</summary>
    /// <param name="brightness">Other steps make other features.</param>
    public IEstimator<ITransformer> Steps(float brightness = 1) => ml.Transforms.CustomMapping<Pictured, Featured>(
        (from, to) =>
        {
            Interlocked.Increment(ref computed);
            var place = (int)from.Number % People;
            to.Features = new float[Size];
            to.Features[place] = 10 * brightness;
            to.Features[Size - 1] = from.Number / 100f;
        }, contractName: null);

    /// <summary>The stage under test.</summary>
    public KeptFeatures Kept(string path, string id = "ImagePath", FingerprintKey? key = null, float brightness = 1) =>
        ml.Unlearning().KeepFeatures(Steps(brightness), path, id, fingerprintKey: key);

    public static float[][] Features(IDataView view) => [.. view.GetColumn<float[]>("Features")];

    public sealed class Portrait
    {
        public string ImagePath { get; set; } = "";

        public string Person { get; set; } = "";

        public float Number { get; set; }

        [VectorType(3)]
        public float[] Pixels { get; set; } = [];
    }

    public sealed class Pictured
    {
        public float Number { get; set; }
    }

    public sealed class Featured
    {
        [VectorType(Size)]
        public float[] Features { get; set; } = [];
    }
}
