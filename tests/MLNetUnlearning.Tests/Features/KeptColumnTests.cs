namespace MLNetUnlearning.Tests;

/// <summary>Who unlearns is told of features that still lie in a file.</summary>
public sealed class KeptColumnTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly TemporaryFolder folder = new();
    private readonly List<string> log = [];
    private readonly Portraits portraits;

    public KeptColumnTests()
    {
        portraits = new Portraits(ml);
        ml.Log += (_, message) => log.Add(message.RawMessage);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Unlearning_says_how_many_features_still_lie_there()
    {
        var kept = portraits.Kept(folder.File("features"));
        var marked = portraits.Marked();
        using var model = kept.Append(ml.Unlearning().TrainClassifier(numberOfEpochs: 2)).Fit(marked);
        using var without = kept.Append(ml.Unlearn(model.LastTransformer, new Methods.Retrain())).Fit(marked);
        Assert.Contains(log, text => text.Contains($"The features of 6 forgotten rows still lie in '{kept.Path}'"));
        kept.Forget(marked);
        log.Clear();
        using var again = kept.Append(ml.Unlearn(model.LastTransformer, new Methods.Retrain())).Fit(marked);
        Assert.DoesNotContain(log, text => text.Contains("lie in"));
    }

    [Fact]
    public void So_do_shards()
    {
        var kept = portraits.Kept(folder.File("features"));
        var marked = portraits.Marked();
        var rows = kept.Fit(marked).Transform(marked);
        using var model = ml.Unlearning()
            .Sharded(context => context.MulticlassClassification.Trainers.NaiveBayes(), 2, idColumnName: "ImagePath").Fit(rows);
        Assert.Equal(6, model.RowsPerShard.Sum() - ml.Unlearn(model).Fit(rows).RowsPerShard.Sum());
        Assert.Contains(log, text => text.Contains("The features of 6 forgotten rows still lie in"));
    }

    [Fact]
    public void What_cannot_be_counted_may_still_lie_there()
    {
        var kept = portraits.Kept(folder.File("features"), key: FingerprintKey.Create());
        var marked = portraits.Marked();
        var rows = ml.Data.Cache(kept.Fit(marked).Transform(marked));
        Assert.Equal(
            [$"Features of the forgotten rows may still lie in '{kept.Path}'. Forget(marked) of KeptFeatures deletes them"],
            Features.KeptColumn.StillKept(rows, "Forget"));
        kept.Delete();
        Assert.Empty(Features.KeptColumn.StillKept(rows, "Forget"));
        Assert.Empty(Features.KeptColumn.StillKept(marked, "Forget"));
    }
}
