using Microsoft.ML;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNetUnlearning.Tests;

/// <summary>Sparse classifiers: how they are made, and that nothing brings back what was pruned.</summary>
public sealed class PruningEstimatorTests : IClassFixture<TrainedOnce>
{
    private static readonly MagnitudePruning Half = new() { Sparsity = 0.5 };
    private readonly MLContext ml = new(seed: 1);
    private readonly NeuralClassifier original;

    public PruningEstimatorTests(TrainedOnce trained) => original = trained.Classifier;

    [Fact]
    public void The_share_that_was_asked_for_is_zero_and_told()
    {
        var before = Tiny.Weights(original);
        using var sparse = ml.Unlearning().Prune(original, Half).Fit(Tiny.Rows());
        Assert.Equal(0.5, sparse.Sparsity);
        Assert.Equal(0.5, ShareOfZeros(sparse));
        Assert.Equal(["train", "magnitude pruning"], sparse.History.Select(step => step.Name));
        Assert.Equal("Sparsity = 0.5, Rewind = true, RewindEpochs = 1", sparse.History[1].Settings);
        Assert.Equal(before, Tiny.Weights(original));
        Assert.Equal(0, original.Sparsity);
    }

    [Fact]
    public void What_stays_goes_back_to_the_early_weights_of_the_very_training()
    {
        // After the second epoch the rate falls to nothing: what is trained then keeps the weights that two epochs gave.
        var recipe = Tiny.Recipe with { NumberOfEpochs = 3, Milestones = [2], LearningRateDecay = 1e-300 };
        using var trained = ml.Unlearning().TrainClassifier(recipe, network: Tiny.Network).Fit(Tiny.Rows());
        using var sparse = ml.Unlearning().Prune(trained, Half with { RewindEpochs = 2 }).Fit(Tiny.Rows());
        var expected = Tiny.Weights(trained);
        foreach (var (name, weights) in Tiny.Weights(sparse).Where(weight => !weight.Key.Contains("running")))
            Assert.All(weights.Zip(expected[name]), pair => Assert.True(pair.First == pair.Second || (pair.First == 0 && name.StartsWith("conv", StringComparison.Ordinal)), name));
    }

