using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Tells the log what is wrong with a file: the first ten errors, by their places.</summary>
internal sealed class FormatErrors(IChannel channel)
{
    private const int Most = 10;
    private int _count;

    /// <summary>An error from one character of the current row to the one before another, counted from zero.</summary>
    public void Add(TextLines lines, int start, int end, string what)
    {
        if (++_count <= Most)
            channel.Warning(MessageSensitivity.Schema, $"Format error at {lines.Path}({lines.Number},{start + 1})-({lines.Number},{end + 1}): {what}");
        else if (_count == Most + 1)
            channel.Warning(MessageSensitivity.None, "Suppressing further format error messages");
    }
}
