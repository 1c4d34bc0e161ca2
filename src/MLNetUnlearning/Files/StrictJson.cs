using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLNetUnlearning.Files;

/// <summary>JSON of files: no field unknown, missing or there twice; nothing of another type, null, or behind the end.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 8,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ManifestJson)), JsonSerializable(typeof(ManifestVersionJson))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>)), JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(TensorJson))]
internal sealed partial class StrictJson : JsonSerializerContext
{
    /// <summary>Reads a document, or a value of one.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="type">What it is to be read as.</param>
    /// <param name="path">Where it is, for messages.</param>
    /// <exception cref="ModelFileException">It is anything else; the message names the field.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string path)
    {
        try
        {
            var value = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It is null.");
            if (type.UnmappedMemberHandling != JsonUnmappedMemberHandling.Skip) ThrowIfNull(json);
            return value;
        }
        catch (JsonException error)
        {
            // The inner one knows of the value, the outer one where it is.
            throw new ModelFileException($"{path}{error.Path?[1..]} cannot be read: {(error.InnerException ?? error).Message}", error);
        }
    }

    /// <summary>Finds the nulls that the serialiser lets pass: in lists, and for what may be missing.</summary>
    private static void ThrowIfNull(ReadOnlySpan<byte> json)
    {
        var field = json[..0];
        for (var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Default.Options.MaxDepth }); reader.Read();)
        {
            if (reader.TokenType == JsonTokenType.PropertyName) field = reader.ValueSpan;
            if (reader.TokenType == JsonTokenType.Null) throw new JsonException($"'{Encoding.UTF8.GetString(field)}' is null.");
        }
    }
}
