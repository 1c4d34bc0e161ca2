namespace MLNetUnlearning.Tests;

/// <summary>What was forgotten stays forgotten: through a second request, retraining, pruning, evaluation and audits.</summary>
public sealed class ForgottenRowsTests(TrainedOnce trained) : IClassFixture<TrainedOnce>
{
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier original = trained.Classifier;

    [Fact]
    public void A_second_request_does_not_bring_the_first_back()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        using var twice = ml.Unlearn(once, new Retrain(), seed: 2).Fit(Marked(row => row == 1));
        Assert.DoesNotContain(1u, twice.Transform(Tiny.Rows()).GetColumn<uint>("PredictedLabel"));
        Assert.Equal(9, twice.ForgottenRows.Count);
        Assert.Equal(24, twice.TrainingRows.Count);
    }

    [Fact]
    public void The_rows_of_the_training_are_found_again_among_others()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        var some = ml.Data.TakeRows(ml.Data.SkipRows(Tiny.Rows(), 4), 10); // rows were removed since
        foreach (var (rows, known) in new (IDataView, int)[] { (Tiny.Rows(), 24), (Tiny.Unseen, 0), (some, 10) })
        {
            var (training, others) = ml.Unlearning().FindTrainingRows(once, rows);
            var all = rows.GetColumn<float[]>("Features").Count();
            int[] counts = [known, all - known];
            Assert.Equal(counts, new[] { training, others }.Select(part => part.GetColumn<float[]>("Features").Count()));
            Assert.Equal(counts, new[] { training, others }.Select(part => (int)part.GetRowCount()!));
        }
        using var folder = new TemporaryFolder();
        once.Save(folder.File("a.zip"));
        File.Delete(folder.File("a.zip.key"));
        using var keyless = ml.Unlearning().LoadClassifier(folder.File("a.zip"));
        Refused.With<InvalidOperationException>("key", () => ml.Unlearning().FindTrainingRows(keyless, Tiny.Rows()));
    }

    [Fact]
    public void Every_method_gets_the_rows_it_would_get_of_a_view_without_them()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        var second = Marked(row => row == 1);
        var without = ml.Data.FilterByCustomPredicate<LabelOnly>(second, row => row.Label == 1);
        foreach (var method in ml.Unlearning().Methods
            .Where(method => method is FineTune or BadTeacher or RandomLabels or SaliencyUnlearning))
        {
            using var expected = ml.Unlearn(once, method, seed: 4).Fit(without);
            using var actual = ml.Unlearn(once, method, seed: 4).Fit(second);
            Assert.Equal(Tiny.Weights(expected), Tiny.Weights(actual));
        }
    }

    [Fact]
    public void Pruning_leaves_them_out()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        var pruning = new MagnitudePruning { Sparsity = 0.5 };
        using var pruned = ml.Unlearning().Prune(once, pruning, seed: 2).Fit(Tiny.Rows());
        Assert.DoesNotContain(1u, pruned.Transform(Tiny.Rows()).GetColumn<uint>("PredictedLabel"));
        Assert.Equal(8, pruned.ForgottenRows.Count);
        Refused.With<InvalidOperationException>(
            ["8 of 24 training rows were forgotten before", "0, 3, 6"],
            () => ml.Unlearning().Prune(once, pruning, refuseForgottenRows: true).Fit(Tiny.Rows()));
    }

    [Fact]
    public void The_log_says_how_many_leave_and_a_setting_refuses_them()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        var messages = new List<string>();
        ml.Log += (_, message) => messages.Add(message.Message);
        using (ml.Unlearn(once, new Retrain()).Fit(Marked(row => row == 1))) { }
        Assert.Contains(messages, message => message.Contains("8 of 24 training rows were forgotten before and are not retained"));
        Refused.With<InvalidOperationException>(
            "8 of 24 training rows were forgotten before",
            () => ml.Unlearn(once, new Retrain(), refuseForgottenRows: true).Fit(Marked(row => row == 1)));
        using var marked = ml.Unlearn(once, new Retrain(), refuseForgottenRows: true).Fit(Marked(row => row % 3 == 0 || row == 1));
        Assert.Equal(9, marked.ForgottenRows.Count);
    }

    [Fact]
    public void Evaluation_knows_this_request_and_all_so_far()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        var second = Marked(row => row is 1 or 2);
        using var twice = ml.Unlearn(once, new Retrain(), seed: 2).Fit(second);
        var metrics = ml.Unlearning().Evaluate(twice, second, null, Tiny.Rows(seed: 9));
        Assert.Equal([14, 2, 8, 0, 16], Subset.Names.Select(subset => metrics.RowCounts[subset])); // no red row among the test rows
        Assert.Equal(10, metrics.SoFar.NumberOfRows);
        var right = twice.Transform(Tiny.Rows()).GetColumn<uint>("PredictedLabel")
            .Index().Count(row => row.Index is 1 or 2 && row.Item == row.Index % 3 + 1);
        Assert.Equal(100.0 * (10 - right) / 10, metrics.SoFar.UnlearningAccuracy!.Value, 9);
        Assert.Empty(metrics.Requests); // this view's marks are not of MarkForgotten
    }

    [Fact]
    public void A_row_is_its_features_together_with_its_id()
    {
        var twins = new WrittenView().WithKey("Label", Tiny.Classes, ["red", "green", "blue", "red", "green"])
            .With("Features", Tiny.FeatureType, [.. Pictures(0, 1, 2, 0, 4)])
            .With("Person", TextDataViewType.Instance, new[] { "ann", "ann", "bo", "bo", "cy" }.Select(name => name.AsMemory()).ToArray());
        var trainer = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, idColumnName: "Person");
        using var classifier = trainer.Fit(twins);
        using var once = ml.Unlearn(classifier, new Retrain(), seed: 2)
            .Fit(ml.Unlearning().MarkForgotten(twins, ForgetRequest.Rows("Person", ["ann"])));
        var messages = new List<string>();
        ml.Log += (_, message) => messages.Add(message.Message);
        using var twice = ml.Unlearn(once, new Retrain(), seed: 2)
            .Fit(ml.Unlearning().MarkForgotten(twins, ForgetRequest.Rows("Person", ["cy"])));
        Assert.Contains(messages, message => message.Contains("2 of 5 training rows were forgotten before") && message.EndsWith("0, 1"));
        Assert.Equal("Person", twice.Columns.Id);
        Refused.With<ArgumentOutOfRangeException>("'Person'", () => ml.Unlearn(twice, new Retrain()).Fit(Tiny.Rows()));
    }

    [Fact]
    public void Who_comes_back_is_admitted_by_an_explicit_call_alone()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        using var readmitted = ml.Unlearning().Readmit(once,
            ml.Data.FilterByCustomPredicate<LabelOnly>(Tiny.Rows(), row => row.Label != 1));
        Assert.Equal((0, "readmit"), (readmitted.ForgottenRows.Count, readmitted.History[^1].Name));
        Assert.Equal(Tiny.Weights(once), Tiny.Weights(readmitted));
        using var learnt = ml.Unlearn(readmitted, new Retrain(), seed: 2).Fit(Marked(row => row == 1));
        Assert.Contains(1u, learnt.Transform(Tiny.Rows()).GetColumn<uint>("PredictedLabel"));
        Refused.With<InvalidOperationException>("16 of 24 rows are not among those", () => ml.Unlearning().Readmit(once, Tiny.Rows()));
    }

    [Fact]
    public void Marked_rows_that_were_never_trained_on_are_told_with_their_number_and_places()
    {
        var marked = ml.Unlearning().MarkForgotten(Tiny.Rows(seed: 9), ForgetRequest.Class("red"));
        Refused.With<InvalidOperationException>(
            ["8 of 8 marked rows are no training rows", "counted from 0: 0, 3, 6"], () => ml.Unlearn(original, new Retrain()).Fit(marked));
        var mixed = ml.Unlearning().Subsets(Red, unseen: Tiny.Rows(seed: 9, numberOfRows: 3)); // 24 training rows and 3 others
        var red = ml.Unlearning().MarkForgotten(mixed, ForgetRequest.Class("red"));
        Refused.With<InvalidOperationException>("1 of 9 marked rows are no training rows", () =>
            ml.Unlearn(original, new Retrain()).Fit(red));
        using var unlearned = ml.Unlearn(original, new Retrain(), dropOverlappingRows: true).Fit(red);
        Assert.Equal(8, unlearned.ForgottenRows.Count);
    }

    [Fact]
    public void Test_rows_that_are_training_rows_are_told_with_their_number_and_places()
    {
        var mixed = ml.Unlearning().Subsets(Tiny.Rows(seed: 9), unseen: Tiny.Rows(numberOfRows: 2)); // 24 others and 2 training rows
        Refused.With<InvalidOperationException>(
            ["2 of 26 test rows are training rows", "counted from 0: 24, 25."], () => ml.Unlearning().Evaluate(original, Red, null, mixed));
        Refused.With<InvalidOperationException>(
            "2 of 26 unseen rows are training rows", () => ml.Unlearning().Evaluate(original, Red, mixed, Tiny.Rows(seed: 9)));
        var metrics = ml.Unlearning().Evaluate(original, Red, null, mixed, dropOverlappingRows: true);
        Assert.Equal(16, metrics.RowCounts[Subset.Test]);
    }

    [Fact]
    public void A_picture_that_was_encoded_again_is_another_row_and_warned_of()
    {
        const int Side = 12;
        var shape = FeatureShape.Image(Side, Side, 1);
        var type = new VectorDataViewType(NumberDataViewType.Single, 1, Side, Side);
        VBuffer<float> Picture(int phase, int noise) => new(Side * Side, [.. Enumerable.Range(0, Side * Side).Select(
            i => MathF.Round(128 + 100 * MathF.Sin(phase + i % Side * (0.5f + phase * 0.3f) + i / Side * 0.7f)) + i % 2 * noise)]);
        var rows = new WrittenView().WithKey("Label", Tiny.Classes, ["red", "green", "blue", "blue"])
            .With("Features", type, [Picture(0, 0), Picture(1, 0), Picture(2, 0), Picture(0, noise: 1)])
            .With("Forget", BooleanDataViewType.Instance, [true, false, false, false]);
        using var classifier = ml.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network, featureShape: shape).Fit(rows);
        var messages = new List<string>();
        ml.Log += (_, message) => messages.Add(message.Message);
        using var unlearned = ml.Unlearn(classifier, new Retrain()).Fit(rows);
        Assert.Contains(messages, message => message.Contains("1 retained rows look like forgotten ones") && message.EndsWith("0: 3"));
        Assert.Equal(3, unlearned.History[^1].NumberOfRows - 1);
    }

    [Fact]
    public void Audits_leave_them_out()
    {
        using var once = ml.Unlearn(original, new Retrain(), seed: 2).Fit(Red);
        var second = Marked(row => row == 1);
        var without = ml.Data.FilterByCustomPredicate<LabelOnly>(second, row => row.Label == 1);
        var expected = ml.Unlearning().AuditUnlearning(once, new Retrain(), without, numberOfShadowModels: 2);
        var actual = ml.Unlearning().AuditUnlearning(once, new Retrain(), second, numberOfShadowModels: 2);
        Assert.Equal(expected.RowScores, actual.RowScores);
    }

    [Fact]
    public void Joined_requests_are_one_run_and_are_reported_apart()
    {
        var request = ForgetRequest.All(ForgetRequest.Class("red"), ForgetRequest.Rows("Id", ["0:1", "0:3"]));
        var marked = ml.Unlearning().MarkForgotten(Tiny.Rows(), request);
        using var unlearned = ml.Unlearn(original, new Retrain(), seed: 2).Fit(marked);
        Assert.Equal(9, unlearned.ForgottenRows.Count);
        var metrics = ml.Unlearning().Evaluate(unlearned, marked, null, Tiny.Rows(seed: 9));
        Assert.Equal(["class:red", "rows:2 of Id"], metrics.Requests.Select(one => one.Request));
        Assert.Equal([8, 2], metrics.Requests.Select(one => one.NumberOfRows)); // row 0:3 is red too
        Assert.Equal(100, metrics.Requests[0].UnlearningAccuracy);
        Assert.Equal(metrics.UnlearningAccuracy, metrics.SoFar.UnlearningAccuracy);
        Assert.Equal(metrics.MembershipInferenceEfficacy, metrics.SoFar.MembershipInferenceEfficacy);
    }

    [Fact]
    public void Two_classes_forgotten_by_ids_leave_the_test_rows_as_one_does()
    {
        string[] ids = [.. Enumerable.Range(0, 24).Where(row => row % 3 != 2).Select(row => $"0:{row}")];
        var marked = ml.Unlearning().MarkForgotten(Tiny.Rows(), ForgetRequest.Rows("Id", ids));
        var metrics = ml.Unlearning().Evaluate(original, marked, null, Tiny.Rows(seed: 9));
        Assert.Equal(8, metrics.RowCounts[Subset.Test]);
        Assert.Equal(["red", "green"], metrics.ForgottenClasses);
    }

    [Fact]
    public void Marks_can_be_added_to_earlier_ones()
    {
        var first = ml.Unlearning().MarkForgotten(Tiny.Rows(), ForgetRequest.Class("red"));
        var both = ml.Unlearning().MarkForgotten(first, ForgetRequest.Random(0.5, seed: 1), addToEarlierMarks: true);
        var marks = both.GetColumn<bool>("Forget").ToArray();
        Assert.Equal(8 + 8, marks.Count(mark => mark)); // half of the 16 rows that were not marked
        Assert.True(Enumerable.Range(0, 24).Where(row => row % 3 == 0).All(row => marks[row]));
        Assert.Equal(["class:red", "random:0.5"], both.Schema["ForgetRequests"].Texts("SlotNames"));
        Assert.Equal(8, ml.Unlearning().MarkForgotten(both, ForgetRequest.Class("red")).GetColumn<bool>("Forget").Count(mark => mark));
    }

    private static WrittenView Red => Tiny.Rows();

    private static WrittenView Marked(Predicate<int> forget) => Tiny.Rows(forget: forget);

    private static IEnumerable<VBuffer<float>> Pictures(params int[] rows)
    {
        var all = Tiny.Rows().GetColumn<VBuffer<float>>("Features").ToArray();
        return rows.Select(row => all[row]);
    }

    private sealed class LabelOnly
    {
        [KeyType(3)]
        public uint Label { get; set; }
    }
}
