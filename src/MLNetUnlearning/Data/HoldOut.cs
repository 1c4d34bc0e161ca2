namespace MLNetUnlearning.Data;

/// <summary>Holds rows back from training, so that unlearning and membership attacks have unseen rows to compare with.</summary>
internal static class HoldOut
{
    /// <summary>Splits labelled rows at random within each class, with all copies of an image on the same side; or, with a group column,
    /// at random by groups.</summary>
    /// <param name="view">Labelled rows.</param>
    /// <param name="fraction">The share of each class to hold back, between
    /// 0 and 1. A class with at least two rows gives at least one.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="labelColumnName">The label: key, Boolean, text or number.</param>
    /// <param name="featureColumnName">The column that tells images apart; null: they are told apart by all columns but the label.</param>
    /// <param name="groupColumnName">The column whose rows of one value stay together; null: there is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between
    /// 0 and 1, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row can be held back.</exception>
    public static (IDataView Train, IDataView Unseen) Split(
        IDataView view, double fraction, int seed, string labelColumnName, string? featureColumnName, string? groupColumnName = null)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a share between 0 and 1, without the ends.");
        var rows = Read(view, labelColumnName, featureColumnName, groupColumnName);
        var random = new Random(seed);
        var unseen = new HashSet<DataViewRowId>();
        if (groupColumnName is not null)
            unseen.UnionWith(DrawGroups(rows, fraction, random));
        else
            foreach (var ofClass in rows.GroupBy(row => row.Class).OrderBy(ofClass => ofClass.Key, StringComparer.Ordinal))
                unseen.UnionWith(Draw(ofClass.ToList(), fraction, random));
        if (unseen.Count == 0)
            throw new InvalidOperationException(groupColumnName is null
                ? "No class has two different images: nothing can be held back."
                : $"No group of column '{groupColumnName}' can be held back: each has the last training rows of a class.");
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

    /// <summary>Draws groups until the share of all rows is reached. A group stays in training if it no longer fits or has the last rows
    /// of a class. If every group is larger than the share, the smallest that can leave is drawn.</summary>
    private static IEnumerable<DataViewRowId> DrawGroups(List<Row> rows, double fraction, Random random)
    {
        var room = Math.Max(1, (int)Math.Round(fraction * rows.Count, MidpointRounding.AwayFromZero));
        var groups = Groups(rows);
        random.Shuffle(groups);
        var left = rows.CountBy(row => row.Class).ToDictionary();
        bool CanLeave(Row[] group) => group.CountBy(row => row.Class).All(ofClass => ofClass.Value < left[ofClass.Key]);
        var drawn = new List<Row>();
        void Take(Row[] group)
        {
            drawn.AddRange(group);
            foreach (var row in group) left[row.Class]--;
        }
        foreach (var group in groups)
            if (drawn.Count + group.Length <= room && CanLeave(group)) Take(group);
        if (drawn.Count == 0 && groups.Where(CanLeave).MinBy(group => group.Length) is { } smallest) Take(smallest);
        return drawn.Select(row => row.Id);
    }

    /// <summary>The rows of each group together. Groups that share an image are one group: its copies stay on one side.</summary>
    private static Row[][] Groups(List<Row> rows)
    {
        var parents = new Dictionary<object, object>();
        object Root(object node)
        {
            var root = node;
            while (parents.TryGetValue(root, out var parent)) root = parent;
            while (!node.Equals(root)) (parents[node], node) = (root, parents[node]); // the next time the way is short
            return root;
        }
        foreach (var row in rows)
        {
            var (group, image) = (Root(row.Group), Root(row.Image));
            if (!group.Equals(image)) parents[image] = group;
        }
        return [.. rows.GroupBy(row => Root(row.Group)).Select(group => group.ToArray())];
    }

    private static List<Row> Read(IDataView view, string labelColumnName, string? featureColumnName, string? groupColumnName)
    {
        var label = view.Schema.RequireColumn("label", labelColumnName);
        var group = groupColumnName is null ? (DataViewSchema.Column?)null : view.Schema.RequireColumn("group", groupColumnName);
        DataViewSchema.Column[] content = featureColumnName is null
            ? [.. view.Schema.Where(column => !column.IsHidden && column.Index != label.Index && RowContent.CanRead(column))]
            : [view.Schema.RequireColumn("feature", featureColumnName)];
        DataViewSchema.Column[] active = [label, .. content, .. group is { } one ? [one] : Array.Empty<DataViewSchema.Column>()];
        var read = RowPass.Read<(string Class, string Image, string? Group)>(view, active, row =>
        {
            var getLabel = ColumnText.Reader(row, "label", label);
            var getImage = RowContent.Reader(row, content);
            var getGroup = group is { } column ? ColumnText.Reader(row, "group", column) : static () => null;
            return () => (getLabel() ?? "", getImage(), getGroup());
        });
        var classes = new Dictionary<string, string?>();
        foreach (var (_, row) in read)
            classes[row.Image] = classes.TryGetValue(row.Image, out var known) && known != row.Class ? null : row.Class;
        // A row without a group is its own group.
        return read.ConvertAll(row => new Row(
            row.Id, row.Value.Class, row.Value.Image, (object?)row.Value.Group ?? row.Id, classes[row.Value.Image] is null));
    }

    private readonly record struct Row(DataViewRowId Id, string Class, string Image, object Group, bool HasTwoLabels);
}
