using Microsoft.ML.Trainers.FastTree;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>What models of any trainer give away, by shadow models of their own estimator.</summary>
public sealed class EstimatorAuditTests(ITestOutputHelper output)
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Trees_that_know_their_rows_by_heart_give_them_away_and_a_few_broad_ones_do_not()
    {
        var (marked, unseen) = (Marked(Drawn(1, 240)), View(Drawn(2, 200)));
        var byHeart = Audit(context => Trees(context, trees: 20, leaves: 60, rowsPerLeaf: 1), marked, unseen);
        var broad = Audit(context => Trees(context, trees: 3, leaves: 2, rowsPerLeaf: 40), marked, unseen);
        output.WriteLine($"by heart: {byHeart}; broad: {broad}");
        Assert.True(byHeart.Retained.AreaUnderCurve.Value > 0.8, $"{byHeart}");
        Assert.InRange(broad.Retained.AreaUnderCurve.Value, 0.4, 0.65);
        Assert.Equal("RMIA, 4 shadow models", byHeart.Auditor);
        Assert.Equal(24, byHeart.ForgottenScores.Count);
    }

    [Fact]
    public void Rows_that_a_model_never_saw_are_not_told_from_unseen_ones()
    {
        var rows = Drawn(1, 300);
        var marked = Marked(rows);
        var marks = marked.GetColumn<bool>("Forget").ToArray();
        static IEstimator<ITransformer> ByHeart(MLContext context) => Trees(context, trees: 20, leaves: 60, rowsPerLeaf: 1);
        var never = ByHeart(ml).Fit(View(rows.Where((_, row) => !marks[row])));
        var audit = ml.Unlearning().AuditMembership(never, ByHeart, marked, View(Drawn(2, 300)), numberOfShadowModels: 8);
        output.WriteLine($"{audit}");
        Assert.InRange(audit.Forgotten.AreaUnderCurve.Value, 0.3, 0.7);
        Assert.True(audit.Retained.AreaUnderCurve.Value > 0.9, $"{audit}");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Models_of_several_classes_are_audited_whether_the_rows_or_the_stage_have_the_keys(bool isKeyBefore)
    {
        IEstimator<ITransformer> Keys(MLContext context) =>
            context.Transforms.Conversion.MapValueToKey("Plan").Append(context.Transforms.Conversion.MapKeyToValue("Name", "Plan"));
        IEstimator<ITransformer> Classes(MLContext context)
        {
            var trainer = context.MulticlassClassification.Trainers.OneVersusAll(
                Trees(context, trees: 10, leaves: 40, rowsPerLeaf: 1, label: "Plan"), "Plan")
                .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
            return isKeyBefore ? trainer : context.Transforms.Conversion.MapValueToKey("Plan").Append(trainer);
        }
        IDataView train = Marked(Drawn(1, 240), "Plan"), unseen = View(Drawn(2, 200));
        if (isKeyBefore) (train, unseen) = Keys(ml).Fit(train) is var keys ? (keys.Transform(train), keys.Transform(unseen)) : default;
        var audit = ml.Unlearning().AuditMembership(
            Classes(ml).Fit(train), Classes, train, unseen, numberOfShadowModels: 2, labelColumnName: "Plan");
        Assert.True(audit.Retained.AreaUnderCurve.Value > 0.8, $"{audit}");
        Assert.Single(audit.Retained.Limits, limit => limit.StartsWith("2 shadow models", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sharded_model_gives_away_less_than_a_whole_one_and_not_nothing()
    {
        IEstimator<ITransformer> Sharded(MLContext context) => context.Unlearning().Sharded(
            each => Trees(each, trees: 10, leaves: 60, rowsPerLeaf: 1), numberOfShards: 2);
        var (marked, unseen) = (Marked(Drawn(1, 240)), View(Drawn(2, 200)));
        var sharded = Audit(Sharded, marked, unseen);
        output.WriteLine($"{sharded}");
        Assert.InRange(sharded.Retained.AreaUnderCurve.Value, 0.65, 0.85);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_progress_is_reported()
    {
        static IEstimator<ITransformer> Few(MLContext context) => Trees(context, trees: 3, leaves: 10, rowsPerLeaf: 2);
        var (marked, unseen) = (Marked(Drawn(1, 120)), View(Drawn(2, 60)));
        var model = Few(ml).Fit(marked);
        var reports = new Reports();
        var one = ml.Unlearning().AuditMembership(model, Few, marked, unseen, 4, progress: reports);
        var two = ml.Unlearning().AuditMembership(model, Few, marked, unseen, 4, numberOfThreads: 3);
        Assert.Equal(one.ForgottenScores, two.ForgottenScores);
        Assert.Equal($"{one}", $"{two}");
        Assert.Equal([0, 1, 2, 3, 4], reports.Select(report => report.Step));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => ml.Unlearning().AuditMembership(model, Few, marked, unseen, cancellationToken: cancelled.Token));
    }

    [Fact]
    public void What_cannot_be_audited_is_refused()
    {
        static IEstimator<ITransformer> Few(MLContext context) => Trees(context, trees: 2, leaves: 4, rowsPerLeaf: 2);
        var (rows, unseen) = (Drawn(1, 60), View(Drawn(2, 30)));
        var marked = Marked(rows);
        var model = Few(ml).Fit(marked);
        void Refuse<T>(string words, Action audit) where T : Exception => Refused.With<T>(words, audit);
        Refuse<ArgumentOutOfRangeException>("Could not find forget column", () => ml.Unlearning().AuditMembership(
            model, Few, View(rows), unseen));
        Refuse<InvalidOperationException>("There are no unseen rows", () => ml.Unlearning().AuditMembership(
            model, Few, marked, new EmptyView(unseen.Schema)));
        Refuse<InvalidOperationException>("Shadow model 1 of 8 could not be fitted and asked: Oh.", () => ml.Unlearning().AuditMembership(
            model, _ => throw new FormatException("Oh."), marked, unseen));
        var same = Few(ml);
        Refuse<InvalidOperationException>("returned the same one twice", () => ml.Unlearning().AuditMembership(
            model, _ => same, marked, unseen));
        IEstimator<ITransformer> Margin(MLContext context) => context.BinaryClassification.Trainers.LinearSvm();
        Refuse<ArgumentOutOfRangeException>("a column 'Probability' beside it", () => ml.Unlearning().AuditMembership(
            Margin(ml).Fit(marked), Margin, marked, unseen));
        var keys = ml.Transforms.Conversion.MapValueToKey("Plan");
        var (here, there) = (keys.Fit(marked).Transform(marked), keys.Fit(View(Drawn(3, 9))).Transform(unseen));
        Refuse<InvalidOperationException>("The keys of column 'Plan' stand for other values", () => ml.Unlearning().AuditMembership(
            model, Few, here, there));
        foreach (var mark in new[] { true, false })
        {
            var alike = new AddedColumnView<bool>(View(rows), "Forget", BooleanDataViewType.Instance, null, [], _ => () => mark);
            Refuse<InvalidOperationException>("mark those in question", () => ml.Unlearning().AuditMembership(model, Few, alike, unseen));
        }
    }

    [TableFact("churn.csv")]
    public void Of_real_customers_an_overfitted_model_gives_away_more_than_a_regular_one()
    {
        var rows = ml.Data.LoadFromTextFile(Path.Combine(SharedData.Folder("tables")!, "churn.csv"), new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            AllowQuoting = true,
            Columns =
            [
                new("Id", DataKind.String, 0), new("Churn", DataKind.String, 1), new("Tenure", DataKind.Single, 6),
                new("Contract", DataKind.String, 16), new("Payment", DataKind.String, 18), new("Charges", DataKind.Single, 19),
            ],
        });
        var known = ml.Transforms.Conversion.MapValue("Label", new Dictionary<string, bool> { ["Yes"] = true, ["No"] = false }, "Churn");
        var all = known.Fit(rows).Transform(rows);
        var (train, unseen) = (ml.Data.TakeRows(all, 600), ml.Data.TakeRows(ml.Data.SkipRows(all, 600), 600));
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows("Id", ["1", "77", "500"]));
        IEstimator<ITransformer> Stage(MLContext context, int leaves, int rowsPerLeaf) => context.Transforms.Categorical
            .OneHotEncoding([new("Contract"), new("Payment")])
            .Append(context.Transforms.Concatenate("Features", "Tenure", "Charges", "Contract", "Payment"))
            .Append(Trees(context, trees: 20, leaves, rowsPerLeaf));
        var over = Audit(context => Stage(context, 60, 1), marked, unseen);
        var regular = Audit(context => Stage(context, 4, 60), marked, unseen);
        output.WriteLine($"overfitted: {over}; regular: {regular}");
        Assert.True(over.Retained.AreaUnderCurve.Value > regular.Retained.AreaUnderCurve.Value + 0.1, $"{over}; {regular}");
    }

    private MembershipAudit Audit(Func<MLContext, IEstimator<ITransformer>> estimator, IDataView marked, IDataView unseen) =>
        ml.Unlearning().AuditMembership(estimator(new MLContext(seed: 7)).Fit(marked), estimator, marked, unseen, numberOfShadowModels: 4);

    private static FastTreeBinaryTrainer Trees(MLContext context, int trees, int leaves, int rowsPerLeaf, string label = "Label") =>
        context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = trees,
            NumberOfLeaves = leaves,
            MinimumExampleCountPerLeaf = rowsPerLeaf,
            LabelColumnName = label,
            NumberOfThreads = 1,
        });

    private IDataView View(IEnumerable<Noisy> rows) => ml.Data.LoadFromEnumerable(rows);

    private IDataView Marked(Noisy[] rows, string label = "Label") =>
        ml.Unlearning().MarkForgotten(View(rows), ForgetRequest.Random(0.1, seed: 3), labelColumnName: label);

    /// <summary>Rows whose labels hardly depend on their features: whoever answers them right has learnt them by heart.</summary>
    private static Noisy[] Drawn(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(row => new Noisy
        {
            Id = row,
            Features = [(float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble()],
            Label = random.Next(2) == 1,
            Plan = random.Next(3) switch { 0 => "small", 1 => "middle", _ => "large" },
        })];
    }

    private sealed class Noisy
    {
        public int Id { get; set; }

        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public string Plan { get; set; } = "";
    }
}
