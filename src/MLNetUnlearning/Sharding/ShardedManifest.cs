using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLNetUnlearning.Data;
using MLNetUnlearning.Files;

namespace MLNetUnlearning.Sharding;

/// <summary>What a saved sharded model says of itself. These records, their fields and the order of both define the format.</summary>
/// <param name="Format">What the file is.</param>
/// <param name="FormatVersion">The version of these records.</param>
/// <param name="Columns">The columns that the model reads and writes.</param>
/// <param name="Task">What it predicts.</param>
/// <param name="HasProbability">Whether its shards give a probability.</param>
/// <param name="Aggregation">How their answers are joined.</param>
/// <param name="Seed">The seed of all its shards.</param>
/// <param name="Key">Which key ids are hashed under; not the key itself.</param>
/// <param name="Inputs">The columns of the rows that it was fitted on.</param>
/// <param name="Shards">The shards.</param>
/// <param name="TrainedIds">The hashed id of every row.</param>
/// <param name="ForgottenIds">The hashed ids that were forgotten.</param>
/// <param name="Classes">The classes, where several are predicted.</param>
internal sealed record ShardedManifest(
    string Format, int FormatVersion, ShardColumnsJson Columns, string Task, bool HasProbability, string Aggregation, int Seed, string Key,
    IReadOnlyList<ShardInputJson> Inputs, IReadOnlyList<ShardJson> Shards, FilePart TrainedIds, FilePart ForgottenIds,
    ShardClassesJson? Classes = null)
{
    /// <summary>The longest manifest that is read or written.</summary>
    public const int MaximumLength = 64 << 20;

    public const string FormatName = "MLNetUnlearning sharded model";

    private const int Version = 1, KeyLength = 16;
    private const string What = "the manifest";

    // The relaxed encoder keeps names readable in any script. The text is never part of a web page.
    private static readonly ShardedJson Readable =
        new(new(ShardedJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Describes a model.</summary>
    /// <param name="state">The model.</param>
    /// <param name="shards">Its shards, with the places of their models.</param>
    /// <param name="trained">The part with the ids of rows.</param>
    /// <param name="forgotten">The part with the forgotten ids.</param>
    public static ShardedManifest Of(ShardedState state, IReadOnlyList<ShardJson> shards, FilePart trained, FilePart forgotten)
    {
        var columns = state.Columns;
        return new(
            FormatName, Version, new(columns.Id, columns.Label, columns.Score, columns.Probability, columns.PredictedLabel),
            state.Task.ToString(), state.HasProbability, state.Aggregation.ToString(), state.Seed, state.KeyIdentity,
            [.. state.Inputs.Select(input => new ShardInputJson(input.Name, input.Type))], shards, trained, forgotten,
            ShardClassesJson.Of(state.Classes));
    }

    /// <summary>The manifest as UTF-8 JSON; the same model gives the same text.</summary>
    /// <exception cref="InvalidOperationException">It is too long to be read back.</exception>
    public byte[] Write()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(this, Readable.ShardedManifest);
        return bytes.Length <= MaximumLength ? bytes : throw new InvalidOperationException(
            $"The description of the model has {bytes.Length} bytes; at most {MaximumLength} are read. It has too many shards or classes.");
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ModelFileException">The text is no manifest, is damaged, or is of a newer version.</exception>
    public static ShardedManifest Read(byte[] json)
    {
        var version = StrictJson.Read(json, StrictJson.Default.ManifestVersionJson, "manifest");
        if (version.Format != FormatName) throw new ModelFileException($"The file is no sharded model: its format is '{version.Format}'.");
        if (version.FormatVersion > Version)
            throw new ModelFileException(
                $"The file is of format version {version.FormatVersion}; this version of MLNetUnlearning reads up to {Version}. "
                + "Update the package.");
        var manifest = StrictJson.Read(json, ShardedJson.Default.ShardedManifest, "manifest");
        if (version.FormatVersion < 1) throw Wrong("formatVersion", $"{version.FormatVersion}");
        if (manifest.Shards.Count == 0) throw Wrong("shards", "empty");
        if (manifest.Key.Length != KeyLength) throw Wrong("key", "no name of a key");
        return manifest;
    }

    /// <summary>The model that the manifest describes.</summary>
    /// <param name="models">The models of the shards; null where there is none.</param>
    /// <param name="ids">The ids that it knows.</param>
    /// <exception cref="ModelFileException">The manifest says something that cannot be.</exception>
    public ShardedState ToState(IReadOnlyList<ITransformer?> models, KnownIds ids)
    {
        try
        {
            var (task, aggregation) = (Known<ShardTask>(Task, "task"), Known<ShardAggregation>(Aggregation, "aggregation"));
            var columns = new ShardColumns(Columns.Id, Columns.Label, Columns.Score, Columns.Probability, Columns.PredictedLabel);
            Settings.ThrowIfAny(Settings.Violations(columns), What);
            if (Classes is null == (task == ShardTask.Multiclass)) throw Wrong("classes", "missing, or there where none are predicted");
            if (HasProbability && task != ShardTask.Binary) throw Wrong("hasProbability", "true of what has none");
            if (aggregation == ShardAggregation.MeanProbability && task != ShardTask.Multiclass && !HasProbability)
                throw Wrong("aggregation", "one of probabilities, of which there are none");
            if (Shards.Sum(shard => (long)shard.Rows) != ids.Trained.Count) throw Wrong("shards", "not of as many rows as there are ids");
            var state = new ShardedState(
                columns, [.. Inputs.Select(input => new ShardInput(input.Name, input.Type))], task, HasProbability, aggregation,
                Classes?.ToLabels(), Seed, [.. Shards.Select((shard, index) => ToShard(shard, models[index], task))], ids, Key);
            state.Aggregator(); // classes of shards are among those of all
            return state;
        }
        catch (Exception error) when (error is ArgumentException or KeyNotFoundException or FormatException and not ModelFileException)
        {
            throw new ModelFileException($"The manifest holds an invalid value: {error.Message}", error);
        }
    }

    /// <summary>The error for a field.</summary>
    public static ModelFileException Wrong(string field, string what) => new($"manifest.{field} is {what}.");

    private static Shard ToShard(ShardJson json, ITransformer? model, ShardTask task)
    {
        if (json.Rows < 0) throw Wrong("shards.rows", $"{json.Rows}");
        if (model is null) return json.OnlyClass is { } only ? Shard.OneSided(json.Rows, only) : Shard.Silent(json.Rows);
        if (json.Classes is null == (task == ShardTask.Multiclass) || json.OnlyClass is not null)
            throw Wrong("shards.classes", "missing, or there where none are predicted");
        var traces = new ShardTraces(json.Changed ?? [], json.Made ?? [], json.IsSelective == true);
        return Shard.Fitted(json.Rows, model, traces, json.Classes?.ToLabels());
    }

    private static T Known<T>(string name, string field) where T : struct, Enum =>
        Enum.TryParse<T>(name, out var value) && value.ToString() == name
            ? value : throw Wrong(field, $"'{name}', which is not known here");
}

internal sealed record ShardColumnsJson(string Id, string Label, string Score, string Probability, string PredictedLabel);

internal sealed record ShardInputJson(string Name, string Type);

/// <summary>A shard.</summary>
/// <param name="Rows">The number of its rows.</param>
/// <param name="OnlyClass">The only class of its rows, where it has just one.</param>
/// <param name="Classes">The classes in the order of its model's scores.</param>
/// <param name="Model">The part with its model, in a file of its own.</param>
/// <param name="Place">The place of its model among the steps of a model of ML.NET.</param>
/// <param name="Changed">The columns of rows that its model hides.</param>
/// <param name="Made">The columns that its model adds.</param>
/// <param name="IsSelective">Whether its model drops columns that it does not know.</param>
internal sealed record ShardJson(
    int Rows, string? OnlyClass = null, ShardClassesJson? Classes = null, FilePart? Model = null, int? Place = null,
    IReadOnlyList<string>? Changed = null, IReadOnlyList<string>? Made = null, bool? IsSelective = null);

/// <summary>Classes by index.</summary>
/// <param name="Values">Their names.</param>
/// <param name="ValueType">The type of the values that the names stand for; null: keys without values.</param>
/// <param name="IsBoolean">Whether they are those of a Boolean column.</param>
internal sealed record ShardClassesJson(IReadOnlyList<string> Values, string? ValueType = null, bool? IsBoolean = null)
{
    public static ShardClassesJson? Of(LabelKeys? labels) =>
        labels is null ? null : new(labels.Names, labels.ValueType?.ToString(), labels.IsKey ? null : true);

    public LabelKeys ToLabels()
    {
        if (IsBoolean == true)
            return Values.SequenceEqual(LabelKeys.Booleans.Names)
                ? LabelKeys.Booleans : throw ShardedManifest.Wrong("classes", "not those of a Boolean column");
        if (Values.Count == 0) throw ShardedManifest.Wrong("classes", "empty");
        return new LabelKeys(Values, ValueType is { } name
            ? KeyValueKind.TypeNamed(name) ?? throw ShardedManifest.Wrong("classes.valueType", $"'{name}', which is not known here")
            : null);
    }
}

/// <summary>Writes manifests, and reads them as strictly as <see cref="StrictJson"/> does.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 8,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ShardedManifest))]
internal sealed partial class ShardedJson : JsonSerializerContext;
