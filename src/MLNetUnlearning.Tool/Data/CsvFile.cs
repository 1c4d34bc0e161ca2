using System.Text;

namespace MLNetUnlearning.Tool.Data;

/// <summary>A table of comma-separated values with a header (RFC 4180): quotes, commas and line ends within quotes, and two quotes for
/// one. Where the header has no comma, semicolons or tabs separate, as spreadsheets of many countries write them.</summary>
/// <param name="Header">The names of the columns.</param>
/// <param name="Rows">The fields of each row, as many as the header has.</param>
/// <param name="Lines">The number of the line that each row begins in, counted from 1.</param>
/// <param name="Separator">What separates fields: a comma, a semicolon or a tab.</param>
internal sealed record CsvFile(string[] Header, List<string[]> Rows, List<int> Lines, char Separator)
{
    /// <exception cref="ToolException">The file is no such table. The message names the line.</exception>
    public static CsvFile Read(string path)
    {
        var name = Path.GetFileName(path);
        var text = Text(path);
        var separator = SeparatorOf(text);
        var records = Records(text, separator, name).ToList();
        if (records.Count < 2) throw ToolException.WrongData($"'{name}' has no rows: a header and a row or more are needed.");
        string[] header = [.. records[0].Fields.Select(field => field.Trim())];
        if (header.Any(string.IsNullOrWhiteSpace) || header.Distinct().Count() < header.Length)
            throw ToolException.WrongData($"The header of '{name}' names a column twice or not at all: {string.Join(", ", header)}.");
        foreach (var (line, fields) in records.Skip(1))
            if (fields.Length != header.Length)
                throw ToolException.WrongData($"Line {line} of '{name}' has {fields.Length} fields; the header has {header.Length}.");
        return new CsvFile(
            header, [.. records.Skip(1).Select(record => record.Fields)], [.. records.Skip(1).Select(record => record.Line)], separator);
    }

    /// <summary>The text, in UTF-8 unless a byte order mark says otherwise. Letters that were guessed would make other names.</summary>
    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException error)
        {
            throw ToolException.WrongData($"'{Path.GetFileName(path)}' is no text in UTF-8: save it again in this encoding.", error);
        }
    }

    private static char SeparatorOf(string text)
    {
        var first = text.Split('\n', 2)[0];
        return ",;\t".FirstOrDefault(first.Contains, ',');
    }

    private static IEnumerable<(int Line, string[] Fields)> Records(string text, char separator, string name)
    {
        var (fields, field, isQuoted, line, begin) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter == '\n') line++;
            if (isQuoted)
            {
                if (letter != '"') field.Append(letter);
                else if (at + 1 < text.Length && text[at + 1] == '"') field.Append(text[++at]);
                else isQuoted = false;
            }
            else if (letter == '"' && field.Length == 0) isQuoted = true;
            else if (letter == separator) End();
            else if (letter == '\n')
            {
                End();
                if (!IsEmpty(fields)) yield return (begin, [.. fields]); // an empty line is no row
                fields.Clear();
                begin = line;
            }
            else if (letter != '\r') field.Append(letter);
        }
        if (isQuoted) throw ToolException.WrongData($"Line {begin} of '{name}' has a quote that does not end.");
        End();
        if (!IsEmpty(fields)) yield return (begin, [.. fields]);

        void End()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private static bool IsEmpty(List<string> fields) => fields is [var only] && string.IsNullOrWhiteSpace(only);
}
