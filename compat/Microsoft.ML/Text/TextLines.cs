using System.Text;

namespace Microsoft.ML.Data;

/// <summary>The rows of the files, one after another, without headers, comments and empty lines.</summary>
internal sealed class TextLines(IMultiStreamSource source, TextLoader.Options options) : IDisposable
{
    private readonly FieldSplitter _splitter = new(options);
    private TextReader _reader;
    private int _file = -1;
    private bool _begun;

    /// <summary>The text of the current row, without its end of line.</summary>
    public string Text { get; private set; }

    /// <summary>The number of the current row in its file, from one; headers, comments and empty lines count, a row of several lines counts once.</summary>
    public long Number { get; private set; }

    public string Path => source.GetPathOrNull(_file);

    public bool MoveNext()
    {
        while (_reader is null || !ReadRow()) {
            Dispose();
            if (++_file >= source.Count)
                return false;
            OpenFile();
            if (options.HasHeader)
                ReadRow();
        }
        return true;
    }

    /// <summary>The header of the first file, or null where the file ends before one.</summary>
    public string ReadHeader()
    {
        _file = 0;
        OpenFile();
        return ReadRow() ? Text : null;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private void OpenFile()
    {
        _reader = source.OpenTextReader(_file);
        (Number, _begun) = (0, false);
    }

    private bool ReadRow()
    {
        while (_reader.ReadLine() is { } line) {
            Number++;
            if (IsPassedOver(line))
                continue;
            _begun = true;
            Text = options is { ReadMultilines: true, AllowQuoting: true } ? WithItsOtherLines(line) : line;
            if (options.TrimWhitespace)
                Text = Text.TrimEnd();
            return true;
        }
        return false;
    }

    /// <summary>Above the header, or the first row, '#' begins a comment as '//' does everywhere.</summary>
    private bool IsPassedOver(string line) => line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || (!_begun && line[0] == '#');

    private string WithItsOtherLines(string line)
    {
        if (!_splitter.EndsInQuotes(line, startsInQuotes: false))
            return line;
        var row = new StringBuilder(line);
        do {
            line = _reader.ReadLine() ?? throw new EndOfStreamException(
                $"A quoted field opened on line {Number - 1} was never closed, and we've read to the last line in the file without finding the closing quote");
            row.Append('\n').Append(line);
        } while (_splitter.EndsInQuotes(line, startsInQuotes: true));
        return row.ToString();
    }
}
