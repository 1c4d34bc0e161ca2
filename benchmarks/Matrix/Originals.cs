using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Tool;

namespace Matrix;

/// <summary>The models that are to forget: trained once, kept on disk, and waited for while another process trains them.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="epochs">Epochs of every original; null: <c>TrainClassifier()</c> decides by itself.</param>
internal sealed class Originals(OutcomeStore store, int? epochs)
{
    private const int BatchOfTrials = 32;
    private const double RateOfTrials = 0.05;

    public bool Has(Cell cell, int seed) => File.Exists(PathOf(cell, seed));

    /// <summary>The original of a cell and a seed.</summary>
    public NeuralClassifier Get(MLContext ml, Cell cell, int seed, IDataView train)
    {
        using var taken = FileLock.Wait(PathOf(cell, seed) + ".lock");
        if (!Has(cell, seed))
        {
            using var trained = Trainer(ml, cell, seed).Fit(train);
            trained.Save(PathOf(cell, seed));
        }
        return ml.Unlearning().LoadClassifier(PathOf(cell, seed));
    }

    private NeuralClassifierTrainer Trainer(MLContext ml, Cell cell, int seed) => epochs is { } count
        ? ml.Unlearning().TrainClassifier(
            new TrainingRecipe { NumberOfEpochs = count, BatchSize = BatchOfTrials, LearningRate = RateOfTrials },
            network: cell.Network, seed: seed)
        : ml.Unlearning().TrainClassifier(network: cell.Network, seed: seed);

    private string PathOf(Cell cell, int seed) => Path.Combine(store.Models, FormattableString.Invariant($"{cell.Name}_{seed}.zip"));
}
