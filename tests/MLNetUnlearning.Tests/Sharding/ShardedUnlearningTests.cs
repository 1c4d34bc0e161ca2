namespace MLNetUnlearning.Tests;

/// <summary>Requests to sharded models: which shards they fit again, and what they refuse.</summary>
public sealed class ShardedUnlearningTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Only_the_shards_with_marked_rows_are_fitted_again()
    {
        var model = Stages.Sharded(ml, "churn", numberOfShards: 8).Fit(Customers.View(ml));
        foreach (var ids in new[] { new[] { "c1" }, ["c1", "c2", "c3", "c4"], [.. Enumerable.Range(0, 70).Select(id => $"c{id}")] })
        {
            var without = ml.Unlearn(model).Fit(Customers.Marked(ml, ids));
            var changed = Enumerable.Range(0, 8).Where(shard => model.RowsPerShard[shard] != without.RowsPerShard[shard]);
            Assert.Equal(changed, without.RefittedShards);
            Assert.All(
                Enumerable.Range(0, 8).Except(without.RefittedShards),
                shard => Assert.Same(model.State.Shards[shard].Model, without.State.Shards[shard].Model));
            Assert.InRange(without.RefittedShards.Count, 1, ids.Length);
        }
    }

    [Fact]
    public void Requests_follow_each_other_and_end_where_one_for_all_ends()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var first = ml.Unlearn(model).Fit(Customers.Marked(ml, "c3"));
        var rest = ml.Unlearning().MarkForgotten(Customers.Without(ml, "c3"), ForgetRequest.Rows("Id", ["c41", "c5"]));
        var second = ml.Unlearn(first).Fit(rest);
        var atOnce = ml.Unlearn(model).Fit(Customers.Marked(ml, "c3", "c41", "c5"));
        Assert.Equal(Stages.Bits(ml, atOnce), Stages.Bits(ml, second));
        Assert.Equal(3, second.NumberOfForgottenIds);
        // Marks that grow from request to request do as well.
        Assert.Equal(Stages.Bits(ml, atOnce), Stages.Bits(ml, ml.Unlearn(first).Fit(Customers.Marked(ml, "c3", "c41", "c5"))));
    }

    [Fact]
    public void Other_requests_than_those_by_id_are_exact_too()
    {
        var model = Stages.Sharded(ml, "plan").Fit(Customers.View(ml));
        var some = ml.Unlearning().MarkForgotten(Customers.View(ml), ForgetRequest.Random(0.05, seed: 3), labelColumnName: "Plan");
        var marks = some.GetColumn<bool>("Forget").ToArray();
        var without = ml.Unlearn(model).Fit(some);
        var remaining = ml.Data.LoadFromEnumerable(Customers.All.Where((_, row) => !marks[row]));
        Assert.Equal(Stages.Bits(ml, Stages.Sharded(ml, "plan").Fit(remaining)), Stages.Bits(ml, without));
        Assert.Equal(0, without.NumberOfForgottenIds); // each of them has other rows
    }

    [Fact]
    public void A_class_that_is_forgotten_stays_among_the_scores_unless_classes_were_stated()
    {
        var model = Stages.Sharded(ml, "plan").Fit(Customers.View(ml));
        var marked = ml.Unlearning().MarkForgotten(Customers.View(ml), ForgetRequest.Class("middle"), labelColumnName: "Plan");
        var without = ml.Unlearn(model).Fit(marked);
        Assert.Equal(["large", "middle", "small"], without.Classes!.Names);
        Assert.All(without.Transform(Customers.View(ml)).Scores(), scores => Assert.Equal(0, scores[1]));
        var never = ml.Unlearning().Sharded(
            Stages.Plan, 3, labelColumnName: "Plan", classes: ["large", "middle", "small"], seed: 7,
            fingerprintKey: FingerprintKey.FromBytes(new byte[FingerprintKey.Length]))
            .Fit(ml.Data.LoadFromEnumerable(Customers.All.Where(row => row.Plan != "middle")));
        Assert.Equal(Stages.Bits(ml, never), Stages.Bits(ml, without));
    }

    [Fact]
    public void Ids_are_known_by_value_whatever_their_type()
    {
        var numbered = ml.Data.LoadFromEnumerable(Customers.All.Select((row, index) => new Numbered(row, index % 40)));
        var keys = ml.Transforms.Conversion.MapValueToKey("Id").Fit(numbered).Transform(numbered);
        var turned = ml.Transforms.Conversion.MapValueToKey(
            "Id", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(numbered).Transform(numbered);
        var texts = ml.Transforms.Conversion.ConvertType("Id", outputKind: DataKind.String).Fit(numbered).Transform(numbered);
        var sharded = ml.Unlearning().Sharded(context => context.BinaryClassification.Trainers.AveragedPerceptron(), 3);
        int[] Scores(IDataView rows) => Stages.Bits(sharded.Fit(rows).Transform(rows));
        Assert.Equal(Scores(numbered), Scores(keys));
        Assert.Equal(Scores(numbered), Scores(turned));
        Assert.Equal(Scores(numbered), Scores(texts));
        var model = sharded.Fit(keys);
        var marked = ml.Unlearning().MarkForgotten(turned, ForgetRequest.Rows("Id", ["17"]));
        Assert.Single(ml.Unlearn(model).Fit(marked).RefittedShards);
    }

    [Fact]
    public void Ids_that_are_numbers_must_not_have_been_rounded()
    {
        IDataView Rows(int first) => ml.Transforms.Conversion.ConvertType("Id", outputKind: DataKind.Single).Fit(Numbers(first))
            .Transform(Numbers(first));
        IDataView Numbers(int first) =>
            ml.Data.LoadFromEnumerable(Customers.All.Select((row, index) => new Numbered(row, first + index)));
        var sharded = ml.Unlearning().Sharded(context => context.BinaryClassification.Trainers.AveragedPerceptron(), 3);
        Assert.Equal(240, sharded.Fit(Rows((1 << 24) - 240)).RowsPerShard.Sum());
        Refused.With<InvalidOperationException>(
            "Row 0 (counted from 0) has the id 16777216 in column 'Id' of type Single, which rounds", () => sharded.Fit(Rows(1 << 24)));
        Refused.With<InvalidOperationException>(
            "Load the column as text or Int64",
            () => ml.Unlearning().MarkForgotten(Rows(1 << 24), ForgetRequest.Rows("Id", ["16777216"])).GetColumn<bool>("Forget").Count());
        Assert.Equal(240, sharded.Fit(Numbers(1 << 24)).RowsPerShard.Sum());
    }

    [Fact]
    public void A_class_that_was_not_there_at_the_fit_is_refused()
    {
        var model = Stages.Sharded(ml, "plan").Fit(Customers.View(ml));
        var edited = Customers.All.Select(row => new Customer
        {
            Id = row.Id,
            Contract = row.Contract,
            Numbers = row.Numbers,
            Review = row.Review,
            Plan = row.Id == "c4" ? "huge" : row.Plan,
        });
        var marked = ml.Unlearning().MarkForgotten(
            ml.Data.LoadFromEnumerable(edited), ForgetRequest.Rows("Id", Enumerable.Range(10, 20).Select(id => $"c{id}")));
        Refused.With<InvalidOperationException>(
            "Rows now have classes that the model was not fitted on: 'huge'", () => ml.Unlearn(model).Fit(marked));
    }

    [Fact]
    public void Rows_that_are_not_those_of_the_fit_are_refused()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        IDataView Rows(IEnumerable<Customer> rows) =>
            ml.Unlearning().MarkForgotten(ml.Data.LoadFromEnumerable(rows), ForgetRequest.Rows("Id", ["c3"]));
        void Refuse(string words, IEnumerable<Customer> rows) =>
            Refused.With<InvalidOperationException>(words, () => ml.Unlearn(model).Fit(Rows(rows)));
        Refuse("1 rows of 1 ids are none that the model was fitted on", [.. Customers.All, new Customer { Id = "new" }]);
        Refuse("1 rows of 1 ids have more rows than the model was fitted on", [.. Customers.All, Customers.All[5]]);
        Refuse("2 of the 240 rows that the model was fitted on are missing", Customers.All.Where((_, row) => row is not (7 or 8)));
    }

    [Fact]
    public void Forgotten_ids_do_not_come_back()
    {
        var model = ml.Unlearn(Stages.Sharded(ml, "churn").Fit(Customers.View(ml))).Fit(Customers.Marked(ml, "c3"));
        var marked = Customers.Marked(ml, "c41");
        Refused.With<InvalidOperationException>(
            "3 rows of 1 ids were forgotten before: leave their rows out, or mark them too. The ids: 'c3'",
            () => ml.Unlearn(model).Fit(marked));
        var again = Customers.Marked(ml, "c3");
        Refused.With<InvalidOperationException>("the 1 marked ids were forgotten before", () => ml.Unlearn(model).Fit(again));
    }

    [Fact]
    public void A_part_of_an_ids_rows_can_be_forgotten_and_later_the_rest()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var first = Array.FindIndex(Customers.All, row => row.Id == "c3");
        var some = new AddedColumnView<bool>(
            Customers.View(ml), "Forget", BooleanDataViewType.Instance, null, [], row => () => row.Position == first);
        var without = ml.Unlearn(model).Fit(some);
        Assert.Equal(0, without.NumberOfForgottenIds);
        Refused.With<InvalidOperationException>(
            "If a part of their rows was forgotten before, leave these out", () => ml.Unlearn(without).Fit(Customers.Marked(ml, "c3")));
        var left = ml.Data.LoadFromEnumerable(Customers.All.Where((_, row) => row != first));
        var none = ml.Unlearn(without).Fit(ml.Unlearning().MarkForgotten(left, ForgetRequest.Rows("Id", ["c3"])));
        Assert.Equal(1, none.NumberOfForgottenIds);
        Assert.Equal(Stages.Bits(ml, ml.Unlearn(model).Fit(Customers.Marked(ml, "c3"))), Stages.Bits(ml, none));
    }

    [Fact]
    public void Nothing_and_everything_cannot_be_forgotten()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        IDataView Marked(bool mark) => new AddedColumnView<bool>(
            Customers.View(ml), "Forget", BooleanDataViewType.Instance, null, [], _ => () => mark);
        Refused.With<InvalidOperationException>("is false in all 240 rows", () => ml.Unlearn(model).Fit(Marked(false)));
        Refused.With<InvalidOperationException>("No row would remain: all 240 rows", () => ml.Unlearn(model).Fit(Marked(true)));
    }

    [Fact]
    public void Columns_are_those_of_the_fit()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        Refused.With<ArgumentOutOfRangeException>("Could not find forget column 'Forget'", () => ml.Unlearn(model).Fit(Customers.View(ml)));
        var marked = Customers.Marked(ml, "c3");
        var dropped = ml.Transforms.DropColumns("Spent").Fit(marked).Transform(marked);
        Refused.With<ArgumentOutOfRangeException>("Could not find training column 'Spent'", () => ml.Unlearn(model).Fit(dropped));
        var retyped = ml.Transforms.Conversion.ConvertType("Spent", outputKind: DataKind.Double).Fit(marked).Transform(marked);
        Refused.With<ArgumentOutOfRangeException>(
            "Schema mismatch for training column 'Spent': expected Single, got Double", () => ml.Unlearn(model).Fit(retyped));
    }

    private sealed class Numbered
    {
        public Numbered(Customer row, int id) => (Id, Features, Label) = (id, row.Numbers, row.Label);

        public int Id { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; }

        public bool Label { get; set; }
    }

    [Theory, InlineData("churn"), InlineData("plan")]
    public void Rows_that_are_gone_are_answered_as_rows_never_seen(string what)
    {
        string[] gone = [.. Enumerable.Range(0, 20).Select(id => $"c{id}")], never = [.. Enumerable.Range(60, 20).Select(id => $"c{id}")];
        IDataView Only(IEnumerable<string> ids) => ml.Data.LoadFromEnumerable(Customers.All.Where(row => ids.Contains(row.Id)));
        var model = Stages.Sharded(ml, what).Fit(Customers.Without(ml, never));
        var marked = ml.Unlearning().MarkForgotten(Customers.Without(ml, never), ForgetRequest.Rows("Id", gone));
        var without = ml.Unlearn(model).Fit(marked);
        var (before, after) = (Evaluate(model), Evaluate(without));
        Assert.Equal(60, after.RowCounts["Forget"]);
        Assert.True(
            after.UnlearningAccuracy > before.UnlearningAccuracy, $"{before.UnlearningAccuracy} before, {after.UnlearningAccuracy}");
        var scored = without.Transform(Only(gone));
        var right = what == "plan" ? ml.MulticlassClassification.Evaluate(scored, "Plan").MicroAccuracy
            : ml.BinaryClassification.Evaluate(scored).Accuracy;
        Assert.Equal(100 * (1 - right), after.UnlearningAccuracy, 1e-4);

        UnlearningMetrics Evaluate(ITransformer by) => ml.Unlearning().Evaluate(by, marked, Only(never), Only(never), seed: 1);
    }
}
