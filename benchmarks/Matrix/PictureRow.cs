using Microsoft.ML;
using Microsoft.ML.Data;

namespace Matrix;

/// <summary>A picture in memory.</summary>
internal sealed class PictureRow
{
    /// <summary>The red, the green and the blue plane; 0 to 255.</summary>
    [VectorType(3, 32, 32)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>Whose row it is.</summary>
    public int Person { get; set; }

    /// <summary>The first rows of each class, in the order of the view.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="source">Pictures with features and label.</param>
    /// <param name="classes">The classes to take.</param>
    /// <param name="rowsPerClass">How many rows of each.</param>
    /// <param name="half">0 or 1: of which half of a class's rows; null: of all.</param>
    public static List<PictureRow> FirstOfEachClass(
        MLContext ml, IDataView source, IReadOnlyList<string> classes, int rowsPerClass, int? half)
    {
        var named = ml.Transforms.Conversion.MapKeyToValue("Label").Fit(source).Transform(source);
        var rows = ml.Data.CreateEnumerable<SourceRow>(named, reuseRowObject: false).Where(row => classes.Contains(row.Label))
            .Select((row, index) => (Row: row, Index: index));
        var taken = rows.GroupBy(row => row.Row.Label).SelectMany(ofClass =>
        {
            var all = ofClass.ToList();
            return all.Skip(half is { } which ? which * (all.Count / 2) : 0).Take(half is null ? all.Count : all.Count / 2)
                .Take(rowsPerClass);
        }).ToList();
        if (taken.Count < rowsPerClass * classes.Count)
            throw new InvalidOperationException(
                $"The data set has only {taken.Count} of the {rowsPerClass * classes.Count} rows that this cell takes.");
        return [.. taken.OrderBy(row => row.Index).Select(row => new PictureRow { Features = row.Row.Features, Label = row.Row.Label })];
    }

    /// <summary>A view whose label is a key with these classes.</summary>
    public static IDataView View(MLContext ml, IReadOnlyList<PictureRow> rows, IReadOnlyList<string> classes)
    {
        var names = ml.Data.LoadFromEnumerable(classes.Select(name => new ClassName { Label = name }));
        var view = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey("Label", keyData: names).Fit(view).Transform(view);
    }

    private sealed class SourceRow
    {
        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class ClassName
    {
        public string Label { get; set; } = "";
    }
}
