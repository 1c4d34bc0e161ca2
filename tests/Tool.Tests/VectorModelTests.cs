using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>A model of vectors, which the library makes: the tool says what it is, and reads pictures alone.</summary>
[Collection(ToolTests.Name)]
public sealed class VectorModelTests(Workplace place)
{
    [Fact]
    public void It_is_inspected_and_refused_where_pictures_are_needed()
    {
        var ml = new MLContext(seed: 1);
        var rows = Enumerable.Range(0, 20).Select(row => new Row { Label = row % 2 == 0, Features = [row, -row, row * row, 1] });
        using (var model = ml.Unlearning().TrainClassifier(numberOfEpochs: 1).Fit(ml.Data.LoadFromEnumerable(rows)))
            model.Save(place.PathOf("vectors.zip"));
        var inspected = place.Run("inspect", "vectors.zip", "--json").Json;
        Assert.Equal("a vector of 4 numbers", (string?)inspected["features"]);
        Assert.Null(inspected["images"]);
        Assert.Contains("Mlp of 256 and 128, dropout 0.3, a vector of 4 numbers", place.Run("inspect", "vectors.zip").Succeeded.Output);

        File.WriteAllText(place.PathOf("picture.png"), "");
        Assert.Contains(
            "pictures have three colours", place.Run("score", "picture.png", "--model", "vectors.zip").ErrorLine(ExitCode.Data));
        Assert.Contains(
            "reads pictures alone", place.Run("evaluate", "vectors.zip", "--data", "synthetic").ErrorLine(ExitCode.Data));
    }

    private sealed class Row
    {
        public bool Label { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
