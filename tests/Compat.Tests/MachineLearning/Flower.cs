using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MachineLearning;

/// <summary>A row with every kind of column that the tests ask about.</summary>
public sealed class Flower
{
    public string Name { get; set; } = "";

    public float Width { get; set; }

    public bool IsRed { get; set; }

    [VectorType(2)]
    public float[] Petals { get; set; } = [];

    [KeyType(3)]
    [ColumnName("Kind")]
    public uint KindKey { get; set; }

    [NoColumn]
    public string Secret { get; set; } = "";

    public static Flower Number(int i) => new() { Name = $"flower {i}", Width = i, IsRed = i % 2 == 0, Petals = [i, -i], KindKey = (uint)(i % 4), Secret = "secret" };

    public static IEnumerable<Flower> Field(int count) => Enumerable.Range(0, count).Select(Number);
}

internal static class Reading
{
    /// <summary>The numbers of a column, in the order of a fresh cursor.</summary>
    public static float[] Widths(this IDataView view) => view.GetColumn<float>("Width").ToArray();
}
