using System.Text.Encodings.Web;
using System.Text.Json;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;

namespace MLNetUnlearning.Files;

/// <summary>The content of a classifier's file besides the weights, the fingerprints of its rows and the curves of its last step, which
/// <paramref name="Weights"/>, <paramref name="TrainingRows"/>, <paramref name="ForgottenRows"/> and <paramref name="Curves"/> locate.
/// Files of version 1 have no forgotten rows, and fingerprints without a key: <paramref name="Rows"/> is null. If
/// <paramref name="Sparsity"/> is above 0, the zeros of the weights that can be pruned are the mask.</summary>
internal sealed record ClassifierManifest(
    NetworkDescription Network, FeatureShape Shape, ClassifierColumns Columns, LabelKeys Labels, TrainingRecipe Recipe,
    IReadOnlyList<ClassifierStep> History, double Sparsity, FilePart Weights, FilePart TrainingRows,
    FilePart? ForgottenRows, RowsJson? Rows, IReadOnlyDictionary<string, string> Notes, FilePart? Curves = null)
{
    /// <summary>The longest manifest that is read or written: 8 MiB, enough for 100,000 classes.</summary>
    public const int MaximumLength = 8 << 20;

    private const string Format = "MLNetUnlearning classifier";
    private const int Version = 5; // the newest version that is read: with the precision of a recipe
    private const int VersionOfVectors = 4; // written where the precision is not stated
    private const int VersionOfImages = 3; // written where nothing is in it that version 4 added
    private const string BooleanColumn = "Boolean"; // the type of a label that is no key
    private const int MostPixels = 1 << 26; // an image of 8192 x 8192; sizes up to here multiply without overflow

    // The relaxed encoder keeps class names readable in any script. The text is never part of a web page.
    private static readonly StrictJson Readable =
        new(new(StrictJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The manifest as indented UTF-8 JSON; the same classifier gives the same text.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(ToJson(), Readable.ManifestJson);

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">The UTF-8 bytes.</param>
    /// <exception cref="ModelFileException">The text is not a manifest, or is damaged or of a newer version.</exception>
    public static ClassifierManifest Read(byte[] json)
    {
        var version = StrictJson.Read(json, StrictJson.Default.ManifestVersionJson, "manifest");
        if (version.Format != Format)
            throw new ModelFileException($"The manifest is not that of a classifier: its format is '{version.Format}'.");
        if (InRange(version.FormatVersion, "formatVersion", 1) > Version)
            throw new ModelFileException(
                $"The file is of format version {version.FormatVersion}; this version of MLNetUnlearning reads up to {Version}. "
                + "Update the package.");
        try
        {
            return Of(StrictJson.Read(json, StrictJson.Default.ManifestJson, "manifest"), version.FormatVersion);
        }
        // The library's own types refuse these values, for example a class that is named twice.
        catch (Exception error) when (error is ArgumentException or FormatException and not ModelFileException or OverflowException)
        {
            throw new ModelFileException($"The manifest holds an invalid value: {error.Message}", error);
        }
    }

    private static ClassifierManifest Of(ManifestJson json, int version)
    {
        var hasRows = version >= 2;
        if (json.Rows is null == hasRows) throw Wrong("rows", hasRows ? "missing" : "of a newer version than the file");
        if (json.ForgottenRows is null == hasRows) throw Wrong("forgottenRows", hasRows ? "missing" : "of a newer version than the file");
        if (json.Sparsity is not (>= 0 and <= 1)) throw Wrong("sparsity", $"{json.Sparsity}; it must be in 0..1");
        if (json.History.Count == 0) throw new ModelFileException("The manifest's history is empty.");
        return new(
            Of(json.Network, version), ShapeOf(json, version), Of(json.Columns), Of(json.Labels), Of(json.Recipe, version),
            [.. json.History.Select(Of)], json.Sparsity, json.Weights, json.TrainingRows, json.ForgottenRows, json.Rows, Of(json.Notes),
            json.Curves);
    }

    private static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string>? json)
    {
        if (json is null) return ClassifierNotes.None;
        if (json.Count == 0) throw Wrong("notes", "empty; without notes it is left out");
        Settings.ThrowIfAny(ClassifierNotes.Violations(json), "the notes");
        return ClassifierNotes.Sorted(json);
    }

    private ManifestJson ToJson()
    {
        var (normalization, mlp) = (Network.Normalization, Network.Mlp);
        return new(
            Format,
            Recipe.Precision != Precision.Float32 ? Version : Shape.IsVector || mlp is not null ? VersionOfVectors : VersionOfImages,
            new(
                Network.Name, Network.Width, normalization is null ? null : new(normalization.Means, normalization.Deviations),
                mlp?.Hidden, mlp?.Dropout, mlp?.Standardize),
            new(Columns.Label, Columns.Features, Columns.Score, Columns.PredictedLabel, Columns.Id),
            new(Labels.Names, Labels.ValueType?.ToString(), Labels.IsKey ? null : BooleanColumn),
            RecipeJson.Of(Recipe), [.. History.Select(ToJson)], Sparsity, Weights, TrainingRows, ForgottenRows, Rows,
            Notes.Count > 0 ? Notes : null, Curves,
            Shape.IsVector ? null : new(Shape.Channels, Shape.Height, Shape.Width, Shape.PixelRange == PixelRange.ZeroTo255 ? 255 : 1),
            Shape.IsVector ? new(Shape.Size) : null);
    }

    private static NetworkDescription Of(NetworkJson json, int version)
    {
        if (json is not { Hidden: null, Dropout: null, Standardize: null }) return OfMlp(json, version);
        if (json.Width is { } width) InRange(width, "network.width", 1, NetworkDescription.MaximumWidth);
        var normalization = json.Normalization is { } stated ? new ImageNormalization(stated.Means, stated.Deviations) : null;
        return new(json.Name, json.Width, normalization);
    }

    private static NetworkDescription OfMlp(NetworkJson json, int version)
    {
        if (version < 4) throw Wrong("network", "of a newer version than the file");
        if (json is not { Hidden: { } hidden, Dropout: { } dropout, Standardize: { } standardize, Width: null, Normalization: null }
            || json.Name != MlpArchitecture.KindName)
            throw Wrong("network", "no Mlp: it has other fields than name, hidden, dropout and standardize");
        InRange(hidden.Count, "network.hidden.length", 1, NetworkDescription.MostHidden);
        foreach (var width in hidden) InRange(width, "network.hidden", 1, NetworkDescription.WidestHidden);
        return new(json.Name, null, null, new MlpArchitecture(hidden, dropout, standardize));
    }

    private static FeatureShape ShapeOf(ManifestJson json, int version) => (json.Images, json.Vectors) switch
    {
        ({ } images, null) => Of(images),
        (null, { Size: var size }) when version >= 4 && json.Network.Width is null =>
            FeatureShape.Vector(InRange(size, "vectors.size", 1, MostPixels)),
        (null, not null) => throw Wrong("vectors", "of a newer version than the file, or its network takes images"),
        (null, null) => throw Wrong("images", "missing"),
        _ => throw Wrong("vectors", "there beside images"),
    };

    private static FeatureShape Of(ImagesJson json)
    {
        InRange(json.Channels, "images.channels", 1, MostPixels);
        InRange(json.Height, "images.height", 1, MostPixels);
        InRange(json.Width, "images.width", 1, MostPixels);
        if ((double)json.Channels * json.Height * json.Width > MostPixels)
            throw new ModelFileException($"Images of {json.Channels} x {json.Height} x {json.Width} are too large.");
        return FeatureShape.Image(json.Width, json.Height, json.Channels, json.Brightest switch
        {
            255 => PixelRange.ZeroTo255,
            1 => PixelRange.ZeroToOne,
            var other => throw Wrong("images.brightest", $"{other}; it must be 1 or 255"),
        });
    }

    private static ClassifierColumns Of(ColumnsJson json)
    {
        var columns = new ClassifierColumns(json.Label, json.Features, json.Score, json.PredictedLabel, json.Id);
        Settings.ThrowIfAny(Settings.Violations(columns), "the columns");
        return columns;
    }

    private static LabelKeys Of(LabelsJson json)
    {
        var type = json.ValueType is not { } name ? null
            : KeyValueKind.TypeNamed(name) ?? throw Wrong("labels.valueType", $"'{name}', which is not known here");
        if (json.Column is { } column)
            return column == BooleanColumn && type is BooleanDataViewType && json.Values.SequenceEqual(LabelKeys.Booleans.Names)
                ? LabelKeys.Booleans
                : throw Wrong("labels.column", $"'{column}'; it is left out, or '{BooleanColumn}' of the values False and True");
        if (json.Values.Count < 2) throw new ModelFileException($"The classifier has {json.Values.Count} classes; it needs two or more.");
        return new LabelKeys(json.Values, type);
    }

    /// <summary>A recipe of version 1 or 2 states length, batch and rate, and its rate falls at milestones.</summary>
    private static TrainingRecipe Of(RecipeJson json, int version)
    {
        if (version >= 3 && json is not { WarmUpShare: not null, DecayToZero: not null })
            throw Wrong("recipe", "without warmUpShare or decayToZero");
        if (version < 3 && json is not { NumberOfEpochs: not null, BatchSize: not null, LearningRate: not null })
            throw Wrong("recipe", "without numberOfEpochs, batchSize or learningRate");
        if (version < 3 && json is not { NumberOfSteps: null, WarmUpShare: null, DecayToZero: null })
            throw Wrong("recipe", "of a newer version than the file");
        if (json.Precision is not null && version < Version) throw Wrong("recipe.precision", "of a newer version than the file");
        if (json.Precision is not (null or nameof(Precision.BFloat16)))
            throw Wrong("recipe.precision", $"'{json.Precision}'; it is left out, or '{nameof(Precision.BFloat16)}'");
        var recipe = new TrainingRecipe
        {
            NumberOfSteps = json.NumberOfSteps,
            NumberOfEpochs = json.NumberOfEpochs,
            Milestones = json.Milestones,
            BatchSize = json.BatchSize,
            LearningRate = json.LearningRate,
            WarmUpShare = json.WarmUpShare ?? 0,
            DecayToZero = json.DecayToZero ?? false,
            LearningRateDecay = json.LearningRateDecay,
            Momentum = json.Momentum,
            WeightDecay = json.WeightDecay,
            Precision = json.Precision is null ? Precision.Float32 : Precision.BFloat16,
            Augmentation = json.Augmentation is { } stated
                ? new()
                {
                    Padding = stated.Padding is { } pixels ? InRange(pixels, "recipe.augmentation.padding", 0) : null,
                    HorizontalFlip = stated.HorizontalFlip,
                }
                : null,
        };
        Settings.ThrowIfAny(recipe.Violations(), "the recipe");
        return recipe;
    }

    private static ClassifierStep Of(StepJson json, int index) => new(
        json.Name, json.Settings, json.Seed, InRange(json.NumberOfRows, $"history[{index}].numberOfRows", 0),
        InRange(json.NumberOfForgottenRows, $"history[{index}].numberOfForgottenRows", 0), json.RunTime, json.PreparationTime)
    {
        RetainAccuracyLost = json.RetainAccuracyLost is null or (> 0 and <= 100)
            ? json.RetainAccuracyLost
            : throw Wrong($"history[{index}].retainAccuracyLost", $"{json.RetainAccuracyLost}; it must be in (0, 100]"),
        Judgement = json.Judgement is { } judgement ? Of(judgement, $"history[{index}].judgement") : null,
        Device = json.Device,
        Choice = json.Choice,
    };

    private static StepJson ToJson(ClassifierStep step) => new(
        step.Name, step.Settings, step.Seed, step.NumberOfRows, step.NumberOfForgottenRows, step.RunTime, step.PreparationTime,
        step.RetainAccuracyLost, step.Judgement is { } judgement ? ToJson(judgement) : null, step.Device, step.Choice);

    private static SelfJudgement Of(JudgementJson json, string field)
    {
        double InRange(string name, double value, double most = 100) =>
            value >= 0 && value <= most ? value : throw Wrong($"{field}.{name}", $"{value}; it must be in 0..{most}");
        double? Known(string name, double? value, double most = 100) => value is { } known ? InRange(name, known, most) : null;
        int Rows(string name, int value) => (int)InRange(name, value, int.MaxValue);
        return new SelfJudgement
        {
            NumberOfForgottenRows = Rows("numberOfForgottenRows", json.NumberOfForgottenRows),
            NumberOfRetainedRows = Rows("numberOfRetainedRows", json.NumberOfRetainedRows),
            NumberOfUnseenRows = Rows("numberOfUnseenRows", json.NumberOfUnseenRows),
            NumberOfYardstickRows = Known("numberOfYardstickRows", json.NumberOfYardstickRows, int.MaxValue),
            ForgottenAccuracy = InRange("forgottenAccuracy", json.ForgottenAccuracy),
            ForgottenAccuracyBefore = Known("forgottenAccuracyBefore", json.ForgottenAccuracyBefore),
            ExpectedForgottenAccuracy = Known("expectedForgottenAccuracy", json.ExpectedForgottenAccuracy),
            ForgottenConfidence = InRange("forgottenConfidence", json.ForgottenConfidence),
            ForgottenConfidenceBefore = Known("forgottenConfidenceBefore", json.ForgottenConfidenceBefore),
            ExpectedForgottenConfidence = Known("expectedForgottenConfidence", json.ExpectedForgottenConfidence),
            AttackAreaUnderCurve = Known("attackAreaUnderCurve", json.AttackAreaUnderCurve, most: 1),
            AttackAreaUnderCurveBefore = Known("attackAreaUnderCurveBefore", json.AttackAreaUnderCurveBefore, most: 1),
            RetainAccuracyBefore = InRange("retainAccuracyBefore", json.RetainAccuracyBefore),
            RetainAccuracy = InRange("retainAccuracy", json.RetainAccuracy),
            UnseenAccuracyBefore = Known("unseenAccuracyBefore", json.UnseenAccuracyBefore),
            UnseenAccuracy = Known("unseenAccuracy", json.UnseenAccuracy),
        };
    }

    private static JudgementJson ToJson(SelfJudgement judgement) => new(
        judgement.NumberOfForgottenRows, judgement.NumberOfRetainedRows, judgement.NumberOfUnseenRows,
        judgement.ForgottenAccuracy, judgement.ForgottenConfidence, judgement.RetainAccuracyBefore, judgement.RetainAccuracy,
        judgement.NumberOfYardstickRows, judgement.ExpectedForgottenAccuracy, judgement.ExpectedForgottenConfidence,
        judgement.AttackAreaUnderCurve, judgement.UnseenAccuracyBefore, judgement.UnseenAccuracy,
        judgement.ForgottenAccuracyBefore, judgement.ForgottenConfidenceBefore, judgement.AttackAreaUnderCurveBefore);

    private static int InRange(int value, string field, int least, int most = int.MaxValue) =>
        value >= least && value <= most ? value : throw Wrong(field, $"{value}; it must be in {least}..{most}");

    private static ModelFileException Wrong(string field, string what) => new($"manifest.{field} is {what}.");
}
