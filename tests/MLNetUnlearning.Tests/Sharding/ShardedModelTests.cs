using Microsoft.ML.Trainers.FastTree;

namespace MLNetUnlearning.Tests;

/// <summary>What a sharded model gives: as ML.NET's evaluators, cross-validation and prediction engines want it.</summary>
public sealed class ShardedModelTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void A_binary_model_is_evaluated_by_MLNet()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var metrics = ml.BinaryClassification.Evaluate(model.Transform(Customers.View(ml)));
        Assert.InRange(metrics.AreaUnderRocCurve, 0.8, 1);
        Assert.InRange(metrics.LogLoss, 0, 1);
        Assert.Equal(ShardAggregation.MeanProbability, model.Aggregation);
        Assert.Null(model.Classes);
    }

    [Fact]
    public void A_binary_model_without_probabilities_is_evaluated_by_MLNet()
    {
        var model = ml.Unlearning().Sharded(Stages.ChurnBySvm, 3).Fit(Customers.View(ml));
        Assert.Null(model.GetOutputSchema(Customers.View(ml).Schema).GetColumnOrNull("Probability"));
        Assert.InRange(ml.BinaryClassification.EvaluateNonCalibrated(model.Transform(Customers.View(ml))).AreaUnderRocCurve, 0.7, 1);
        Assert.Equal(ShardAggregation.MeanScore, model.Aggregation);
    }

    [Fact]
    public void A_model_of_classes_is_evaluated_by_MLNet_though_the_stage_makes_the_keys()
    {
        var model = Stages.Sharded(ml, "plan").Fit(Customers.View(ml));
        var scored = model.Transform(Customers.View(ml));
        var metrics = ml.MulticlassClassification.Evaluate(scored, "Plan");
        Assert.InRange(metrics.MicroAccuracy, 0.6, 1);
        Assert.Equal(["large", "middle", "small"], model.Classes!.Names);
        Assert.Equal(model.Classes.Names, scored.Schema["Score"].Texts("SlotNames"));
        Assert.Equal(model.Classes.Names, scored.Schema["PredictedLabel"].Texts("KeyValues"));
        Assert.Equal(model.Classes.Names, scored.Schema["Plan"].Texts("KeyValues"));
        var named = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored);
        Assert.All(named.GetColumn<string>("PredictedLabel"), name => Assert.Contains(name, model.Classes.Names));
    }

    [Fact]
    public void A_model_of_numbers_is_evaluated_by_MLNet()
    {
        var model = Stages.Sharded(ml, "spent").Fit(Customers.View(ml));
        Assert.InRange(ml.Regression.Evaluate(model.Transform(Customers.View(ml)), "Spent").RSquared, 0.5, 1);
    }

    [Fact]
    public void A_model_of_ranks_is_evaluated_by_MLNet()
    {
        var rows = ml.Transforms.Conversion.MapValueToKey("Group", "Id").Append(ml.Transforms.Conversion.MapValueToKey("Rank", "Plan"))
            .Fit(Customers.View(ml)).Transform(Customers.View(ml));
        var model = ml.Unlearning().Sharded(
            context => Stages.Numbers(context).Append(context.Ranking.Trainers.FastTree(
                "Rank", rowGroupColumnName: "Group", numberOfTrees: 5, numberOfLeaves: 4, minimumExampleCountPerLeaf: 3)), 3).Fit(rows);
        Assert.NotEmpty(ml.Ranking.Evaluate(model.Transform(rows), "Rank", "Group").NormalizedDiscountedCumulativeGains);
    }

    [Fact]
    public void Cross_validation_takes_it_as_any_estimator()
    {
        var churn = ml.BinaryClassification.CrossValidate(Customers.View(ml), Stages.Sharded(ml, "churn", 2), numberOfFolds: 2);
        var plan = ml.MulticlassClassification.CrossValidate(
            Customers.View(ml), Stages.Sharded(ml, "plan", 2), numberOfFolds: 2, labelColumnName: "Plan", samplingKeyColumnName: "Id");
        Assert.All(churn, fold => Assert.InRange(fold.Metrics.AreaUnderRocCurve, 0.6, 1));
        Assert.All(plan, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0.4, 1));
    }

    [Fact]
    public void A_prediction_engine_gives_what_the_view_gives()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var engine = ml.Model.CreatePredictionEngine<Customer, Answer>(model);
        var scored = model.Transform(Customers.View(ml));
        var (scores, chances) = (scored.GetColumn<float>("Score").ToArray(), scored.GetColumn<float>("Probability").ToArray());
        var guesses = scored.GetColumn<bool>("PredictedLabel").ToArray();
        for (var row = 0; row < 20; row++)
        {
            var answer = engine.Predict(Customers.All[row]);
            Assert.Equal((scores[row], chances[row], guesses[row]), (answer.Score, answer.Probability, answer.PredictedLabel));
            Assert.Equal(chances[row] > 0.5f, guesses[row]);
        }
    }

    [Fact]
    public void A_stage_of_a_chain_knows_its_columns_before_it_is_fitted()
    {
        foreach (var what in new[] { "churn", "plan", "spent" })
        {
            var rows = Customers.View(ml);
            var stage = Stages.Sharded(ml, what);
            var made = SchemaShapes.Of(stage.Fit(rows).GetOutputSchema(rows.Schema)).ToDictionary(column => column.Name);
            foreach (var column in stage.GetOutputSchema(SchemaShapes.Of(rows.Schema)))
            {
                var found = made[column.Name];
                Assert.Equal((column.Kind, column.ItemType, column.IsKey), (found.Kind, found.ItemType, found.IsKey));
            }
        }
        var chain = Stages.Sharded(ml, "plan").Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        Assert.NotNull(chain.Fit(Customers.View(ml)));
    }

    [Fact]
    public void A_stage_may_make_the_label_Boolean()
    {
        IEstimator<ITransformer> Stage(MLContext context) => Stages.Numbers(context)
            .Append<ITransformer>(context.Transforms.Conversion.MapValue(
                "Plan", new Dictionary<string, bool> { ["large"] = true, ["middle"] = false, ["small"] = false }, "Plan"))
            .Append(context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
            {
                LabelColumnName = "Plan",
                NumberOfTrees = 5,
                NumberOfLeaves = 5,
                MinimumExampleCountPerLeaf = 3,
            }));
        var model = ml.Unlearning().Sharded(Stage, 3, labelColumnName: "Plan").Fit(Customers.View(ml));
        Assert.InRange(ml.BinaryClassification.Evaluate(model.Transform(Customers.View(ml)), "Plan").AreaUnderRocCurve, 0.9, 1);
    }

    [Fact]
    public void A_one_sided_shard_is_named_by_a_row_that_has_a_label()
    {
        // The stage makes the label Boolean, and the rows that come first in a shard have none.
        var rows = ml.Data.LoadFromEnumerable(Customers.All.Take(40).Select(
            (row, index) => new Answered(row, index % 2 == 0 ? "" : row.Label ? "yes" : "no")));
        static IEstimator<ITransformer> Stage(MLContext context) => context.Transforms.Conversion
            .MapValue("Answer", new Dictionary<string, bool> { ["yes"] = true, ["no"] = false, [""] = false })
            .Append(context.BinaryClassification.Trainers.LinearSvm("Answer"));
        for (var key = 0; key < 4; key++)
        {
            var secret = FingerprintKey.FromBytes([.. Enumerable.Repeat((byte)key, FingerprintKey.Length)]);
            var sharded = ml.Unlearning().Sharded(Stage, 12, labelColumnName: "Answer", fingerprintKey: secret);
            var ids = new Sharding.ShardIds(rows.Schema["Id"], secret, 12);
            var only = Customers.All.Take(40).Where((_, index) => index % 2 == 1).ToLookup(row => ids.ShardOf(secret.OfId(row.Id)));
            foreach (var (index, shard) in sharded.Fit(rows).State.Shards.Index())
                if (shard.OnlyClass is { } name) Assert.Equal(only[index].First().Label.ToString(), name);
        }
    }

    [Fact]
    public void One_sided_shards_have_the_names_that_the_stage_gives_classes()
    {
        static IEstimator<ITransformer> Renaming(MLContext context) => context.Transforms.Conversion
            .MapValue("Plan", new Dictionary<string, string> { ["small"] = "S", ["middle"] = "M", ["large"] = "L" })
            .Append(Stages.Plan(context));
        var model = ml.Unlearning().Sharded(Renaming, 100, labelColumnName: "Plan").Fit(Customers.View(ml));
        Assert.Contains(model.State.Shards, shard => shard.OnlyClass is not null);
        Assert.Equal(["L", "M", "S"], model.Classes!.Names);
    }

    [Theory, InlineData(2), InlineData(70)]
    public void Keys_of_Booleans_stay_keys_in_memory_and_in_a_model_file(int shards)
    {
        static IEstimator<ITransformer> Keys(MLContext context) => Stages.Numbers(context)
            .Append<ITransformer>(context.Transforms.Conversion.MapValueToKey("Label"))
            // Left to itself it goes over three rows so often that it takes minutes.
            .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 200));
        var model = ml.Unlearning().Sharded(Keys, shards).Fit(Customers.View(ml));
        Assert.Equal(["False", "True"], model.Classes!.Names);
        using var file = new MemoryStream();
        ml.Model.Save(model, Customers.View(ml).Schema, file);
        var loaded = new MLContext().Model.Load(file, out _);
        foreach (var scored in new[] { model.Transform(Customers.View(ml)), loaded.Transform(Customers.View(ml)) })
            Assert.InRange(ml.MulticlassClassification.Evaluate(scored).MicroAccuracy, 0.7, 1);
    }

    [Fact]
    public void Only_the_columns_that_are_asked_for_are_computed()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var scored = model.Transform(Customers.View(ml));
        using var cursor = scored.GetRowCursor([scored.Schema["Id"]]);
        Assert.True(cursor.MoveNext());
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(scored.Schema["Score"]));
    }

    [Fact]
    public void What_was_made_by_forgetting_outlives_the_model()
    {
        var rows = Tiny.Rows(numberOfRows: 60);
        var model = ml.Unlearning().Sharded(
            context => context.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network), numberOfShards: 3, seed: 2).Fit(rows);
        using var without = ml.Unlearn(model).Fit(ml.Unlearning().MarkForgotten(rows, ForgetRequest.Rows("Id", ["0:7"])));
        var before = without.Transform(rows).Scores();
        model.Dispose();
        Assert.Equal(before, without.Transform(rows).Scores());
        Assert.Throws<ObjectDisposedException>(() => model.Transform(rows));
    }

    [Fact]
    public void Shards_live_on_in_a_model_that_is_made_while_the_one_before_is_disposed()
    {
        var rows = Tiny.Rows(numberOfRows: 60);
        var marked = ml.Unlearning().MarkForgotten(rows, ForgetRequest.Rows("Id", ["0:7"]));
        IEstimator<ITransformer> Stage(MLContext context) => context.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network);
        var model = ml.Unlearning().Sharded(Stage, numberOfShards: 3, seed: 2).Fit(rows);
        using var without = ml.Unlearn(
            model, context =>
            {
                model.Dispose(); // as another thread might, in the middle of the fit
                return Stage(context);
            }, checkEstimator: false).Fit(marked);
        Assert.Equal(60, without.Transform(rows).Scores().Count());
        Assert.Throws<ObjectDisposedException>(() => ml.Unlearn(model).Fit(marked));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var without = ml.Unlearn(model).Fit(Customers.Marked(ml, "c3"));
        Assert.StartsWith("3 shards of ", model.ToString());
        Assert.EndsWith("rows, mean of probabilities; 1 id forgotten", without.ToString());
        Assert.Equal(Customers.All.Length, model.RowsPerShard.Sum());
        Assert.Equal(Customers.All.Length - 3, without.RowsPerShard.Sum());
        Assert.Equal([0, 1, 2], model.RefittedShards);
        Assert.Single(without.RefittedShards);
    }

    private sealed class Answer
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Answered(Customer row, string answer)
    {
        public string Id { get; } = row.Id;

        [VectorType(4)]
        public float[] Features { get; } = row.Numbers;

        public string Answer { get; } = answer;
    }
}
