using Microsoft.ML.Runtime;

namespace MLNetUnlearning.Data;

/// <summary>Holds rows back from training, so that unlearning and membership attacks have unseen rows to compare with.</summary>
internal static class HoldOut
{
    /// <summary>Splits labelled rows at random within each class, with all copies of an image on the same side; or, with a group column,
    /// at random by groups.</summary>
    /// <param name="view">Labelled rows.</param>
    /// <param name="fraction">The share of each class to hold back, between
    /// 0 and 1. A class with at least two rows gives at least one, unless its images have too many copies.</param>
    /// <param name="seed">The same seed holds back the same rows.</param>
    /// <param name="labelColumnName">The label: key, Boolean, text or number.</param>
    /// <param name="featureColumnName">The column that tells images apart; null: they are told apart by all columns but the label.</param>
    /// <param name="groupColumnName">The column whose rows of one value stay together; null: there is none.</param>
    /// <param name="channel">Is warned if copies keep a class far from its share; null: nobody is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between
    /// 0 and 1, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row can be held back.</exception>
    public static (IDataView Train, IDataView Unseen) Split(
        IDataView view, double fraction, int seed, string labelColumnName, string? featureColumnName, string? groupColumnName = null,
        IChannel? channel = null)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a share between 0 and 1, without the ends.");
        var rows = Read(view, labelColumnName, featureColumnName, groupColumnName);
        var random = new Random(seed);
        var drawn = groupColumnName is null
            ? DrawImages(rows, fraction, random, channel)
            : DrawGroups(rows, fraction, random, groupColumnName);
        var unseen = drawn.Select(row => row.Id).ToHashSet();
        var train = new RowFilterView(view, unseen, keep: false, rows.Count - unseen.Count);
        return (train, new RowFilterView(view, unseen, keep: true, unseen.Count));
    }

    /// <summary>Draws images with all their copies until the share of each class is reached. Copies may have different labels, as rows of
    /// a table with few values do. They are drawn all the same: without them, the rows held back would be easier than the others.</summary>
    private static List<Row> DrawImages(List<Row> rows, double fraction, Random random, IChannel? channel)
    {
        // A class keeps at least one row to train on.
        int Share(int count) => count > 1 ? Math.Clamp(Rounded(fraction * count), 1, count - 1) : 0;
        var shares = rows.CountBy(row => row.Class).ToDictionary(ofClass => ofClass.Key, ofClass => Share(ofClass.Value));
        var room = new Dictionary<string, int>(shares);
        var images = InRandomOrder(rows.GroupBy(row => row.Image).Select(copies => copies.ToArray()), random);
        var drawn = new Drawn(rows);
        foreach (var copies in images)
        {
            // Copies with one label must all fit; of copies with several, more than half must. Otherwise a rare class whose room is used
            // up would keep every image in training that has one of its rows.
            var classes = copies.CountBy(row => row.Class).ToArray();
            var isSmall = copies.Length <= classes.Sum(ofClass => room[ofClass.Key]);
            var fitting = classes.Sum(ofClass => Math.Min(ofClass.Value, room[ofClass.Key]));
            if (!isSmall || fitting * 2 <= copies.Length || !drawn.CanTake(copies)) continue;
            drawn.Take(copies);
            foreach (var (name, count) in classes) room[name] = Math.Max(0, room[name] - count);
        }
        drawn.TakeSmallestIfNone(images);
        if (drawn.Rows.Count == 0)
            throw new InvalidOperationException(
                $"Nothing can be held back: of {rows.Count} rows {images.Length} are different, and each of these has, with its copies, "
                + "the last training rows of a class.");
        if (channel is not null && rows.Count > images.Length) Warn(channel, shares, drawn.Rows, rows.Count, images.Length);
        return drawn.Rows;
    }

    /// <summary>Each order of the images is equally likely, with one label or with several. Classes are shuffled one after the other and
    /// then mixed: so a seed draws the same rows as ever where no image has two labels.</summary>
    private static Row[][] InRandomOrder(IEnumerable<Row[]> images, Random random)
    {
        var ofClasses = images.GroupBy(copies => copies[0].Class).OrderBy(ofClass => ofClass.Key, StringComparer.Ordinal)
            .Select(ofClass => ofClass.ToArray()).ToArray();
        foreach (var ofClass in ofClasses) random.Shuffle(ofClass);
        int[] turns = [.. ofClasses.SelectMany((ofClass, place) => Enumerable.Repeat(place, ofClass.Length))];
        random.Shuffle(turns);
        var next = new int[ofClasses.Length];
        return Array.ConvertAll(turns, place => ofClasses[place][next[place]++]);
    }

    /// <summary>Says which classes give less than half of their share or more than twice as much.</summary>
    private static void Warn(IChannel channel, Dictionary<string, int> shares, List<Row> drawn, int count, int different)
    {
        const int MostNames = 10;
        var held = drawn.CountBy(row => row.Class).ToDictionary();
        var unfair = shares.Select(share => (Class: share.Key, Share: share.Value, Held: held.GetValueOrDefault(share.Key)))
            .Where(ofClass => ofClass.Held * 2 < ofClass.Share || ofClass.Held > ofClass.Share * 2)
            .OrderBy(ofClass => ofClass.Class, StringComparer.Ordinal).ToList();
        if (unfair.Count == 0) return;
        var named = unfair.Take(MostNames).Select(ofClass => $"'{ofClass.Class}' gives {ofClass.Held} rows, not {ofClass.Share}");
        channel.Warning(
            MessageSensitivity.UserData,
            "Of {0} rows {1} are different. Equal rows stay on one side, so that classes do not give the share that was asked for: {2}{3}",
            count, different, string.Join("; ", named), unfair.Count > MostNames ? $"; and {unfair.Count - MostNames} more classes" : "");
    }

    /// <summary>Draws groups until the share of all rows is reached. A group stays in training if it no longer fits or has the last rows
    /// of a class.</summary>
    private static List<Row> DrawGroups(List<Row> rows, double fraction, Random random, string groupColumnName)
    {
        var room = Math.Max(1, Rounded(fraction * rows.Count));
        var groups = Groups(rows);
        random.Shuffle(groups);
        var drawn = new Drawn(rows);
        foreach (var group in groups)
            if (drawn.Rows.Count + group.Length <= room && drawn.CanTake(group)) drawn.Take(group);
        drawn.TakeSmallestIfNone(groups);
        return drawn.Rows.Count > 0
            ? drawn.Rows
            : throw new InvalidOperationException(
                $"No group of column '{groupColumnName}' can be held back: each has the last training rows of a class. Groups that share "
                + $"equal rows count as one; so {rows.Count} rows have {groups.Length}.");
    }

    private static int Rounded(double rows) => (int)Math.Round(rows, MidpointRounding.AwayFromZero);

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
        // A row without a group is its own group.
        return read.ConvertAll(row => new Row(row.Id, row.Value.Class, row.Value.Image, (object?)row.Value.Group ?? row.Id));
    }

    private readonly record struct Row(DataViewRowId Id, string Class, string Image, object Group);

    /// <summary>The rows that have been drawn. Every class keeps at least one row to train on.</summary>
    private sealed class Drawn(List<Row> all)
    {
        private readonly Dictionary<string, int> left = all.CountBy(row => row.Class).ToDictionary();

        public List<Row> Rows { get; } = [];

        public bool CanTake(Row[] together) => together.CountBy(row => row.Class).All(ofClass => ofClass.Value < left[ofClass.Key]);

        public void Take(Row[] together)
        {
            Rows.AddRange(together);
            foreach (var row in together) left[row.Class]--;
        }

        /// <summary>If nothing has been drawn, because whatever can leave is larger than the share, the smallest of it is.</summary>
        public void TakeSmallestIfNone(Row[][] parts)
        {
            if (Rows.Count == 0 && parts.Where(CanTake).MinBy(part => part.Length) is { } smallest) Take(smallest);
        }
    }
}
