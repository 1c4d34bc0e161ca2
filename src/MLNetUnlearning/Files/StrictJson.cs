using System.Text.Json;

namespace MLNetUnlearning.Files;

/// <summary>Reads JSON that comes from outside: whatever is wrong with it becomes a <see cref="ModelFileException"/>.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    /// <summary>Parses a document and makes something of it.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="read">Reads the document; it may throw what JSON elements throw.</param>
    public static T Read<T>(byte[] json, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return read(document.RootElement);
        }
        // InvalidOperationException: text that is no valid Unicode, which JsonElement finds only when it is asked for.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new ModelFileException($"{what} cannot be read: {error.Message}", error);
        }
    }
}
