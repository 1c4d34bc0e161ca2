using System.Buffers;

namespace Microsoft.ML.Data;

/// <summary>Takes a row apart at its separators. Spaces before a field are not part of it, unless they are separators.</summary>
internal sealed class FieldSplitter(TextLoader.Options options, int mostFields = int.MaxValue)
{
    private readonly SearchValues<char> _separators = SearchValues.Create(options.Separators);
    private readonly bool _skipsSpaces = !options.Separators.Contains(' ');

    /// <summary>Puts a row's fields into a list; a field that is wrongly quoted is empty, and its first character and the one after its last are told.</summary>
    public void Split(string row, List<ReadOnlyMemory<char>> fields, Action<int, int> onIllegalQuoting)
    {
        fields.Clear();
        for (int start = 0; start <= row.Length && fields.Count < mostFields; start++) {
            start = SkipSpaces(row, start);
            bool quoted = options.AllowQuoting && start < row.Length && row[start] == '"';
            int end = quoted ? ClosingQuote(row, start + 1) : EndOfField(row, start);
            int next = quoted ? SkipSpaces(row, Math.Min(end + 1, row.Length)) : end;
            if (!quoted) {
                fields.Add(row.AsMemory(start, end - start));
            }
            else if (end < row.Length && EndOfField(row, next) == next) {
                fields.Add(Unquoted(row.AsMemory(start + 1, end - start - 1)));
            }
            else {
                next = EndOfField(row, next);
                onIllegalQuoting(start, next);
                fields.Add(default);
            }
            start = next;
        }
    }

    /// <summary>Whether a quoted field is still open at the end of a line.</summary>
    public bool EndsInQuotes(string line, bool startsInQuotes)
    {
        for (int i = 0; i <= line.Length; i++) {
            i = startsInQuotes ? i : SkipSpaces(line, i);
            if (startsInQuotes || (i < line.Length && line[i] == '"')) {
                i = ClosingQuote(line, startsInQuotes ? i : i + 1);
                if (i >= line.Length)
                    return true;
                i++;
            }
            startsInQuotes = false;
            i = EndOfField(line, i);
        }
        return false;
    }

    /// <summary>The place of the next quote that is not one of a pair, or the row's length.</summary>
    private static int ClosingQuote(string row, int start)
    {
        for (int i = start; i < row.Length; i++) {
            if (row[i] != '"')
                continue;
            if (i + 1 == row.Length || row[i + 1] != '"')
                return i;
            i++;
        }
        return row.Length;
    }

    private static ReadOnlyMemory<char> Unquoted(ReadOnlyMemory<char> text) =>
        text.Span.Contains('"') ? text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal).AsMemory() : text;

    private int SkipSpaces(string row, int start)
    {
        while (_skipsSpaces && start < row.Length && row[start] == ' ')
            start++;
        return start;
    }

    private int EndOfField(string row, int start)
    {
        int length = row.AsSpan(start).IndexOfAny(_separators);
        return length < 0 ? row.Length : start + length;
    }
}