    [Fact]
    public void Without_rewinding_imported_weights_can_be_pruned_and_with_it_they_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "weights.safetensors");
        ml.Unlearning().ExportWeights(original, path);
        using var imported = ml.Unlearning().ImportWeights(path, Tiny.Classes, Tiny.Network, original.Shape, Tiny.Recipe);
        Assert.Contains("its history begins with 'import'", Assert.Throws<ArgumentException>(() => ml.Unlearning().Prune(imported)).Message);
        using var sparse = ml.Unlearning().Prune(imported, Half with { Rewind = false }).Fit(Tiny.Rows());
        Assert.Equal(0.5, ShareOfZeros(sparse));
    }

    [Fact]
    public void Wrong_settings_are_told_at_once()
    {
        using var sparse = ml.Unlearning().Prune(original, Half).Fit(Tiny.Rows());
        var again = Assert.Throws<ArgumentException>(() => ml.Unlearning().Prune(sparse, Half with { RewindEpochs = 8 }, labelColumnName: "")).Message;
        Assert.All(["labelColumnName is empty", "the classifier already is at 0.5", "RewindEpochs is 8; it must be below 8"], each => Assert.Contains(each, again));
    }

    [Fact]
    public void A_sparser_one_can_be_made_of_a_sparse_one()
    {
        using var sparse = ml.Unlearning().Prune(original, Half).Fit(Tiny.Rows());
        using var sparser = ml.Unlearning().Prune(sparse, Half with { Sparsity = 0.75 }).Fit(Tiny.Rows());
        Assert.Equal(0.75, ShareOfZeros(sparser));
        Assert.True(Zeros(sparse).IsSubsetOf(Zeros(sparser)));
    }

    [Fact]
    public void The_zeros_outlive_files_models_and_exports()
    {
        using var sparse = ml.Unlearning().Prune(original, Half).Fit(Tiny.Rows());
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "weights.safetensors");
        ml.Unlearning().ExportWeights(sparse, path);
        using var exported = ml.Unlearning().ImportWeights(path, Tiny.Classes, Tiny.Network, sparse.Shape, Tiny.Recipe);
        using var loaded = Saved.Load(Saved.Bytes(sparse));
        using var restored = ml.Unlearning().FindClassifier(ModelFiles.ThereAndBack(sparse, Tiny.Rows()));
        foreach (var back in new[] { exported, loaded, restored })
        {
            Assert.Equal(0.5, back.Sparsity);
            using var retrained = ml.Unlearn(back, new Retrain()).Fit(Tiny.Rows());
            Assert.Equal(Zeros(sparse), Zeros(retrained));
        }
    }

    [Fact]
    public void A_method_that_writes_into_all_weights_brings_nothing_back()
    {
        using var sparse = ml.Unlearning().Prune(original, Half).Fit(Tiny.Rows());
        var method = new Overwriting();
        using var unlearned = ml.Unlearn(sparse, method).Fit(Tiny.Rows());
        Assert.Equal(Zeros(sparse), Zeros(unlearned));
        Assert.True(method.GradientsOfPrunedWeightsWereZero);
    }

    [Fact]
    public void Evaluation_and_reports_tell_the_sparsity()
    {
        using var sparse = ml.Unlearning().Prune(original, Half).Fit(Tiny.Rows());
        var rows = ml.Unlearning().Subsets(Tiny.Rows(), Tiny.Rows(seed: 7), Tiny.Rows(seed: 8));
        var metrics = ml.Unlearning().Evaluate(sparse.Transform(rows));
        Assert.Equal(50, metrics.Sparsity);
        var report = new UnlearningReport("class:red", [new("sparse", metrics)]);
        Assert.Contains("sparse: 50.00 % of the convolutions' weights are fixed at zero.", report.ToTable());
        Assert.Contains("\"sparsity\": 50", report.ToJson());
    }

    [Fact]
    public void A_sparse_network_still_learns()
    {
        var train = new MLContext().LoadSyntheticImages(rowsPerClass: 20);
        var recipe = new TrainingRecipe { NumberOfEpochs = 30, BatchSize = 16, LearningRate = 0.1, Augmentation = null };
        using var dense = ml.Unlearning().TrainClassifier(recipe, network: KnownNetworks.SmallConvNet()).Fit(train);
        using var sparse = ml.Unlearning().Prune(dense).Fit(train);
        Assert.Equal(0.95, ShareOfZeros(sparse), 3);
        var rows = ml.Unlearning().Subsets(ml.Unlearning().MarkForgotten(train, ForgetRequest.Random(0.1)), test: new MLContext().LoadSyntheticImages(rowsPerClass: 20, part: DataSetPart.Test));
        var metrics = ml.Unlearning().Evaluate(sparse.Transform(rows));
        Assert.True(metrics.RetainAccuracy > 60 && metrics.TestAccuracy > 40, $"RA {metrics.RetainAccuracy}, TA {metrics.TestAccuracy}"); // chance: 10
    }

    private static double ShareOfZeros(NeuralClassifier classifier) => Zeros(classifier).Count / (double)Convolutions(classifier).Sum(weight => weight.Value.Length);

    private static HashSet<(string, int)> Zeros(NeuralClassifier classifier) => [.. Convolutions(classifier)
        .SelectMany(weight => Enumerable.Range(0, weight.Value.Length).Where(place => weight.Value[place] == 0).Select(place => (weight.Key, place)))];

    private static IEnumerable<KeyValuePair<string, float[]>> Convolutions(NeuralClassifier classifier) =>
        Tiny.Weights(classifier).Where(weight => weight.Key.StartsWith("conv", StringComparison.Ordinal));

    private sealed record Overwriting : UnlearningMethod
    {
        public bool GradientsOfPrunedWeightsWereZero { get; private set; }

        public override string Name => "overwriting";

        public override void Unlearn(UnlearningRun run)
        {
            using var scope = NewDisposeScope();
            var pruned = run.Network.named_parameters().Where(weight => weight.name.StartsWith("conv", StringComparison.Ordinal)).Select(weight => (weight.parameter, Mask: weight.parameter.eq(0))).ToList();
            using (no_grad())
                foreach (var weight in run.Network.parameters()) weight.normal_(1, 0.1, run.Generator);
            var rows = arange(run.Split.Retain.Count, ScalarType.Int64);
            Losses.CrossEntropy(run.Network.forward(run.Split.Retain.FeaturesAt(rows, run.Device)).Logits, run.Split.Retain.LabelsAt(rows, run.Device)).backward();
            GradientsOfPrunedWeightsWereZero = pruned.All(weight => weight.parameter.grad!.masked_select(weight.Mask).eq(0).all().ToBoolean());
        }
    }
}
