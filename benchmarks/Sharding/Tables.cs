using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace ShardingBenchmark;

/// <summary>The tables, each with the estimator that is measured on it, on one thread. All that learns from rows is in the stage.</summary>
internal static class Tables
{
    public static IReadOnlyList<Table> All { get; } =
    [
        new("churn, FastTree", "churn.csv", null, "Id", "churn", "Yes", (ml, columns) => Features(ml, columns).Append(Trees(ml, "churn"))),
        new("churn, logistic regression", "churn.csv", null, "Id", "churn", "Yes",
            (ml, columns) => Scaled(ml, columns).Append(Logistic(ml, "churn"))),
        new("loans, FastTree", "loans.csv", null, "Id", "Class", "bad", (ml, columns) => Features(ml, columns).Append(Trees(ml, "Class"))),
        new("loans, logistic regression", "loans.csv", null, "Id", "Class", "bad",
            (ml, columns) => Scaled(ml, columns).Append(Logistic(ml, "Class"))),
        new("diabetes, FastTree", "diabetes.csv", null, "Id", "diabetes", "pos",
            (ml, columns) => Features(ml, columns).Append(Trees(ml, "diabetes"))),
        new("houses, FastTree", "houses.csv", null, "Id", "Sale_Price", null, (ml, columns) => Features(ml, columns)
            .Append(ml.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
            {
                LabelColumnName = "Sale_Price", NumberOfTrees = 60, NumberOfLeaves = 10, NumberOfThreads = 1,
            }))),
        new("reviews, text and SDCA", "reviews-train.csv", "reviews-test.csv", "product", "score", "great", (ml, _) =>
            ml.Transforms.Text.FeaturizeText("Features", "review").AppendCacheCheckpoint(ml)
                .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
                {
                    LabelColumnName = "score", NumberOfThreads = 1,
                }))),
        new("letters, LightGBM", "letters.csv", null, "Id", "lettr", null, (ml, columns) => Features(ml, columns)
            .Append<ITransformer>(ml.Transforms.Conversion.MapValueToKey("lettr"))
            .Append(ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
            {
                LabelColumnName = "lettr", NumberOfIterations = 10, NumberOfLeaves = 15, NumberOfThreads = 1, Deterministic = true,
            }))),
    ];

    /// <summary>One-hot categories and numbers; missing numbers are the mean.</summary>
    private static EstimatorChain<ITransformer> Features(MLContext ml, TableColumns columns)
    {
        var chain = new EstimatorChain<ITransformer>();
        InputOutputColumnPair[] categories = [.. columns.Categories.Select(name => new InputOutputColumnPair($"{name}.code", name))];
        if (categories.Length > 0) chain = chain.Append<ITransformer>(ml.Transforms.Categorical.OneHotEncoding(categories));
        return chain
            .Append<ITransformer>(ml.Transforms.Concatenate(
                "Features", [.. columns.Numbers, .. categories.Select(category => category.OutputColumnName)]))
            .Append<ITransformer>(ml.Transforms.ReplaceMissingValues(
                "Features", replacementMode: Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean));
    }

    private static EstimatorChain<ITransformer> Scaled(MLContext ml, TableColumns columns) => Features(ml, columns)
        .Append<ITransformer>(ml.Transforms.NormalizeMeanVariance("Features")).AppendCacheCheckpoint(ml);

    private static FastTreeBinaryTrainer Trees(MLContext ml, string label) => ml.BinaryClassification.Trainers.FastTree(
        new FastTreeBinaryTrainer.Options { LabelColumnName = label, NumberOfTrees = 30, NumberOfLeaves = 10, NumberOfThreads = 1 });

    private static LbfgsLogisticRegressionBinaryTrainer Logistic(MLContext ml, string label) =>
        ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { LabelColumnName = label, NumberOfThreads = 1 });
}
