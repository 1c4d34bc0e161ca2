namespace MLNetUnlearning.Data;

/// <summary>Holds rows back from training, so that unlearning and membership attacks have unseen rows to compare with.</summary>
internal static class HoldOut
{
    /// <summary>Splits labelled images at random within each class, with all copies of an image on the same side.</summary>
    /// <param name="view">Labelled images.</param>
    /// <param name="fraction">The share of each class to hold back, between
    /// 0 and 1. A class with at least two rows gives at least one.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="columns">The names of the label and feature columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between
    /// 0 and 1, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row can be held back.</exception>
    public static (IDataView Train, IDataView Unseen) Split(IDataView view, double fraction, int seed, ClassifierColumns columns)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a share between 0 and 1, without the ends.");
        var rows = Read(view, columns);
        var random = new Random(seed);
        var unseen = new HashSet<DataViewRowId>();
        foreach (var ofClass in rows.GroupBy(row => row.Class).OrderBy(ofClass => ofClass.Key, StringComparer.Ordinal))
            unseen.UnionWith(Draw(ofClass.ToList(), fraction, random));
        if (unseen.Count == 0) throw new InvalidOperationException("No class has two different images: nothing can be held back.");
        var train = new RowFilterView(view, unseen, keep: false, rows.Count - unseen.Count);
        return (train, new RowFilterView(view, unseen, keep: true, unseen.Count));
    }

    /// <summary>Draws images until the share is reached. An image stays in
    /// training if its copies no longer fit or have different labels.</summary>
    private static IEnumerable<DataViewRowId> Draw(List<Row> rows, double fraction, Random random)
    {
        var room = (int)Math.Round(fraction * rows.Count, MidpointRounding.AwayFromZero);
        room = rows.Count > 1 ? Math.Clamp(room, 1, rows.Count - 1) : 0; // a class keeps at least one row to train on
        var images = rows.GroupBy(row => row.Image).Select(copies => copies.ToArray()).ToArray();
        random.Shuffle(images);
        foreach (var copies in images)
        {
            if (copies.Length > room || copies[0].HasTwoLabels) continue;
            room -= copies.Length;
            foreach (var copy in copies) yield return copy.Id;
        }
    }

    private static List<Row> Read(IDataView view, ClassifierColumns columns)
    {
        var label = view.Schema.RequireColumn("label", columns.Label);
        var features = view.Schema.RequireFeatures(columns.Features);
        var read = RowPass.Read<(string Class, RowFingerprint Image)>(view, [label, features], row =>
        {
            var getLabel = ColumnText.Reader(row, "label", label);
            var getImage = FingerprintReader(row, features);
            return () => (getLabel() ?? "", getImage());
        });
        var classes = new Dictionary<RowFingerprint, string?>();
        foreach (var (_, row) in read)
            classes[row.Image] = classes.TryGetValue(row.Image, out var known) && known != row.Class ? null : row.Class;
        return read.ConvertAll(row => new Row(row.Id, row.Value.Class, row.Value.Image, classes[row.Value.Image] is null));
    }

    /// <summary>Fingerprints the numbers as they are: within one view, equal images have equal numbers.</summary>
    private static Func<RowFingerprint> FingerprintReader(DataViewRow row, DataViewSchema.Column features)
    {
        var getter = row.GetGetter<VBuffer<float>>(features);
        VBuffer<float> values = default;
        var dense = new float[((VectorDataViewType)features.Type).Size];
        return () =>
        {
            getter(ref values);
            values.CopyTo(dense);
            return RowFingerprint.Of(dense);
        };
    }

    private readonly record struct Row(DataViewRowId Id, string Class, RowFingerprint Image, bool HasTwoLabels);
}
