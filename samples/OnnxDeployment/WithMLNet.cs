using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace OnnxDeployment;

/// <summary>Scores with ML.NET's <c>ApplyOnnxModel</c>: a stage of a pipeline like any other.</summary>
internal static class WithMLNet
{
    /// <summary>Scores rows with the column <c>Features</c>.</summary>
    public static List<Answer> Score(string modelFile, IDataView pictures)
    {
        using var session = new InferenceSession(modelFile);
        var classes = WithOnnxRuntime.ClassesOf(session);

        var ml = new MLContext();
        var pipeline = ml.Transforms.ApplyOnnxModel(outputColumnNames: ["Score"], inputColumnNames: ["Features"], modelFile: modelFile)
            .Append(ml.Transforms.CustomMapping<Scored, Named>(
                (row, name) => name.PredictedLabel = classes[Array.IndexOf(row.Score, row.Score.Max())], contractName: null));
        using var model = pipeline.Fit(pictures);
        return [.. ml.Data.CreateEnumerable<Answer>(model.Transform(pictures), reuseRowObject: false)];
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class Named
    {
        public string PredictedLabel { get; set; } = "";
    }
}
