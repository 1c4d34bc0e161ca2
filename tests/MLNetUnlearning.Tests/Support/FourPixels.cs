namespace MLNetUnlearning.Tests;

/// <summary>Views of images of 1 x 2 x 2 pixels, small enough to be written down.</summary>
internal static class FourPixels
{
    public static readonly FeatureShape Bytes = FeatureShape.Image(2, 2, 1);
    public static readonly FeatureShape Fractions = FeatureShape.Image(2, 2, 1, PixelRange.ZeroToOne);

    public sealed class Row
    {
        [VectorType(1, 2, 2)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";

        public string Id { get; set; } = "";

        public float Number { get; set; }

        public bool Forget { get; set; }
    }

    /// <summary>Row i has pixels i, i, i, i, id "row i", number i % 3, and is to be forgotten where i is odd.</summary>
    public static Row[] Rows(params string[] classes) => classes.Select((name, i) => new Row
    {
        Features = [i, i, i, i],
        Label = name,
        Id = $"row {i}",
        Number = i % 3,
        Forget = i % 2 == 1,
    }).ToArray();

    /// <summary>A view whose label is text.</summary>
    public static IDataView TextView(params Row[] rows) => new MLContext(seed: 1).Data.LoadFromEnumerable(rows);

    /// <summary>A view whose label is a key; classes are numbered as they come.</summary>
    public static IDataView View(params Row[] rows)
    {
        var ml = new MLContext(seed: 1);
        var text = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(text).Transform(text);
    }

    public static IDataView View(params string[] classes) => View(Rows(classes));

    /// <summary>Rows of one class.</summary>
    public static IDataView Many(int rows) => View([.. Enumerable.Repeat("a", rows)]);

    public static IDataView WithPixels(params float[][] pixels) =>
        View([.. pixels.Select(values => new Row { Features = values, Label = "a" })]);

    /// <summary>The rows' ids, in which "row 7" is row 7 of the array.</summary>
    public static string[] Ids(IDataView view) => [.. view.GetColumn<string>("Id")];
}
