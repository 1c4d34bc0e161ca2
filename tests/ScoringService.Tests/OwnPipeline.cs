using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace ScoringService.Tests;

/// <summary>What the pipeline for serving and the model's view make of a file.</summary>
internal static class OwnPipeline
{
    public static IEnumerable<float> Scores(string modelFile, byte[] picture)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "picture"), picture);
            var ml = new MLContext();
            using var model = ml.Unlearning().LoadClassifier(modelFile);
            var rows = ml.Data.LoadFromEnumerable([new Row { Path = "picture" }]);
            var pixels = ml.ImagePixels(folder.FullName, 32, 32, "Path");
            return model.Transform(pixels.Fit(rows).Transform(rows)).GetColumn<float[]>("Score").Single();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
