using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>With their defaults the methods that step once forget a class of synthetic images, and the others are still known.</summary>
public sealed class ForgetAClassTests(ForgetAClassTests.Trained trained, ITestOutputHelper output)
    : IClassFixture<ForgetAClassTests.Trained>
{
    [Fact]
    public void Fisher_forgetting_does() => Forgets(new FisherForgetting(), atLeast: 90);

    [Fact]
    public void Influence_unlearning_forgets_a_part_of_it() => Forgets(new InfluenceUnlearning(), atLeast: 25);

    [Fact]
    public void Selective_synaptic_dampening_does() => Forgets(new SelectiveSynapticDampening(), atLeast: 90);

    private void Forgets(UnlearningMethod method, double atLeast)
    {
        var ml = new MLContext(seed: 1);
        var marked = ml.Unlearning().MarkForgotten(trained.Train, ForgetRequest.Class("moon"));
        var rows = ml.Unlearning().Subsets(marked, trained.Unseen, ml.LoadSyntheticImages(rowsPerClass: 20, part: DataSetPart.Test));
        UnlearningMetrics Evaluate(NeuralClassifier model) => ml.Unlearning().Evaluate(model.Transform(rows));
        using var unlearned = ml.Unlearn(trained.Original, method, unseen: trained.Unseen).Fit(marked);
        var (before, metrics) = (Evaluate(trained.Original), Evaluate(unlearned));
        foreach (var one in new[] { before, metrics }) output.WriteLine($"UA {one.UnlearningAccuracy}, RA {one.RetainAccuracy}");
        Assert.True(before.UnlearningAccuracy < 10, $"before: UA {before.UnlearningAccuracy}");
        Assert.True(metrics.UnlearningAccuracy >= atLeast, $"UA {metrics.UnlearningAccuracy}");
        Assert.True(metrics.RetainAccuracy > 70, $"RA {metrics.RetainAccuracy}");
    }

    public sealed class Trained : IDisposable
    {
        public Trained()
        {
            var ml = new MLContext(seed: 1);
            (Train, Unseen) = ml.Unlearning().HoldOut(new MLContext().LoadSyntheticImages(rowsPerClass: 20));
            var recipe = Tiny.AtMilestones with { NumberOfEpochs = 40, BatchSize = 16 };
            Original = ml.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet()).Fit(Train);
        }

        public IDataView Train { get; }

        public IDataView Unseen { get; }

        public NeuralClassifier Original { get; }

        public void Dispose() => Original.Dispose();
    }
}
