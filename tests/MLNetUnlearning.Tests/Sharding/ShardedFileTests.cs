using System.Text;
using MLNetUnlearning.Sharding;

namespace MLNetUnlearning.Tests;

/// <summary>Files of sharded models: spoilt ones are refused, and models that a model file cannot hold say so.</summary>
public sealed class ShardedFileTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Spoilt_files_are_refused_or_the_same_as_before()
    {
        var model = Stages.Sharded(ml, "plan", numberOfShards: 2).Fit(Customers.View(ml));
        var expected = Stages.Bits(ml, model);
        var (refused, _) = SpoiltFiles.Read(Bytes(model), seed: 1, count: 300, mutant =>
            Assert.Equal(expected, Stages.Bits(ml, new ShardedModel(ShardedFile.Read(new MemoryStream(mutant), ml)))));
        Assert.InRange(refused, 270, 300);
    }

    [Fact]
    public void Manifests_that_were_forged_to_fit_their_hash_are_refused_or_make_a_whole_model()
    {
        var good = Bytes(Stages.Sharded(ml, "plan", numberOfShards: 2).Fit(Customers.View(ml)));
        var manifest = ZipFiles.Parts(good).Single(part => part.Name == "manifest.json").Bytes;
        var (refused, _) = SpoiltFiles.Read(
            manifest, seed: 2, count: 300, file => ShardedFile.Read(new MemoryStream(file), ml).Aggregator(),
            mutant => ZipFiles.Forged(good, manifestBytes: mutant));
        Assert.InRange(refused, 100, 300);
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "of format version 2")]
    [InlineData("MLNetUnlearning sharded model", "MLNetUnlearning classifier", "The file is no sharded model")]
    [InlineData("\"Multiclass\"", "\"Binary\"", "manifest.classes is missing, or there where none are predicted")]
    [InlineData("\"MeanScore\"", "\"Guess\"", "manifest.aggregation is 'Guess'")]
    [InlineData("\"rows\": ", "\"rows\": 1", "manifest.shards is not of as many rows as there are ids")]
    [InlineData("\"large\"", "\"huge\"", "invalid value")]
    public void What_cannot_be_is_named(string good, string bad, string words)
    {
        var file = Bytes(Stages.Sharded(ml, "plan", numberOfShards: 1).Fit(Customers.View(ml)));
        var forged = ZipFiles.Forged(file, text => Replaced(text, good, bad));
        Refused.With<ModelFileException>(words, () => ShardedFile.Read(new MemoryStream(forged), ml));
    }

    [Fact]
    public void Other_archives_are_refused()
    {
        var parts = ZipFiles.Parts(Bytes(Stages.Sharded(ml, "churn", numberOfShards: 1).Fit(Customers.View(ml))));
        void Refuse(string words, params (string Name, byte[] Bytes)[] zip) =>
            Refused.With<ModelFileException>(words, () => ShardedFile.Read(new MemoryStream(ZipFiles.Of(zip)), ml));
        Refuse("it lacks 'manifest.json', 'manifest.sha256'", ("readme.txt", "no"u8.ToArray()));
        Refuse("parts that no sharded model has: 'more.txt'", [.. parts, ("more.txt", [1])]);
        Refuse("it lacks 'shard-0000.zip'", [.. parts.Where(part => part.Name != "shard-0000.zip")]);
        Refuse("'trained-ids.bin' is not what was saved", [.. parts.Select(
            part => part.Name == "trained-ids.bin" ? (part.Name, part.Bytes[16..]) : part)]);
    }

    [Fact]
    public void The_same_model_gives_the_same_manifest()
    {
        var model = Stages.Sharded(ml, "plan", numberOfShards: 2).Fit(Customers.View(ml));
        var text = ZipFiles.Text(Bytes(model), "manifest.json");
        Assert.Contains("\"task\": \"Multiclass\"", text);
        var again = ShardedFile.Read(new MemoryStream(Bytes(model)), ml);
        Assert.Equal(model.State.Ids.Trained.ToBytes(), again.Ids.Trained.ToBytes());
        Assert.Equal(model.State.Inputs, again.Inputs);
        Assert.Equal(model.State.Columns, again.Columns);
        Assert.Equal(model.State.Shards.Select(shard => shard.Traces.Changed), again.Shards.Select(shard => shard.Traces.Changed));
    }

    [Fact]
    public void A_stage_that_selects_columns_is_saved_in_a_file_of_its_own_alone()
    {
        static IEstimator<ITransformer> Selecting(MLContext context) => Stages.Numbers(context)
            .Append<ITransformer>(context.Transforms.SelectColumns("Features", "Label"))
            .Append(context.BinaryClassification.Trainers.AveragedPerceptron());
        var model = ml.Unlearning().Sharded(Selecting, 2).Fit(Customers.View(ml));
        Refused.With<InvalidOperationException>(
            "by SelectColumns perhaps", () => ml.Model.Save(model, Customers.View(ml).Schema, new MemoryStream()));
        var loaded = new ShardedModel(ShardedFile.Read(new MemoryStream(Bytes(model)), ml));
        Assert.Equal(Stages.Bits(ml, model), Stages.Bits(ml, loaded));
        Refused.With<InvalidOperationException>(
            "by SelectColumns perhaps", () => ml.Model.Save(loaded, Customers.View(ml).Schema, new MemoryStream()));
    }

    [Fact]
    public void Doors_for_classifiers_point_to_those_for_shards()
    {
        var model = Stages.Sharded(ml, "churn").Fit(Customers.View(ml));
        var chain = new TransformerChain<ITransformer>(model);
        Refused.With<InvalidOperationException>("It holds a sharded model", () => ml.Unlearn(chain));
        Assert.Same(model, ml.Unlearning().FindSharded(chain));
        Refused.With<ArgumentException>(
            "give the key that belongs to it", () => ml.Unlearning().FindSharded(chain, FingerprintKey.Create()));
        var empty = new TransformerChain<ITransformer>();
        Refused.With<InvalidOperationException>("holds no ShardedModel", () => ml.Unlearning().FindSharded(empty));
        Refused.With<InvalidOperationException>(
            "holds 2 sharded models", () => ml.Unlearning().FindSharded(new TransformerChain<ITransformer>(model, model)));
    }

    private static byte[] Bytes(ShardedModel model)
    {
        using var stream = new MemoryStream();
        ShardedFile.Write(model.State, stream);
        return stream.ToArray();
    }

    /// <summary>The text with the first occurrence replaced.</summary>
    private static string Replaced(string text, string good, string bad)
    {
        var place = text.IndexOf(good, StringComparison.Ordinal);
        Assert.True(place >= 0, $"'{good}' is not in the manifest.");
        return new StringBuilder(text).Replace(good, bad, place, good.Length).ToString();
    }
}
