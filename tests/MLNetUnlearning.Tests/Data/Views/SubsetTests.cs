namespace MLNetUnlearning.Tests;

public class SubsetTests
{
    private static readonly string[] Classes = ["cat", "dog"];

    /// <summary>Rows with a number each, that starts at <paramref name="first"/>.</summary>
    private static WrittenView Rows(string[] classes, float first, params string?[] labels) => new WrittenView()
        .WithKey("Label", classes, labels)
        .With("Features", NumberDataViewType.Single, labels.Select((_, row) => first + row).ToArray());

    private static WrittenView Marked(bool[] forget, params string[] labels) =>
        Rows(Classes, 0, labels).With("Forget", BooleanDataViewType.Instance, forget);

    private static WrittenView MarkedAtRandom => Marked([false, true, false], "cat", "cat", "dog");

    private static WrittenView MarkedAsClass => Marked([true, true, false], "cat", "cat", "dog");

    private static (string Subset, string Label, float Features)[] Read(IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        var subset = ColumnText.Reader(cursor, "subset", view.Schema["Subset"]);
        var label = ColumnText.Reader(cursor, "label", view.Schema["Label"]);
        var getFeatures = cursor.GetGetter<float>(view.Schema["Features"]);
        var rows = new List<(string, string, float)>();
        var features = 0f;
        while (cursor.MoveNext())
        {
            getFeatures(ref features);
            rows.Add((subset()!, label()!, features));
        }
        return [.. rows];
    }

    [Fact]
    public void Rows_come_one_view_after_the_other_with_their_subset()
    {
        var view = Subset.Combine(MarkedAtRandom, Rows(Classes, 10, "dog"), Rows(Classes, 20, "cat", "dog"));
        Assert.Equal(
            [
                (Subset.Retain, "cat", 0f), (Subset.Forget, "cat", 1f), (Subset.Retain, "dog", 2f),
                (Subset.Unseen, "dog", 10f), (Subset.Test, "cat", 20f), (Subset.Test, "dog", 21f),
            ],
            Read(view));
    }

    [Fact]
    public void Unseen_and_test_rows_are_optional() => Assert.Equal(3, Read(Subset.Combine(MarkedAtRandom)).Length);

    [Fact]
    public void The_column_is_a_key_of_the_four_names() =>
        Assert.Equal(Subset.Names, LabelKeys.Read(Subset.Combine(MarkedAtRandom).Schema["Subset"]).Names);

    [Fact]
    public void A_class_forgotten_as_a_whole_leaves_the_test_rows_only()
    {
        var view = Subset.Combine(MarkedAsClass, Rows(Classes, 10, "cat"), Rows(Classes, 20, "cat", "dog"));
        Assert.Equal([0f, 1f, 2f, 10f, 21f], Read(view).Select(row => row.Features));
    }

    [Fact]
    public void A_class_forgotten_in_part_stays() =>
        Assert.Contains((Subset.Test, "cat", 20f), Read(Subset.Combine(MarkedAtRandom, null, Rows(Classes, 20, "cat"))));

    [Fact]
    public void Classes_numbered_otherwise_are_matched_by_value()
    {
        string[] reversed = ["dog", "cat"];
        IEnumerable<string> TestLabels(WrittenView marked) => Read(Subset.Combine(marked, null, Rows(reversed, 20, "cat", "dog")))
            .Where(row => row.Subset == Subset.Test).Select(row => row.Label);
        Assert.Equal(["cat", "dog"], TestLabels(MarkedAtRandom));
        Assert.Equal(["dog"], TestLabels(MarkedAsClass));
    }

