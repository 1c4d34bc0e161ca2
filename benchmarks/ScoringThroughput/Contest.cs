using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;
using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace ScoringThroughput;

/// <summary>One network, bare and behind a view.</summary>
internal sealed class Contest : IDisposable
{
    private const int RowsPerBatch = 256;

    private readonly ClassifierNetwork network;
    private readonly NeuralClassifier classifier;
    private readonly Pictures pictures;

    public Contest(MLContext ml, NetworkArchitecture architecture, Pictures pictures)
    {
        this.pictures = pictures;
        using var generator = new Generator(0UL, CPU);
        network = architecture.Create(FeatureShape.Image(32, 32), 10, generator);
        network.eval();
        // One epoch: how well it classifies is no matter here.
        var recipe = new TrainingRecipe { NumberOfEpochs = 1, BatchSize = 32, LearningRate = 0.01, Augmentation = null };
        classifier = ml.Unlearning().TrainClassifier(recipe, network: architecture).Fit(ml.LoadSyntheticImages(rowsPerClass: 10));
    }

    public void Dispose()
    {
        classifier.Dispose();
        network.Dispose();
    }

    public ContestResult Run(IDataView rows, int rounds)
    {
        RunNetwork();
        RunView(rows);
        var taken = new List<(Taken Network, Taken View)>();
        for (var round = 0; round < rounds; round++)
        {
            var networkFirst = round % 2 == 0;
            var first = Taken.By(networkFirst ? RunNetwork : () => RunView(rows));
            var second = Taken.By(networkFirst ? () => RunView(rows) : RunNetwork);
            taken.Add(networkFirst ? (first, second) : (second, first));
        }
        return new ContestResult(pictures.Images.shape[0], taken);
    }

    private void RunNetwork()
    {
        using var noGradient = no_grad();
        for (long start = 0; start < pictures.Images.shape[0]; start += RowsPerBatch)
        {
            using var scope = NewDisposeScope();
            network.forward(pictures.Images.narrow(0, start, Math.Min(RowsPerBatch, pictures.Images.shape[0] - start)));
        }
    }

    private void RunView(IDataView rows)
    {
        var scored = classifier.Transform(rows);
        var (score, label) = (scored.Schema["Score"], scored.Schema["PredictedLabel"]);
        using var cursor = scored.GetRowCursor([score, label]);
        var (getScore, getLabel) = (cursor.GetGetter<VBuffer<float>>(score), cursor.GetGetter<uint>(label));
        VBuffer<float> scores = default;
        uint predicted = 0;
        while (cursor.MoveNext())
        {
            getScore(ref scores);
            getLabel(ref predicted);
        }
    }
}
