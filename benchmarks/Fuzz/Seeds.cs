using System.Text;
using MLNetUnlearning;
using MLNetUnlearning.Tests;

namespace Fuzz;

/// <summary>Small files that no program has to write first.</summary>
internal static class Seeds
{
    private const int RecordLength = 1 + 3 * 32 * 32;

    /// <summary>Pickles of protocol 2 that show the opcodes: an empty dictionary, values of every kind, one tensor, one skipped
    /// object.</summary>
    public static IReadOnlyList<byte[]> SmallPickles { get; } =
    [
        Latin1("}."),
        Latin1(
            "}q\0(X\u0001\0\0\0aN\u0088\u0089K\u0001\u0086X\u0001\0\0\0b](J\u0001\0\0\0M\u0001\u0001\u008a\u0001\u0001e"
            + "e)a)\u0085r\u0001\0\0\0u."),
        Latin1(
            "}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu"
            + "K\u0003tQK\0(K\u0003t(K\u0001t\u0089ccollections\nOrderedDict\n)RtRs."),
        Latin1("}X\u0001\0\0\0oca\nb\n)\u0081}X\u0001\0\0\0cG?\u00f0\0\0\0\0\0\0sbs."),
    ];

    /// <summary>Two records of CIFAR-10.</summary>
    public static byte[] CifarRecords { get; } =
        [.. Enumerable.Range(0, 2 * RecordLength).Select(i => (byte)(i % RecordLength == 0 ? 3 : i))];

    public static byte[] CifarNames { get; } = Latin1Plain(string.Join('\n', Enumerable.Range(0, 10).Select(i => $"class {i}")));

    /// <summary>Two runs as lines of JSON.</summary>
    public static byte[] Comparison { get; } =
        Encoding.UTF8.GetBytes(new UnlearningComparison([PlantedRun.Of(ComparedRun.Retrain), PlantedRun.Of("adversarial")]).ToJsonLines());

    /// <summary>Rows of a small table with an id, one of which stands alone in its shard.</summary>
    public static IReadOnlyList<Answer> Answers { get; } = [.. Enumerable.Range(0, 12).Select(i => new Answer(i / 6, i % 3, i))];

    private static byte[] Latin1(string pickle) => Latin1Plain($"\u0080\u0002{pickle}");

    private static byte[] Latin1Plain(string text) => Encoding.Latin1.GetBytes(text);
}

/// <summary>A row of a table.</summary>
/// <param name="Id">Whose row it is.</param>
/// <param name="Label">Its class.</param>
/// <param name="Number">What is known of it.</param>
internal sealed record Answer(int Id, int Label, float Number)
{
    /// <summary>What is known of it, as features.</summary>
    [Microsoft.ML.Data.VectorType(1)]
    public float[] Features => [Number];
}