    [Fact]
    public void Keys_of_every_type_are_matched_by_value()
    {
        Matches<byte>(key => (byte)key);
        Matches<ushort>(key => (ushort)key);
        Matches<uint>(key => key);
        Matches<ulong>(key => key);

        static void Matches<T>(Func<uint, T> key) where T : struct
        {
            var marked = Keyed(Classes, key, "cat", "cat", "dog").With("Forget", BooleanDataViewType.Instance, [false, true, false]);
            string[] reversed = ["dog", "cat"];
            foreach (var test in new[] { Keyed(reversed, key, "cat", "dog", null), Keyed(reversed, other => other, "cat", "dog", null) })
            {
                var labels = Subset.Combine(marked, null, test).GetColumn<T>("Label").ToArray();
                Assert.Equal([key(1), key(2), key(0)], labels[3..]);
            }
        }

        static WrittenView Keyed<T>(string[] classes, Func<uint, T> key, params string?[] rows)
        {
            ReadOnlyMemory<char>[] names = [.. classes.Select(text => text.AsMemory())];
            return new WrittenView().With(
                "Label", new KeyDataViewType(typeof(T), 2), rows.Select(row => key((uint)Array.IndexOf(classes, row) + 1)).ToArray(),
                annotations => annotations.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 2),
                    (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(2, names)));
        }
    }

    [Fact]
    public void Keys_of_dates_and_hashes_beside_the_label_do_no_harm()
    {
        var ml = new MLContext(seed: 1);
        DateTime later = new(2026, 1, 2), earlier = new(2026, 1, 1);
        Dated[] rows = [new("cat", later, true), new("dog", earlier, false), new("cat", earlier, false)];
        IDataView View(IEnumerable<Dated> from)
        {
            var raw = ml.Data.LoadFromEnumerable(from);
            return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.Conversion.MapValueToKey("Date"))
                .Append(ml.Transforms.Conversion.Hash("Hash", "Text")).Fit(raw).Transform(raw);
        }
        var view = Subset.Combine(View(rows), null, View(rows.Reverse()));
        Assert.Equal([1u, 2u, 1u, 1u, 2u, 1u], view.GetColumn<uint>("Label"));
        Assert.Equal([1u, 2u, 2u, 2u, 2u, 1u], view.GetColumn<uint>("Date"));
        var hashes = view.GetColumn<uint>("Hash").ToArray();
        Assert.Equal(hashes[..3].Reverse(), hashes[3..]);
    }

    private sealed record Dated(string Label, DateTime Date, bool Forget)
    {
        public string Text => Label;
    }

    [Fact]
    public void A_class_that_the_training_rows_do_not_know_is_refused_by_name()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Subset.Combine(MarkedAtRandom, null, Rows(["cat", "fox"], 20, "fox")));
        Assert.Equal("Unknown classes in the test rows: 'fox'. The training rows know: 'cat', 'dog'.", error.Message);
    }

    [Fact]
    public void Columns_that_not_all_views_have_are_left_out()
    {
        var marked = MarkedAtRandom.With("Id", NumberDataViewType.Int32, [1, 2, 3]);
        IEnumerable<string> Names(IDataView? test) => Subset.Combine(marked, null, test).Schema.Select(column => column.Name);
        Assert.Equal(["Label", "Features", "Subset"], Names(Rows(Classes, 20, "cat")));
        Assert.Equal(["Label", "Features", "Id", "Subset"], Names(null));
    }

    [Fact]
    public void Nothing_is_read_before_somebody_asks_and_then_only_what_they_ask_for()
    {
        var (marked, test) = (MarkedAtRandom, Rows(Classes, 20, "cat", "dog"));
        var view = Subset.Combine(marked, null, test);
        Assert.Empty(marked.Opened);
        Assert.Equal(5, view.GetColumn<uint>("Subset").Count());
        Assert.Equal([["Forget"], ["Forget", "Label"]], marked.Opened); // the rows; then the pass that looks for a forgotten class
        Assert.Equal([[]], test.Opened);
    }

    [Fact]
    public void Columns_of_different_types_are_refused()
    {
        var test = new WrittenView().WithKey("Label", Classes, "cat").With("Features", NumberDataViewType.Double, [1.0]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Subset.Combine(MarkedAtRandom, null, test));
        Assert.StartsWith("Schema mismatch for input column 'Features': expected Single, got Double", error.Message);
    }

    [Fact]
    public void Rows_that_are_not_marked_are_refused() => Assert.StartsWith(
        "Could not find forget column 'Forget'",
        Assert.Throws<ArgumentOutOfRangeException>(() => Subset.Combine(Rows(Classes, 0, "cat"))).Message);

    [Fact]
    public void A_view_without_labels_is_refused()
    {
        var test = new WrittenView().With("Features", NumberDataViewType.Single, [1f]);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Subset.Combine(MarkedAtRandom, null, test));
        Assert.StartsWith("Could not find label column 'Label'", error.Message);
    }
}
