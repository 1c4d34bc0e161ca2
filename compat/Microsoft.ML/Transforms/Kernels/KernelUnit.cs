using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>
/// The unit in which a kernel counts distances: the median of the distances between rows, so that the kernel's setting means the same
/// whatever the features' scale.
/// </summary>
internal static class KernelUnit
{
    private const int MostPairs = 2500;
    private const int MostRows = 2 * MostPairs;

    public static float Of(IDataView view, DataViewSchema.Column column, KernelBase kernel, Random random)
    {
        List<float[]> rows = Sample(view, column, random);
        float[] distances = [.. Pairs(rows.Count, random).Select(pair => kernel.Distance(rows[pair.First], rows[pair.Second])).Order()];
        if (distances.Length == 0)
            return 1;
        int middle = distances.Length / 2;
        float median = distances.Length % 2 == 1 ? distances[middle] : (distances[middle - 1] + distances[middle]) / 2;
        return median > 0 ? median : 1;
    }

    // All pairs, or as many random ones as are enough.
    private static IEnumerable<(int First, int Second)> Pairs(int rows, Random random)
    {
        if ((long)rows * (rows - 1) / 2 <= MostPairs)
        {
            for (int first = 0; first < rows; first++)
            {
                for (int second = first + 1; second < rows; second++)
                    yield return (first, second);
            }
            yield break;
        }
        for (int pair = 0; pair < MostPairs; pair++)
        {
            int first = random.Next(rows);
            yield return (first, (first + 1 + random.Next(rows - 1)) % rows);
        }
    }

    // Every row without missing values has the same chance to be among those kept.
    private static List<float[]> Sample(IDataView view, DataViewSchema.Column column, Random random)
    {
        var kept = new List<float[]>();
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> row = default;
        for (long seen = 0; cursor.MoveNext();)
        {
            getter(ref row);
            if (HasMissing(row))
                continue;
            seen++;
            if (kept.Count < MostRows)
                kept.Add([.. row.DenseValues()]);
            else if (random.NextInt64(seen) is long place and < MostRows)
                row.CopyTo(kept[(int)place]);
        }
        return kept;
    }

    private static bool HasMissing(in VBuffer<float> row)
    {
        foreach (float value in row.GetValues())
        {
            if (float.IsNaN(value))
                return true;
        }
        return false;
    }
}
