namespace MLNetUnlearning.Tests;

/// <summary>Sharded models as files of their own and within ML.NET's model files.</summary>
public sealed class ShardedSavingTests : IDisposable
{
    private static readonly string[] Forgotten = ["c3", "c41"];
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Kinds => ["churn", "plan", "spent"];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void A_file_of_its_own_gives_the_same_answers_and_forgets(string what)
    {
        var model = Stages.Sharded(ml, what).Fit(Customers.View(ml));
        var path = folder.File("model.zip");
        model.Save(path);
        var other = new MLContext();
        var loaded = other.Unlearning().LoadSharded(path, model.FingerprintKey);
        Assert.Equal(Stages.Bits(ml, model), Stages.Bits(other, loaded));
        var schema = Customers.View(ml).Schema;
        Assert.Equal(model.GetOutputSchema(schema).Types(), loaded.GetOutputSchema(schema).Types());
        AssertForgets(what, model, other, loaded);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_model_file_of_MLNet_gives_the_same_answers_and_forgets(string what)
    {
        var model = Stages.Sharded(ml, what).Fit(Customers.View(ml));
        var other = new MLContext();
        var chain = Loaded(other, model);
        Assert.Equal(Stages.Bits(ml, model), Stages.Bits(other, chain));
        var found = other.Unlearning().FindSharded(chain, model.FingerprintKey);
        Assert.Equal(Stages.Bits(ml, model), Stages.Bits(other, found));
        AssertForgets(what, model, other, found);
        // Once more, from what was loaded.
        Assert.Equal(Stages.Bits(ml, model), Stages.Bits(other, Loaded(other, found)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_loaded_model_file_leaves_no_columns_behind(string what)
    {
        var model = Stages.Sharded(ml, what).Fit(Customers.View(ml));
        var loaded = Loaded(ml, model).GetOutputSchema(Customers.View(ml).Schema);
        Assert.Equal(
            model.GetOutputSchema(Customers.View(ml).Schema).Where(column => !column.IsHidden).Select(column => column.Name).Order(),
            loaded.Where(column => !column.IsHidden).Select(column => column.Name).Order());
    }

    [Fact]
    public void A_loaded_model_file_is_evaluated_as_the_model_is()
    {
        var (churn, plan) = (Stages.Sharded(ml, "churn").Fit(Customers.View(ml)), Stages.Sharded(ml, "plan").Fit(Customers.View(ml)));
        double Area(ITransformer model) => ml.BinaryClassification.Evaluate(model.Transform(Customers.View(ml))).AreaUnderRocCurve;
        double Accuracy(ITransformer model) =>
            ml.MulticlassClassification.Evaluate(model.Transform(Customers.View(ml)), "Plan").MicroAccuracy;
        Assert.Equal(Area(churn), Area(Loaded(ml, churn)));
        Assert.Equal(Accuracy(plan), Accuracy(Loaded(ml, plan)));
        Assert.InRange(Accuracy(plan), 0.6, 1);
    }

    [Fact]
    public void The_key_lies_beside_the_file_and_not_in_it()
    {
        var model = ml.Unlearning().Sharded(Stages.Churn, 3).Fit(Customers.View(ml));
        var path = folder.File("model.zip");
        model.Save(path);
        Assert.Equal(model.FingerprintKey!.ToBytes(), ml.Unlearning().LoadSharded(path).FingerprintKey!.ToBytes());
        File.Delete(path + ".key");
        var without = ml.Unlearning().LoadSharded(path);
        Assert.Null(without.FingerprintKey);
        Assert.Equal(Stages.Bits(ml, model), Stages.Bits(ml, without));
        Refused.With<InvalidOperationException>("is not at hand", () => ml.Unlearn(without, Stages.Churn));
        Refused.With<ArgumentException>("the key that belongs to it", () => ml.Unlearning().LoadSharded(path, FingerprintKey.Create()));
        model.SaveFingerprintKey(folder.File("kept.key"));
        Assert.Equal(model.FingerprintKey.ToBytes(), ml.Unlearning().LoadFingerprintKey(folder.File("kept.key")).ToBytes());
    }

    [Fact]
    public void A_model_of_a_file_asks_for_its_estimator_and_knows_another()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        model.Save(folder.File("model.zip"));
        var loaded = ml.Unlearning().LoadSharded(folder.File("model.zip"), model.FingerprintKey);
        Refused.With<InvalidOperationException>("holds no code", () => ml.Unlearn(loaded));
        static IEstimator<ITransformer> Another(MLContext context) => Stages.Numbers(context).Append(
            context.BinaryClassification.Trainers.FastTree(numberOfTrees: 7, numberOfLeaves: 5, minimumExampleCountPerLeaf: 3));
        var marked = Customers.Marked(ml, Forgotten);
        Refused.With<InvalidOperationException>("does not give what the model gives", () => ml.Unlearn(loaded, Another).Fit(marked));
        Assert.NotNull(ml.Unlearn(loaded, Another, checkEstimator: false).Fit(marked));
    }

    [Fact]
    public void Ids_stand_in_no_file()
    {
        var rows = ml.Transforms.Conversion.MapValueToKey("Id").Fit(Customers.View(ml)).Transform(Customers.View(ml));
        var model = ml.Unlearning().Sharded(Stages.Churn, 3, fingerprintKey: FingerprintKey.Create()).Fit(rows);
        model.Save(folder.File("model.zip"));
        Assert.DoesNotContain("c41", Text(folder.File("model.zip")));

        // The models of shards are compressed: what is in them is looked at by ML.NET's own means.
        static string Text(string path)
        {
            using var archive = System.IO.Compression.ZipFile.OpenRead(path);
            var texts = new List<string>();
            foreach (var part in archive.Entries)
            {
                using var copy = new MemoryStream();
                using (var stream = part.Open()) stream.CopyTo(copy);
                texts.Add(System.Text.Encoding.Latin1.GetString(copy.ToArray()));
                if (!part.Name.StartsWith("shard-", StringComparison.Ordinal)) continue;
                using var inner = new System.IO.Compression.ZipArchive(copy);
                foreach (var file in inner.Entries)
                {
                    using var stream = file.Open();
                    texts.Add(new StreamReader(stream, System.Text.Encoding.Latin1).ReadToEnd());
                }
            }
            return string.Concat(texts);
        }
    }

    [Fact]
    public void Networks_as_shards_come_back_from_both_files()
    {
        var rows = Tiny.Rows(numberOfRows: 60);
        using var model = ml.Unlearning().Sharded(
            context => context.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network), numberOfShards: 2, seed: 2).Fit(rows);
        model.Save(folder.File("model.zip"));
        var expected = model.Transform(rows).Scores();
        Assert.Equal(expected, ml.Unlearning().LoadSharded(folder.File("model.zip")).Transform(rows).Scores());
        Assert.Equal(expected, Loaded(ml, model).Transform(rows).Scores());
    }

    private void AssertForgets(string what, ShardedModel model, MLContext other, ShardedModel loaded)
    {
        Func<MLContext, IEstimator<ITransformer>> estimator =
            what switch { "plan" => Stages.Plan, "spent" => Stages.Spent, _ => Stages.Churn };
        var without = other.Unlearn(loaded, estimator).Fit(Customers.Marked(other, Forgotten));
        Assert.Equal(Stages.Bits(ml, Stages.Sharded(ml, what).Fit(Customers.Without(ml, Forgotten))), Stages.Bits(other, without));
        Assert.NotEqual(Stages.Bits(ml, model), Stages.Bits(other, without));
        Assert.Equal(2, without.NumberOfForgottenIds);
    }

    private ITransformer Loaded(MLContext context, ITransformer model)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, Customers.View(ml).Schema, stream);
        stream.Position = 0;
        return context.Model.Load(stream, out _);
    }
}
