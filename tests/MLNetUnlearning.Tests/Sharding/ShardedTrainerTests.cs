using MLNetUnlearning.Sharding;

namespace MLNetUnlearning.Tests;

/// <summary>First fits: what they need, refuse, report and warn of.</summary>
public sealed class ShardedTrainerTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Settings_are_checked_in_one_message() => Refused.With<ArgumentException>(
        ["numberOfShards is 0; it must be 1 to 10000", "numberOfThreads is 0", "id column and the label column are both named 'Label'"],
        () => ml.Unlearning().Sharded(Stages.Churn, numberOfShards: 0, idColumnName: "Label", numberOfThreads: 0));

    [Fact]
    public void Rows_need_an_id()
    {
        var rows = ml.Transforms.DropColumns("Id").Fit(Customers.View(ml)).Transform(Customers.View(ml));
        Refused.With<ArgumentOutOfRangeException>("Could not find id column 'Id'", () => Stages.Sharded(ml, "churn").Fit(rows));
        var gap = ml.Data.LoadFromEnumerable(Customers.All.Select((row, index) => index == 4 ? new Customer() : row));
        Refused.With<InvalidOperationException>("Row 4 (counted from 0) has no id", () => Stages.Sharded(ml, "churn").Fit(gap));
        var vector = ml.Unlearning().Sharded(Stages.Churn, idColumnName: "Numbers");
        Refused.With<ArgumentOutOfRangeException>("Schema mismatch for id column 'Numbers'", () => vector.Fit(Customers.View(ml)));
        Refused.With<InvalidOperationException>(
            "There are no rows", () => Stages.Sharded(ml, "churn").Fit(new EmptyView(Customers.View(ml).Schema)));
    }

    [Fact]
    public void An_estimator_that_cannot_be_sharded_is_refused()
    {
        void Refuse(string words, Func<MLContext, IEstimator<ITransformer>> estimator, ShardAggregation? aggregation = null) =>
            Refused.With<InvalidOperationException>(
                words, () => ml.Unlearning().Sharded(estimator, 3, aggregation: aggregation).Fit(Customers.View(ml)));
        Refuse("gives no column 'Score'", Stages.Numbers);
        Refuse("answers are of kind Clustering", context => Stages.Numbers(context).Append(context.Clustering.Trainers.KMeans()));
        Refuse("gives no probabilities", Stages.ChurnBySvm, ShardAggregation.MeanProbability);
        Refuse("predicts numbers", Stages.Spent, ShardAggregation.MajorityVote);
        Refuse("returned null", _ => null!);
    }

    [Theory, InlineData(1), InlineData(3)]
    public void Every_shard_needs_an_estimator_of_its_own(int shards)
    {
        var same = Stages.Churn(ml);
        Refused.With<InvalidOperationException>(
            "returned the same one twice", () => ml.Unlearning().Sharded(_ => same, shards).Fit(Customers.View(ml)));
    }

    [Fact]
    public void An_estimator_of_another_context_is_warned_of()
    {
        const string Warning = "did not use the context that it gets";
        var outer = new MLContext(seed: 3);
        Assert.Contains(
            Said(() => ml.Unlearning().Sharded(_ => Stages.Churn(outer), 2).Fit(Customers.View(ml))), text => text.Contains(Warning));
        Assert.DoesNotContain(
            Said(() => ml.Unlearning().Sharded(Stages.Churn, 2).Fit(Customers.View(ml))), text => text.Contains(Warning));
    }

    [Fact]
    public void A_shard_without_a_labelled_row_is_silent_for_numbers_too()
    {
        var rows = Customers.All.Take(40).Select(row => new Customer
        {
            Id = row.Id,
            Contract = row.Contract,
            Numbers = row.Numbers,
            Spent = int.Parse(row.Id[1..]) % 2 == 0 ? float.NaN : row.Spent,
        });
        var model = ml.Unlearning().Sharded(Stages.Spent, 60, labelColumnName: "Spent").Fit(ml.Data.LoadFromEnumerable(rows));
        Assert.Contains(model.State.Shards, shard => shard is { NumberOfRows: > 0, Model: null });
        Assert.DoesNotContain(model.Transform(Customers.View(ml)).GetColumn<float>("Score"), float.IsNaN);
    }

    [Fact]
    public void A_shard_that_cannot_be_fitted_is_named()
    {
        static IEstimator<ITransformer> Failing(MLContext context) => Watched(context, () => throw new FormatException("Oh."));
        Refused.With<InvalidOperationException>(
            "Shard 0 of 3, with ", () => ml.Unlearning().Sharded(Failing, 3).Fit(Customers.View(ml)));
    }

    [Fact]
    public void One_sided_and_empty_shards_depend_on_their_own_rows_alone()
    {
        // Nearly every customer has a shard of its own, so most shards have one class, and many no row.
        var rows = ml.Data.LoadFromEnumerable(Customers.All.Where(row => row.Id is not "c3").Take(60));
        var sharded = ml.Unlearning().Sharded(Stages.Churn, numberOfShards: 200);
        var model = sharded.Fit(rows);
        Assert.Contains(model.State.Shards, shard => shard.OnlyClass == "True");
        Assert.Contains(model.State.Shards, shard => shard.OnlyClass == "False");
        Assert.Contains(0, model.RowsPerShard);
        Assert.All(model.Transform(rows).GetColumn<float>("Probability"), chance => Assert.InRange(chance, 0.1f, 0.9f));
        var marked = ml.Unlearning().MarkForgotten(rows, ForgetRequest.Rows("Id", ["c10", "c11"]));
        var left = ml.Data.LoadFromEnumerable(
            Customers.All.Where(row => row.Id is not "c3").Take(60).Where(row => row.Id is not ("c10" or "c11")));
        Assert.Equal(Stages.Bits(sharded.Fit(left).Transform(rows)), Stages.Bits(ml.Unlearn(model).Fit(marked).Transform(rows)));
    }

    [Fact]
    public void One_sided_shards_of_several_classes_know_their_own()
    {
        var sharded = ml.Unlearning().Sharded(Stages.Plan, 100, labelColumnName: "Plan");
        var model = sharded.Fit(Customers.View(ml));
        Assert.Contains(model.State.Shards, shard => shard.OnlyClass is not null);
        var without = ml.Unlearn(model).Fit(Customers.Marked(ml, "c3"));
        Assert.Equal(Stages.Bits(ml, sharded.Fit(Customers.Without(ml, "c3"))), Stages.Bits(ml, without));
    }

    [Fact]
    public void A_shard_that_loses_all_its_rows_falls_silent()
    {
        var rows = ml.Data.LoadFromEnumerable(Customers.All.Where(row => row.Id is "c1" or "c2" or "c3" or "c4"));
        var sharded = ml.Unlearning().Sharded(Stages.Churn, 1000);
        var model = sharded.Fit(rows);
        var without = ml.Unlearn(model).Fit(ml.Unlearning().MarkForgotten(rows, ForgetRequest.Rows("Id", ["c2"])));
        Assert.Equal(model.RowsPerShard.Count(count => count > 0) - 1, without.RowsPerShard.Count(count => count > 0));
        Assert.All(without.Transform(rows).GetColumn<float>("Probability"), chance => Assert.InRange(chance, 0.1f, 0.9f));
    }

    [Fact]
    public void Steps_before_the_stage_that_learned_from_rows_are_warned_of()
    {
        var before = Stages.Numbers(ml).Append(ml.Transforms.Conversion.MapValueToKey("Plan")).Fit(Customers.View(ml));
        var said = Said(() => ml.Unlearning().Sharded(
            context => context.BinaryClassification.Trainers.FastTree(numberOfTrees: 2, minimumExampleCountPerLeaf: 2), 2)
            .Fit(before.Transform(Customers.View(ml))));
        Assert.Contains(said, text => text.Contains("'Features' (normalised)") && text.Contains("'Plan' (key values)"));
        Assert.DoesNotContain(Said(() => Stages.Sharded(ml, "churn").Fit(Customers.View(ml))), text => text.Contains("may have learned"));
    }

    [Fact]
    public void Progress_is_reported_and_logged()
    {
        var reports = new Reports();
        var said = Said(() => ml.Unlearning().Sharded(Stages.Churn, 3, progress: reports).Fit(Customers.View(ml)));
        Assert.Equal([0, 1, 2, 3], reports.Select(report => report.Step));
        Assert.All(reports, report => Assert.Equal(("shards", 3), (report.Stage, report.NumberOfSteps)));
        Assert.Contains(said, text => text.Contains("shards: step 3 of 3"));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_fit_can_be_cancelled(int threads)
    {
        using var cancelled = new CancellationTokenSource();
        var progress = new CancelAfterOne(cancelled);
        Assert.ThrowsAny<OperationCanceledException>(() => ml.Unlearning().Sharded(
            Stages.Churn, 30, numberOfThreads: threads, progress: progress, cancellationToken: cancelled.Token).Fit(Customers.View(ml)));
    }

    [Fact]
    public void A_trainer_that_reads_rows_is_cancelled_within_its_shard()
    {
        using var cancelled = new CancellationTokenSource();
        IEstimator<ITransformer> Endless(MLContext context) => Watched(context, cancelled.Cancel);
        Assert.ThrowsAny<OperationCanceledException>(
            () => ml.Unlearning().Sharded(Endless, 1, cancellationToken: cancelled.Token).Fit(Customers.View(ml)));
    }

    [Fact]
    public void Fitting_again_gives_the_same_model_and_a_new_trainer_another()
    {
        var sharded = ml.Unlearning().Sharded(Stages.Churn, 3);
        Assert.Equal(Stages.Bits(ml, sharded.Fit(Customers.View(ml))), Stages.Bits(ml, sharded.Fit(Customers.View(ml))));
        var another = ml.Unlearning().Sharded(Stages.Churn, 3);
        Assert.NotEqual(Stages.Bits(ml, sharded.Fit(Customers.View(ml))), Stages.Bits(ml, another.Fit(Customers.View(ml))));
    }

    [Fact]
    public void Shards_have_about_the_same_number_of_ids()
    {
        var key = FingerprintKey.FromBytes(new byte[FingerprintKey.Length]);
        var ids = new ShardIds(Customers.View(ml).Schema["Id"], key, 10);
        var counts = Enumerable.Range(0, 10_000).GroupBy(id => ids.ShardOf(key.OfId($"c{id}")))
            .ToDictionary(shard => shard.Key, shard => shard.Count());
        Assert.Equal(Enumerable.Range(0, 10), counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    /// <summary>A stage that does something for each row that its trainer reads, a million times over.</summary>
    private static IEstimator<ITransformer> Watched(MLContext context, Action watch) => new EstimatorChain<ITransformer>()
        .Append<ITransformer>(context.Transforms.CustomMapping<Spending, Watching>(
            (row, made) =>
            {
                watch();
                made.Features = [row.Spent];
            }, contractName: null))
        .Append(context.BinaryClassification.Trainers.AveragedPerceptron(numberOfIterations: 1_000_000));

    private List<string> Said(Action action)
    {
        var said = new List<string>();
        void Hear(object? sender, LoggingEventArgs message) => said.Add(message.RawMessage);
        ml.Log += Hear;
        action();
        ml.Log -= Hear;
        return said;
    }

    private sealed class Spending
    {
        public float Spent { get; set; }
    }

    private sealed class Watching
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }

    private sealed class CancelAfterOne(CancellationTokenSource source) : IProgress<UnlearningProgress>
    {
        public void Report(UnlearningProgress value)
        {
            if (value.Step == 1) source.Cancel();
        }
    }
}
