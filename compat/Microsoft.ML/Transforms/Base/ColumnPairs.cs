
namespace Microsoft.ML.Transforms;

/// <summary>Pairs of output and input column names: from users' arguments, into and out of model files.</summary>
internal static class ColumnPairs
{
    public static IReadOnlyList<(string Output, string Input)> Of(string outputColumnName, string inputColumnName, string parameter = "columns")
    {
        if (string.IsNullOrEmpty(outputColumnName))
            throw new ArgumentOutOfRangeException(parameter, $"{parameter} cannot be null or empty");
        return [(outputColumnName, inputColumnName ?? outputColumnName)];
    }

    public static IReadOnlyList<(string Output, string Input)> Of(InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.GroupBy(pair => pair.OutputColumnName).FirstOrDefault(group => group.Count() > 1)?.Key is { } repeated)
            throw new ArgumentOutOfRangeException(nameof(columns), $"Name of the result column '{repeated}' specified multiple times");
        return columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName)).ToList();
    }

    public static void Write(BinaryWriter writer, IReadOnlyList<(string Output, string Input)> columns)
    {
        writer.Write(columns.Count);
        foreach (var (output, input) in columns)
        {
            writer.Write(output);
            writer.Write(input);
        }
    }

    public static IReadOnlyList<(string Output, string Input)> Read(BinaryReader reader)
    {
        var columns = new (string, string)[reader.ReadInt32()];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = (reader.ReadString(), reader.ReadString());
        return columns;
    }
}
