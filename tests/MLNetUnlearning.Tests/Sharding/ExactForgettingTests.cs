using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace MLNetUnlearning.Tests;

/// <summary>With every trainer of the list in docs/sharded.md, forgetting gives what a fit on the remaining rows gives, to the
/// bit.</summary>
public sealed class ExactForgettingTests
{
    private const int Shards = 4;

    private static readonly string[] Forgotten = ["c3", "c41"];

    private static readonly Dictionary<string, Func<MLContext, IEstimator<ITransformer>>> Estimators = new()
    {
        ["FastTree"] = ml => Stages.Numbers(ml).Append(ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = 8,
            NumberOfLeaves = 6,
            MinimumExampleCountPerLeaf = 3,
            BaggingSize = 2,
            FeatureFraction = 0.7,
        })),
        ["FastForest"] = ml => Stages.Numbers(ml).Append(
            ml.BinaryClassification.Trainers.FastForest(numberOfTrees: 6, numberOfLeaves: 5, minimumExampleCountPerLeaf: 3)),
        ["LightGbm"] = ml => Stages.Numbers(ml).Append(ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            NumberOfIterations = 8,
            NumberOfLeaves = 6,
            MinimumExampleCountPerLeaf = 3,
            NumberOfThreads = 1,
            Deterministic = true,
        })),
        ["SdcaLogisticRegression"] = ml => Stages.Numbers(ml).Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 20 })),
        ["LbfgsLogisticRegression"] = ml => Stages.Numbers(ml).Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 })),
        ["LinearSvm"] = ml => Stages.Numbers(ml).Append(ml.BinaryClassification.Trainers.LinearSvm(numberOfIterations: 20)),
        ["AveragedPerceptron"] = ml => Stages.Numbers(ml).Append(
            ml.BinaryClassification.Trainers.AveragedPerceptron(numberOfIterations: 10)),
        ["SdcaMaximumEntropy"] = ml => Plans(ml).Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = "Plan",
                NumberOfThreads = 1,
                MaximumNumberOfIterations = 20,
            })),
        ["LightGbm of classes"] = ml => Plans(ml).Append(ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            LabelColumnName = "Plan",
            NumberOfIterations = 5,
            NumberOfLeaves = 4,
            MinimumExampleCountPerLeaf = 3,
            NumberOfThreads = 1,
            Deterministic = true,
        })),
        ["OneVersusAll"] = ml => Plans(ml).Append(ml.MulticlassClassification.Trainers.OneVersusAll(
            ml.BinaryClassification.Trainers.AveragedPerceptron("Plan", numberOfIterations: 10), "Plan")),
        ["FastTree of numbers"] = ml => Stages.Numbers(ml).Append(
            ml.Regression.Trainers.FastTree("Spent", numberOfTrees: 8, numberOfLeaves: 6, minimumExampleCountPerLeaf: 3)),
        ["LbfgsPoissonRegression"] = ml => Stages.Numbers(ml).Append(ml.Regression.Trainers.LbfgsPoissonRegression(
            new LbfgsPoissonRegressionTrainer.Options { LabelColumnName = "Spent", NumberOfThreads = 1 })),
        ["a whole text pipeline"] = ml => ml.Transforms.Text.FeaturizeText("Features", "Review").Append(
            ml.BinaryClassification.Trainers.SdcaLogisticRegression(
                new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 20 })),
    };

    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Names => new(Estimators.Keys);

    [Theory, MemberData(nameof(Names))]
    public void Forgetting_gives_what_a_fit_on_the_remaining_rows_gives(string name)
    {
        var sharded = ml.Unlearning().Sharded(Estimators[name], Shards, labelColumnName: LabelOf(name), numberOfThreads: 2);
        using var model = sharded.Fit(Customers.View(ml));
        using var without = ml.Unlearn(model).Fit(Customers.Marked(ml, Forgotten));
        using var never = sharded.Fit(Customers.Without(ml, Forgotten));
        Assert.Equal(Stages.Bits(ml, never), Stages.Bits(ml, without));
        Assert.NotEqual(Stages.Bits(ml, model), Stages.Bits(ml, without));
        Assert.InRange(without.RefittedShards.Count, 1, Forgotten.Length);
    }

    [Theory, MemberData(nameof(Names))]
    public void Another_number_of_threads_and_another_order_of_rows_change_nothing(string name)
    {
        var key = FingerprintKey.FromBytes(new byte[FingerprintKey.Length]);
        ShardedModel Fit(int threads, IDataView rows) => ml.Unlearning().Sharded(
            Estimators[name], Shards, labelColumnName: LabelOf(name), fingerprintKey: key, seed: 3, numberOfThreads: threads).Fit(rows);
        // Rows of one id keep their order; ids change theirs.
        var turned = ml.Data.LoadFromEnumerable(Customers.All.GroupBy(row => row.Id).Reverse().SelectMany(rows => rows));
        using var one = Fit(1, Customers.View(ml));
        using var two = Fit(2, turned);
        Assert.Equal(Stages.Bits(ml, one), Stages.Bits(ml, two));
    }

    [Fact]
    public void Networks_are_refitted_exactly_too()
    {
        var sharded = ml.Unlearning().Sharded(
            context => context.Unlearning().TrainClassifier(Tiny.Recipe, network: Tiny.Network), numberOfShards: 3, seed: 2);
        var rows = Tiny.Rows(numberOfRows: 60);
        string[] forgotten = ["0:7", "0:30"];
        using var model = sharded.Fit(rows);
        using var without = ml.Unlearn(model).Fit(ml.Unlearning().MarkForgotten(rows, ForgetRequest.Rows("Id", forgotten)));
        var remaining = RowPass.Ids(rows).Where((_, row) => row is not (7 or 30)).ToHashSet();
        using var never = sharded.Fit(new RowFilterView(rows, remaining, keep: true, rowCount: remaining.Count));
        Assert.Equal(never.Transform(rows).Scores(), without.Transform(rows).Scores());
        Assert.NotEqual(model.Transform(rows).Scores(), without.Transform(rows).Scores());
    }

    private static string LabelOf(string name) => name switch
    {
        "SdcaMaximumEntropy" or "LightGbm of classes" or "OneVersusAll" => "Plan",
        "FastTree of numbers" or "LbfgsPoissonRegression" => "Spent",
        _ => "Label",
    };

    private static EstimatorChain<ITransformer> Plans(MLContext ml) =>
        Stages.Numbers(ml).Append<ITransformer>(ml.Transforms.Conversion.MapValueToKey("Plan"));
}
