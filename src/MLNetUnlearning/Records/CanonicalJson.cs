using System.Text;
using System.Text.Json;

namespace MLNetUnlearning.Records;

/// <summary>The canonical form of JSON, RFC 8785: the same value has the same bytes, whoever writes it.</summary>
/// <remarks>There is no white space. Fields are sorted by their names as UTF-16 code units. Numbers are written as ECMAScript writes them,
/// texts with as few escapes as JSON allows, in UTF-8.</remarks>
internal static class CanonicalJson
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical form of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="withoutField">A field of the outermost object that is left out; null: none.</param>
    /// <exception cref="FormatException">A number is not finite as a double, a text is no valid Unicode, or a field is there
    /// twice.</exception>
    public static byte[] Bytes(JsonElement value, string? withoutField = null)
    {
        var text = new StringBuilder();
        Write(value, text, withoutField);
        return Utf8(text.ToString());
    }

    private static void Write(JsonElement value, StringBuilder text, string? withoutField)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text, withoutField);
                break;
            case JsonValueKind.Array:
                WriteAll(value.EnumerateArray(), text, '[', ']', item => Write(item, text, null));
                break;
            case JsonValueKind.String:
                WriteText(TextOf(() => value.GetString()!), text);
                break;
            case JsonValueKind.Number:
                text.Append(EcmaScriptNumber.Text(value.GetDouble()));
                break;
            default:
                text.Append(value.GetRawText()); // true, false, null
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder text, string? withoutField)
    {
        var fields = value.EnumerateObject().Select(field => (Name: TextOf(() => field.Name), field.Value)).ToArray();
        if (fields.CountBy(field => field.Name).FirstOrDefault(field => field.Value > 1).Key is { } doubled)
            throw new FormatException($"Field '{doubled}' is there twice.");
        WriteAll(
            fields.Where(field => field.Name != withoutField).OrderBy(field => field.Name, StringComparer.Ordinal), text, '{', '}',
            field =>
            {
                WriteText(field.Name, text);
                text.Append(':');
                Write(field.Value, text, null);
            });
    }

    private static void WriteAll<T>(IEnumerable<T> items, StringBuilder text, char open, char close, Action<T> write)
    {
        text.Append(open);
        foreach (var (index, item) in items.Index())
        {
            if (index > 0) text.Append(',');
            write(item);
        }
        text.Append(close);
    }

    private static void WriteText(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var letter in value)
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        text.Append('"');
    }

    /// <summary>A text as it was read; half a pair of surrogates is none.</summary>
    private static string TextOf(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("A text is no valid Unicode.", error);
        }
    }

    private static byte[] Utf8(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new FormatException("A text is no valid Unicode.", error);
        }
    }
}
