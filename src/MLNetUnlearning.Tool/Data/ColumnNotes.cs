using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLNetUnlearning.Tool.Data;

/// <summary>Names of columns in notes of a classifier: lists in JSON, none longer than a note may be.</summary>
internal static class ColumnNotes
{
    /// <summary>The most letters of a note: <see cref="NeuralClassifier.WithNotes"/>.</summary>
    public const int LongestText = 1000;

    // Letters of all alphabets as they are: escaped, a Cyrillic one takes the place of six.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The notes of names. The first has the name that is stated; the others have a number too.</summary>
    public static IEnumerable<(string Note, string Text)> Of(string note, IEnumerable<string> names) =>
        Lists(names).Select((text, at) => (Numbered(note, at), text));

    /// <summary>The names in the notes; none, if there is no such note. Earlier versions wrote one note for all names.</summary>
    /// <exception cref="ToolException">A note is no list of names.</exception>
    public static string[] Read(string note, IReadOnlyDictionary<string, string> notes)
    {
        var names = new List<string>();
        for (var at = 0; notes.GetValueOrDefault(Numbered(note, at)) is { } text; at++)
        {
            try
            {
                names.AddRange(JsonSerializer.Deserialize<string[]>(text) ?? []);
            }
            catch (JsonException error)
            {
                throw ToolException.WrongData(
                    $"The model's note '{Numbered(note, at)}' is no list of columns: the file was not made by this tool.", error);
            }
        }
        return [.. names];
    }

    private static string Numbered(string note, int at) =>
        at == 0 ? note : string.Create(CultureInfo.InvariantCulture, $"{note}.{at + 1:D2}");

    /// <summary>Lists of as many names as a note holds. A name that is too long for any is a list of its own.</summary>
    private static IEnumerable<string> Lists(IEnumerable<string> names)
    {
        var list = new StringBuilder();
        foreach (var text in names.Select(name => JsonSerializer.Serialize(name, Plain)))
        {
            if (list.Length > 0 && list.Length + text.Length + 3 > LongestText) // the brackets and a comma
            {
                yield return $"[{list}]";
                list.Clear();
            }
            if (list.Length > 0) list.Append(',');
            list.Append(text);
        }
        yield return $"[{list}]";
    }
}
