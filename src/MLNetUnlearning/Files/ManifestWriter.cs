using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLNetUnlearning.Files;

/// <summary>Writes manifests: indented JSON in UTF-8, the same for the same classifier.</summary>
internal static class ManifestWriter
{
    // Readable class names in any script; the text is no part of a web page.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(ClassifierManifest manifest)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", ClassifierManifest.Format);
            json.WriteNumber("formatVersion", ClassifierManifest.Version);
            WriteNetwork(json, manifest.Network);
            WriteImages(json, manifest.Shape);
            WriteColumns(json, manifest.Columns);
            WriteLabels(json, manifest.Labels);
            WriteRecipe(json, manifest.Recipe);
            WriteHistory(json, manifest.History);
            json.WriteNumber("sparsity", manifest.Sparsity);
            WritePart(json, "weights", manifest.Weights);
            WritePart(json, "trainingRows", manifest.TrainingRows);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteNetwork(Utf8JsonWriter json, NetworkDescription network)
    {
        json.WriteStartObject("network");
        json.WriteString("name", network.Name);
        if (network.Width is { } width) json.WriteNumber("width", width);
        if (network.Normalization is { } normalization)
        {
            json.WriteStartObject("normalization");
            WriteNumbers(json, "means", normalization.Means);
            WriteNumbers(json, "deviations", normalization.Deviations);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteImages(Utf8JsonWriter json, FeatureShape shape)
    {
        json.WriteStartObject("images");
        json.WriteNumber("channels", shape.Channels);
        json.WriteNumber("height", shape.Height);
        json.WriteNumber("width", shape.Width);
        json.WriteNumber("brightest", shape.PixelRange == PixelRange.ZeroTo255 ? 255 : 1);
        json.WriteEndObject();
    }

    private static void WriteColumns(Utf8JsonWriter json, ClassifierColumns columns)
    {
        json.WriteStartObject("columns");
        json.WriteString("label", columns.Label);
        json.WriteString("features", columns.Features);
        json.WriteString("score", columns.Score);
        json.WriteString("predictedLabel", columns.PredictedLabel);
        json.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter json, LabelKeys labels)
    {
        json.WriteStartObject("labels");
        if (labels.ValueType is { } type) json.WriteString("valueType", type.ToString());
        json.WriteStartArray("values");
        foreach (var name in labels.Names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRecipe(Utf8JsonWriter json, TrainingRecipe recipe)
    {
        json.WriteStartObject("recipe");
        json.WriteNumber("numberOfEpochs", recipe.NumberOfEpochs);
        if (recipe.Milestones is { } milestones)
        {
            json.WriteStartArray("milestones");
            foreach (var milestone in milestones) json.WriteNumberValue(milestone);
            json.WriteEndArray();
        }
        json.WriteNumber("batchSize", recipe.BatchSize);
        json.WriteNumber("learningRate", recipe.LearningRate);
        json.WriteNumber("learningRateDecay", recipe.LearningRateDecay);
        json.WriteNumber("momentum", recipe.Momentum);
        json.WriteNumber("weightDecay", recipe.WeightDecay);
        if (recipe.Augmentation is { } augmentation)
        {
            json.WriteStartObject("augmentation");
            json.WriteNumber("padding", augmentation.Padding);
            json.WriteBoolean("horizontalFlip", augmentation.HorizontalFlip);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, IReadOnlyList<ClassifierStep> history)
    {
        json.WriteStartArray("history");
        foreach (var step in history)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            json.WriteString("settings", step.Settings);
            json.WriteNumber("seed", step.Seed);
            json.WriteNumber("numberOfRows", step.NumberOfRows);
            json.WriteNumber("numberOfForgottenRows", step.NumberOfForgottenRows);
            json.WriteString("runTime", step.RunTime.ToString("c"));
            json.WriteString("preparationTime", step.PreparationTime.ToString("c")); // to the tick
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, string field, FilePart part)
    {
        json.WriteStartObject(field);
        json.WriteString("part", part.Name);
        json.WriteNumber("length", part.Length);
        json.WriteString("sha256", part.Sha256);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<float> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
