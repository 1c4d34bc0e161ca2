using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLNetUnlearning.Files;

/// <summary>Reads the JSON of files strictly. It refuses unknown, missing and
/// repeated fields, wrong types, nulls, and text after the end.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 8,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ManifestJson)), JsonSerializable(typeof(ManifestVersionJson))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>)), JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(TensorJson)), JsonSerializable(typeof(IReadOnlyList<CurveJson>))]
internal sealed partial class StrictJson : JsonSerializerContext
{
    /// <summary>Reads a document or a value within one.</summary>
    /// <param name="json">The UTF-8 bytes.</param>
    /// <param name="type">The expected type.</param>
    /// <param name="path">The position of the value, for messages.</param>
    /// <exception cref="ModelFileException">The text does not have this type. The message names the field.</exception>
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
            // The inner error describes the value, the outer one its position.
            throw new ModelFileException($"{path}{error.Path?[1..]} cannot be read: {(error.InnerException ?? error).Message}", error);
        }
    }

    /// <summary>Refuses nulls that the serialiser accepts: in lists, and for fields that may be missing.</summary>
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
