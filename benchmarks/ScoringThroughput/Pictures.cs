using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using static TorchSharp.torch;

namespace ScoringThroughput;

/// <summary>The same images as prepared tensors and as views, so that drawing or decoding them is no part of what is measured.</summary>
internal sealed class Pictures
{
    public Pictures(MLContext ml, int numberOfRows)
    {
        var drawn = ml.LoadSyntheticImages(rowsPerClass: (numberOfRows + 9) / 10, part: DataSetPart.Test);
        var pictures = ml.Data.CreateEnumerable<Picture>(drawn, reuseRowObject: false).Take(numberOfRows).ToList();
        Images = tensor(pictures.SelectMany(picture => picture.Features).ToArray()).view(numberOfRows, 3, 32, 32).div(255f);
        var objects = ml.Data.LoadFromEnumerable(pictures);
        Sources = [("objects", objects), ("Cache", ml.Data.Cache(objects, "Features"))];
    }

    /// <summary>N x 3 x 32 x 32, 0 to 1.</summary>
    public Tensor Images { get; }

    public IReadOnlyList<(string Name, IDataView Rows)> Sources { get; }

    private sealed class Picture
    {
        [VectorType(3, 32, 32)]
        public float[] Features { get; set; } = [];
    }
}
