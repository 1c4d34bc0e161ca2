namespace MLNetUnlearning.Tests;

/// <summary>Requests that come one after the other: equal rows, marks that are added, classes that are gone.</summary>
public sealed class AddedMarksTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Under_added_marks_the_equal_row_of_another_person_stays()
    {
        var twins = Twins;
        using var classifier = Tiny.Trainer(ml).Fit(twins);
        var first = ml.Unlearning().MarkForgotten(twins, ForgetRequest.Rows("Id", ["0:0"]));
        using var once = ml.Unlearn(classifier, new Retrain(), seed: 2).Fit(first);
        var both = ml.Unlearning().MarkForgotten(first, ForgetRequest.Rows("Id", ["0:7"]), addToEarlierMarks: true);
        using var twice = ml.Unlearn(once, new Retrain(), seed: 2).Fit(both);
        Assert.Equal(2, twice.ForgottenRows.Count);
        Assert.Equal(24, twice.History[^1].NumberOfRows);
        using var again = ml.Unlearn(twice, new Retrain(), seed: 2).Fit(both);
        Assert.Equal(2, again.ForgottenRows.Count);
        Assert.Equal(0, ml.Unlearning().Evaluate(again, both, null, Tiny.Rows(seed: 9)).RowCounts[Subset.ForgottenBefore]);
    }

    [Fact]
    public void A_fresh_request_for_the_equal_row_of_another_person_is_a_new_one()
    {
        var twins = Twins;
        using var classifier = Tiny.Trainer(ml).Fit(twins);
        using var once = ml.Unlearn(classifier, new Retrain(), seed: 2)
            .Fit(ml.Unlearning().MarkForgotten(twins, ForgetRequest.Rows("Id", ["0:0"])));
        using var twice = ml.Unlearn(once, new Retrain(),
            seed: 2).Fit(ml.Unlearning().MarkForgotten(twins, ForgetRequest.Rows("Id", ["0:3"])));
        Assert.Equal(2, twice.ForgottenRows.Count);
        Assert.Equal(23, twice.History[^1].NumberOfRows);
    }

    [Fact]
    public void Marks_are_added_many_times_at_a_cost_that_grows_with_their_number()
    {
        var marked = ml.Unlearning().MarkForgotten(Tiny.Rows(), ForgetRequest.Rows("Id", ["0:0"]));
        for (var row = 1; row < 20; row++)
            marked = ml.Unlearning().MarkForgotten(marked, ForgetRequest.Rows("Id", [$"0:{row}"]), addToEarlierMarks: true);
        Assert.Equal(20, marked.GetColumn<bool>("Forget").Count(mark => mark)); // 20! readings would never end
        Assert.All(marked.GetColumn<VBuffer<bool>>("ForgetRequests").Take(20), marks => Assert.Single(marks.DenseValues(), mark => mark));
    }

    [Fact]
    public void Own_marks_over_older_ones_are_what_counts()
    {
        var older = ml.Unlearning().MarkForgotten(Tiny.Rows(), ForgetRequest.Class("red"));
        var own = ml.Transforms.CopyColumns("Forget", "Mine").Fit(WithMine(older)).Transform(WithMine(older));
        var added = ml.Unlearning().MarkForgotten(own, ForgetRequest.Rows("Id", ["0:7"]), addToEarlierMarks: true);
        Assert.Equal(2, added.GetColumn<bool>("Forget").Count(mark => mark));

        IDataView WithMine(IDataView view) => ml.Transforms.CustomMapping<IdOnly, MineOnly>(
            (row, made) => made.Mine = row.Id.ToString() == "0:5", null).Fit(view).Transform(view);
    }

    [Fact]
    public void Two_random_requests_in_one_draw_different_rows()
    {
        var request = ForgetRequest.All(ForgetRequest.Random(0.25), ForgetRequest.Random(0.25));
        var marked = ml.Unlearning().MarkForgotten(Tiny.Rows(), request);
        Assert.Equal(6 + 5, marked.GetColumn<bool>("Forget").Count(mark => mark)); // a quarter of 24, and of the 18 others
        Assert.Equal(["random:0.25", "random:0.25 (2)"], marked.Schema["ForgetRequests"].Texts("SlotNames"));
    }

    [Fact]
    public void A_forgotten_class_is_no_wrong_label_for_others()
    {
        using var rows = new LabeledRows(NewTensor.Random([30, 3, 8, 8], Seeding.Create(1)),
            NewTensor.Of([.. Enumerable.Range(0, 30).Select(i => i % 3L)]));
        var kinds = Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? RowKind.ForgottenBefore : i < 10 ? RowKind.Forget : RowKind.Retain);
        var split = ForgetSplit.Of(rows.All, [.. kinds], null);
        using var network = Tiny.Fresh(Tiny.Network);
        var run = new UnlearningRun(network, split, Tiny.Recipe, Seeding.Create(2));
        using var all = NewTensor.Range(0, split.Forget.Count);
        for (var draw = 0; draw < 20; draw++)
            Assert.DoesNotContain(0L, RandomLabels.Wrong(run, all).data<long>().ToArray());
    }

    private static WrittenView Twins
    {
        get
        {
            VBuffer<float>[] pictures = [.. Tiny.Rows().GetColumn<VBuffer<float>>("Features")];
            pictures[3] = pictures[0]; // both are red
            return Tiny.Rows().Without("Forget").Without("Features").With("Features", Tiny.FeatureType, pictures);
        }
    }

    private sealed class IdOnly
    {
        public ReadOnlyMemory<char> Id { get; set; }
    }

    private sealed class MineOnly
    {
        public bool Mine { get; set; }
    }
}
