using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace MLNetUnlearning.Tests;

/// <summary>Stages around quick trainers, and what they answer.</summary>
internal static class Stages
{
    /// <summary>Features of customers, made within the stage.</summary>
    public static EstimatorChain<ITransformer> Numbers(MLContext ml) => new EstimatorChain<ITransformer>()
        .Append<ITransformer>(ml.Transforms.Categorical.OneHotEncoding("ContractCode", "Contract"))
        .Append<ITransformer>(ml.Transforms.Concatenate("Features", "Numbers", "ContractCode"))
        .Append<ITransformer>(ml.Transforms.NormalizeMinMax("Features"));

    /// <summary>Whether a customer churns, with a probability.</summary>
    public static IEstimator<ITransformer> Churn(MLContext ml) => Numbers(ml).Append(ml.BinaryClassification.Trainers.FastTree(
        new FastTreeBinaryTrainer.Options { NumberOfTrees = 6, NumberOfLeaves = 5, MinimumExampleCountPerLeaf = 3 }));

    /// <summary>The same by a trainer that gives no probability.</summary>
    public static IEstimator<ITransformer> ChurnBySvm(MLContext ml) =>
        Numbers(ml).Append(ml.BinaryClassification.Trainers.LinearSvm(numberOfIterations: 20));

    /// <summary>A customer's plan: text, made a key within the stage.</summary>
    public static IEstimator<ITransformer> Plan(MLContext ml) => Numbers(ml)
        .Append<ITransformer>(ml.Transforms.Conversion.MapValueToKey("Plan"))
        .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = "Plan",
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 20,
        }));

    /// <summary>What a customer spends.</summary>
    public static IEstimator<ITransformer> Spent(MLContext ml) =>
        Numbers(ml).Append(ml.Regression.Trainers.FastTree("Spent", numberOfTrees: 6, numberOfLeaves: 5, minimumExampleCountPerLeaf: 3));

    /// <summary>The stage and its label, by the name of what it predicts.</summary>
    public static ShardedTrainer Sharded(MLContext ml, string what, int numberOfShards = 3, int seed = 7) => ml.Unlearning().Sharded(
        what switch { "plan" => Plan, "spent" => Spent, _ => Churn }, numberOfShards,
        labelColumnName: what switch { "plan" => "Plan", "spent" => "Spent", _ => "Label" },
        fingerprintKey: FingerprintKey.FromBytes(new byte[FingerprintKey.Length]), seed: seed);

    /// <summary>The scores of all customers as bits, one row after the other.</summary>
    public static int[] Bits(MLContext ml, ITransformer model) => Bits(model.Transform(Customers.View(ml)));

    /// <summary>The scores of rows as bits.</summary>
    public static int[] Bits(IDataView scored)
    {
        var scores = scored.Schema["Score"].Type is VectorDataViewType
            ? scored.Scores().SelectMany(row => row) : scored.GetColumn<float>("Score");
        return [.. scores.Select(BitConverter.SingleToInt32Bits)];
    }
}
