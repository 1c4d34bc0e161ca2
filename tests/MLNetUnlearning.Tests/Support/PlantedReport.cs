using MLNetUnlearning.Evaluation;

namespace MLNetUnlearning.Tests;

/// <summary>Reports of scored rows that are written down, with pictures of 2 x 2 pixels and a history, so that no model is
/// trained.</summary>
internal static class PlantedReport
{
    public const string Hash = "5eed";

    /// <summary>Random forgetting over the classes: before, forgotten rows are known as retained ones are; now, half of them are.</summary>
    /// <param name="model">"original", "unlearned" or "retrained".</param>
    /// <param name="classes">The names of the classes, two or more.</param>
    /// <param name="forgetsClass">Whether it is the first class that is forgotten whole.</param>
    /// <param name="hasUnseen">Whether there are unseen rows.</param>
    /// <param name="pictures">How many pictures are asked for.</param>
    /// <param name="isDescribed">Whether the model says how it was made.</param>
    public static ReportedModel Model(
        string model, string[] classes, bool forgetsClass = false, bool hasUnseen = true, int pictures = 24, bool isDescribed = true)
    {
        List<(string Subset, int Class, float Confidence)> rows = [];
        foreach (var of in Enumerable.Range(0, classes.Length))
        {
            var (goes, step) = (forgetsClass && of == 0, of * 1e-4f);
            if (!goes) rows.AddRange(Enumerable.Range(0, 6).Select(row => (Subset.Retain, of, 0.95f + step * row / classes.Length)));
            if (goes || !forgetsClass)
                rows.AddRange(Enumerable.Range(0, 4).Select(row => (Subset.Forget, of, Forgotten(model, row, goes))));
            if (hasUnseen) rows.AddRange(Enumerable.Range(0, 2).Select(row => (Subset.Unseen, of, 0.3f + 0.3f * row)));
            if (!goes) rows.AddRange(Enumerable.Range(0, 4).Select(row => (Subset.Test, of, 0.25f + 0.2f * row)));
        }
        VBuffer<float>[] scores =
            [.. rows.Select(row => new VBuffer<float>(classes.Length, Scores(row.Class, row.Confidence, classes.Length)))];
        var view = new WrittenView()
            .WithKey("Label", classes, [.. rows.Select(row => classes[row.Class])])
            .With("Score", new VectorDataViewType(NumberDataViewType.Single, classes.Length), scores, annotations =>
            {
                annotations.AddPrimitiveValue("RunTimeSeconds", NumberDataViewType.Double, model == "unlearned" ? 2.0 : 10);
                if (isDescribed)
                    annotations.AddPrimitiveValue("Description", TextDataViewType.Instance, Description(model).ToJson().AsMemory());
            })
            .WithKey("PredictedLabel", classes, [.. scores.Select(score => classes[score.GetValues().IndexOf(score.DenseValues().Max())])])
            .WithKey("Subset", [.. Subset.Names], [.. rows.Select(row => row.Subset)])
            .With("Features", new VectorDataViewType(NumberDataViewType.Single, 3, 2, 2),
                [.. rows.Select((_, row) => new VBuffer<float>(12, [.. Enumerable.Repeat(row % 200f, 12)]))]);
        return new(model, UnlearningEvaluator.Evaluate(new MLContext(seed: 1), view, numberOfPictures: pictures));
    }

    /// <summary>The report of all three models.</summary>
    public static UnlearningReport Of(string[] classes, bool forgetsClass = false, bool hasUnseen = true, int pictures = 24) => new(
        forgetsClass ? $"class:{classes[0]}" : "random:0.4",
        [.. new[] { "original", "unlearned", "retrained" }.Select(model => Model(model, classes, forgetsClass, hasUnseen, pictures))]);

    public static ClassifierDescription Description(string model) => new()
    {
        Network = "SmallConvNet of width 4",
        Shape = FeatureShape.Image(2, 2),
        Features = "Features",
        History =
        [
            new("train", "NumberOfEpochs = 8", 11, 30, 0, TimeSpan.FromSeconds(10), TimeSpan.Zero) { Device = "cpu, 2 threads" },
            new($"made {model}", "Rate = <0.1>", 12, 30, 12, TimeSpan.FromSeconds(2), TimeSpan.Zero) { Choice = "strength 2 was taken" },
        ],
        Curves = [new("game", RunCurve.AttackerAccuracy, [new(1, 80), new(2, 51)]), new("game", RunCurve.Loss, [new(1, 2), new(2, 1.5)])],
        WeightsHash = Hash + model,
        Versions = "MLNetUnlearning 1.2.3",
    };

    private static float Forgotten(string model, int row, bool isWholeClass) => model switch
    {
        "original" => 0.9f + 0.02f * row,
        "unlearned" => isWholeClass ? 0.01f * (row + 1) : row == 0 ? 0.94f : 0.2f + 0.09f * row,
        _ => isWholeClass ? 0.005f : 0.2f + 0.15f * row,
    };

    private static float[] Scores(int trueClass, float confidence, int classes)
    {
        var scores = new float[classes];
        scores[trueClass] = confidence;
        scores[(trueClass + 1) % classes] = 1 - confidence;
        return scores;
    }
}
