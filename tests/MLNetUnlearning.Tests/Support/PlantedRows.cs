namespace MLNetUnlearning.Tests;

/// <summary>One scored row: a subset, the true class, and the probability that the model gives it.</summary>
internal sealed record PlantedRow(string Subset, string Label, float Confidence);

/// <summary>Scored rows of three classes, written down so that every metric is known.</summary>
internal static class PlantedRows
{
    public static readonly string[] Classes = ["cat", "dog", "eel"];

    /// <summary>As many rows of a kind.</summary>
    public static IEnumerable<PlantedRow> Of(int count, string subset, float confidence, string label = "cat") =>
        Enumerable.Range(0, count).Select(row => new PlantedRow(subset, label, confidence + 1e-4f * row));

    /// <summary>Random forgetting: UA 75, RA 100, TA 60; an attack should find 3 of 4 forgotten rows unlike members.</summary>
    public static PlantedRow[] Random =>
    [
        .. Of(10, Subset.Retain, 0.95f), .. Of(10, Subset.Retain, 0.93f, "dog"),
        .. Of(1, Subset.Forget, 0.95f), .. Of(3, Subset.Forget, 0.30f),
        .. Of(5, Subset.Unseen, 0.40f),
        .. Of(6, Subset.Test, 0.55f, "dog"), .. Of(4, Subset.Test, 0.28f, "cat"),
    ];

    /// <summary>The view; what is not given to the true class goes to the next one, all but a little.</summary>
    public static WrittenView View(
        IReadOnlyList<PlantedRow> rows, string[]? labelClasses = null, double? runTime = null, double? preparationTime = null)
    {
        var trueClass = rows.Select(row => Array.IndexOf(Classes, row.Label)).ToArray();
        VBuffer<float>[] scores = [.. rows.Select((row, index) => new VBuffer<float>(3, Scores(trueClass[index], row.Confidence)))];
        string[] predicted = [.. scores.Select(score => Classes[score.GetValues().IndexOf(score.DenseValues().Max())])];
        return new WrittenView()
            .WithKey("Label", labelClasses ?? Classes, [.. rows.Select(row => row.Label)])
            .With("Score", new VectorDataViewType(NumberDataViewType.Single, 3), scores, annotations =>
            {
                if (runTime is { } seconds)
                    annotations.AddPrimitiveValue("RunTimeSeconds", NumberDataViewType.Double, seconds);
                if (preparationTime is { } preparation)
                    annotations.AddPrimitiveValue("PreparationSeconds", NumberDataViewType.Double, preparation);
            })
            .WithKey("PredictedLabel", Classes, predicted)
            .WithKey("Subset", [.. Subset.Names], [.. rows.Select(row => row.Subset)]);
    }

    private static float[] Scores(int trueClass, float confidence)
    {
        var scores = new float[3];
        scores[trueClass] = confidence;
        scores[(trueClass + 1) % 3] = 0.9f * (1 - confidence);
        scores[(trueClass + 2) % 3] = 0.1f * (1 - confidence);
        return scores;
    }
}
