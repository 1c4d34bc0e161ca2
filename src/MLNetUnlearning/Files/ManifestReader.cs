using System.Globalization;
using MLNetUnlearning.Data;

namespace MLNetUnlearning.Files;

/// <summary>Reads manifests: every field there, known and within its range, or a message that names it.</summary>
internal static class ManifestReader
{
    private const int MostPixels = 1 << 26; // an image of 8192 x 8192; sizes multiply without overflow below it

    /// <exception cref="ModelFileException">It is no manifest, a damaged one, or one of a newer version.</exception>
    public static ClassifierManifest Read(byte[] json)
    {
        try
        {
            return StrictJson.Read(json, "The manifest", root => Read(JsonFields.Of(root, "manifest")));
        }
        // What the types of the library refuse, such as a class named twice or a number that is none.
        catch (Exception error) when (error is ArgumentException or FormatException and not ModelFileException or OverflowException)
        {
            throw new ModelFileException($"The manifest says what cannot be: {error.Message}", error);
        }
    }

    private static ClassifierManifest Read(JsonFields manifest)
    {
        ThrowIfOther(manifest);
        var read = new ClassifierManifest(
            ReadNetwork(manifest.Object("network")), ReadImages(manifest.Object("images")), ReadColumns(manifest.Object("columns")),
            ReadLabels(manifest.Object("labels")), ReadRecipe(manifest.Object("recipe")), manifest.Objects("history").Select(ReadStep).ToList(),
            ReadSparsity(manifest), ReadPart(manifest.Object("weights")), ReadPart(manifest.Object("trainingRows")));
        manifest.End();
        return read.History.Count > 0 ? read : throw new ModelFileException("The manifest's history is empty.");
    }

    /// <summary>Before anything else: a newer manifest may say other things in other words.</summary>
    private static void ThrowIfOther(JsonFields manifest)
    {
        if (manifest.Text("format") != ClassifierManifest.Format) throw new ModelFileException($"The manifest is not that of a classifier: its format is '{manifest.Text("format")}'.");
        var version = manifest.Integer("formatVersion", least: 1);
        if (version > ClassifierManifest.Version)
            throw new ModelFileException($"The file is of format version {version}; this version of MLNetUnlearning reads up to {ClassifierManifest.Version}. Update the package.");
    }

    private static NetworkDescription ReadNetwork(JsonFields network)
    {
        var read = new NetworkDescription(
            network.Text("name"),
            network.Has("width") ? network.Integer("width", 1, NetworkDescription.MaximumWidth) : null,
            network.OptionalObject("normalization") is { } normalization ? ReadNormalization(normalization) : null);
        network.End();
        return read;
    }

    private static ImageNormalization ReadNormalization(JsonFields normalization)
    {
        var (means, deviations) = (normalization.Numbers("means"), normalization.Numbers("deviations"));
        normalization.End();
        return new ImageNormalization([.. means.Select(mean => (float)mean)], [.. deviations.Select(deviation => (float)deviation)]);
    }

    private static FeatureShape ReadImages(JsonFields images)
    {
        var (channels, height, width) = (images.Integer("channels", 1, MostPixels), images.Integer("height", 1, MostPixels), images.Integer("width", 1, MostPixels));
        var range = images.Integer("brightest", 1) switch
        {
            255 => PixelRange.ZeroTo255,
            1 => PixelRange.ZeroToOne,
            var other => throw images.Wrong("brightest", $"{other}; it must be 1 or 255"),
        };
        images.End();
        return (double)channels * height * width <= MostPixels
            ? FeatureShape.Image(width, height, channels, range)
            : throw new ModelFileException($"Images of {channels} x {height} x {width} are too large.");
    }

    private static ClassifierColumns ReadColumns(JsonFields columns)
    {
        var read = new ClassifierColumns(columns.Text("label"), columns.Text("features"), columns.Text("score"), columns.Text("predictedLabel"));
        columns.End();
        Settings.ThrowIfAny(Settings.Violations(read), "the columns");
        return read;
    }

    private static LabelKeys ReadLabels(JsonFields labels)
    {
        var typeName = labels.Has("valueType") ? labels.Text("valueType") : null;
        var type = typeName is null ? null : KeyValueKind.TypeNamed(typeName) ?? throw labels.Wrong("valueType", $"'{typeName}', which is not known here");
        var names = labels.Texts("values");
        labels.End();
        return names.Length >= 2 ? new LabelKeys(names, type) : throw new ModelFileException($"The classifier has {names.Length} classes; it needs two or more.");
    }

    private static TrainingRecipe ReadRecipe(JsonFields recipe)
    {
        var read = new TrainingRecipe
        {
            NumberOfEpochs = recipe.Integer("numberOfEpochs", 1),
            Milestones = recipe.Has("milestones") ? [.. recipe.Integers("milestones").Select(milestone => checked((int)milestone))] : null,
            BatchSize = recipe.Integer("batchSize", 1),
            LearningRate = recipe.Number("learningRate"),
            LearningRateDecay = recipe.Number("learningRateDecay"),
            Momentum = recipe.Number("momentum"),
            WeightDecay = recipe.Number("weightDecay"),
            Augmentation = recipe.OptionalObject("augmentation") is { } augmentation ? ReadAugmentation(augmentation) : null,
        };
        recipe.End();
        Settings.ThrowIfAny(read.Violations(), "the recipe");
        return read;
    }

    private static Augmentation ReadAugmentation(JsonFields augmentation)
    {
        var read = new Augmentation { Padding = augmentation.Integer("padding", 0), HorizontalFlip = augmentation.Flag("horizontalFlip") };
        augmentation.End();
        return read;
    }

    private static ClassifierStep ReadStep(JsonFields step)
    {
        var read = new ClassifierStep(
            step.Text("name"), step.Text("settings"), step.Integer("seed", int.MinValue), step.Integer("numberOfRows", 0), step.Integer("numberOfForgottenRows", 0),
            Time(step.Text("runTime")), Time(step.Text("preparationTime")));
        step.End();
        return read;
    }

    private static double ReadSparsity(JsonFields manifest)
    {
        var sparsity = manifest.Number("sparsity");
        return sparsity is >= 0 and <= 1 ? sparsity : throw manifest.Wrong("sparsity", $"{sparsity}; it must be in 0..1");
    }

    private static TimeSpan Time(string text) => TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture);

    private static FilePart ReadPart(JsonFields part)
    {
        var read = new FilePart(part.Text("part"), part.Integer("length", 0), part.Text("sha256"));
        part.End();
        return read;
    }
}
