using Microsoft.ML;
using Microsoft.ML.Data;

namespace ScoringService.Tests;

/// <summary>What ML.NET's image transforms and the model's view make of a file.</summary>
internal static class OwnPipeline
{
    public static IEnumerable<float> Scores(string modelFile, byte[] picture)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "picture.png"), picture);
            var ml = new MLContext();
            using var model = ml.Unlearning().LoadClassifier(modelFile);
            var rows = ml.Data.LoadFromEnumerable([new Row { Path = "picture.png" }]);
            var pixels = ml.Transforms.LoadImages("Image", folder.FullName, "Path")
                .Append(ml.Transforms.ResizeImages("Image", 32, 32)).Append(ml.Transforms.ExtractPixels("Features", "Image"));
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
