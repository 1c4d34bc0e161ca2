using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>A row as a trainer of binary classifiers sees it. Read once and kept, since every iteration goes over all rows.</summary>
internal readonly record struct TrainingRow(VBuffer<float> Features, bool Label, float Weight)
{
    public static List<TrainingRow> ReadAll(IDataView view, string features, string label, string weight, IHost host)
    {
        var columns = new[] { features, label, weight }.Where(name => name is not null).Select(name => view.Schema[name]);
        var rows = new List<TrainingRow>();
        int skipped = 0;
        using (DataViewRowCursor cursor = view.GetRowCursor(columns)) {
            var getFeatures = cursor.GetGetter<VBuffer<float>>(view.Schema[features]);
            var getLabel = cursor.GetGetter<bool>(view.Schema[label]);
            var getWeight = weight is null ? (ref float value) => value = 1 : cursor.GetGetter<float>(view.Schema[weight]);
            while (cursor.MoveNext()) {
                var (row, isLabelled, exampleWeight) = (default(VBuffer<float>), false, 1f);
                getFeatures(ref row);
                getLabel(ref isLabelled);
                getWeight(ref exampleWeight);
                if (IsFinite(row) && float.IsFinite(exampleWeight))
                    rows.Add(new TrainingRow(Copy(row), isLabelled, exampleWeight));
                else
                    skipped++;
            }
        }
        if (skipped > 0) {
            using IChannel channel = host.Start("Training");
            channel.Warning(MessageSensitivity.None, $"Skipped {skipped} instances with missing features/label/weight during training");
        }
        return rows.Count > 0 ? rows : throw new InvalidOperationException("No valid training instances found, all instances have missing features.");
    }

    private static bool IsFinite(in VBuffer<float> vector)
    {
        foreach (float value in vector.GetValues()) {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }

    // A view may hand out its own buffer.
    private static VBuffer<float> Copy(in VBuffer<float> vector)
    {
        VBuffer<float> copy = default;
        vector.CopyTo(ref copy);
        return copy;
    }
}
