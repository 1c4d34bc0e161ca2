using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetUnlearning.Tests;

internal static class Images
{
    public static List<float[]> Of(IDataView rows) => Column(rows, "Features");

    public static List<float[]> ScoresOf(IDataView scored) => Column(scored, "Score");

    /// <summary>Whether the weights of an oracle are gone.</summary>
    public static bool IsFreed(NeuralClassifier classifier) => ((Oracle)classifier.Architecture).IsFreed;

    private static List<float[]> Column(IDataView view, string name)
    {
        var values = new List<float[]>();
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema[name]);
        for (VBuffer<float> value = default; cursor.MoveNext();)
        {
            getter(ref value);
            values.Add(value.DenseValues().ToArray());
        }
        return values;
    }
}
