using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace ForgetCustomers;

/// <summary>Trains on customers, forgets three of them exactly, and shows that it has.</summary>
internal sealed class Forgetting(MLContext ml, IDataView customers, int numberOfShards, string modelPath)
{
    private static readonly string[] Categories = ["InternetService", "TechSupport", "Contract", "PaymentMethod"];

    public void Run(string[] ids)
    {
        // The whole chain is inside: what the categories and the trees learn from a customer's row goes with the row.
        var sharded = ml.Unlearning().Sharded(Estimator, numberOfShards, idColumnName: "Id", numberOfThreads: Environment.ProcessorCount);
        var model = Timed("all shards are fitted", () => sharded.Fit(customers));
        Console.WriteLine($"  {model}; AUC on these rows {Quality(model):P1}");

        var marked = ml.Unlearning().MarkForgotten(customers, ForgetRequest.Rows("Id", ids));
        var without = Timed($"customers {string.Join(", ", ids)} are forgotten", () => ml.Unlearn(model).Fit(marked));
        Console.WriteLine($"  fitted again: shards {string.Join(", ", without.RefittedShards)}; AUC {Quality(without):P1}");

        // The proof: a model that never saw these customers, with the same key and seed.
        var left = ml.Data.FilterByCustomPredicate<ModelInput>(customers, customer => ids.Contains(customer.Id)); // true leaves a row out
        var never = Timed("a model that never saw them is fitted", () => sharded.Fit(left));
        var before = Same(model, never);
        Console.WriteLine($"  the same scores to the bit for all customers: {Same(without, never)} (before forgetting: {before})");

        without.Save(modelPath);
        var loaded = ml.Unlearning().LoadSharded(modelPath); // the key lies beside the file
        Console.WriteLine($"{Path.GetFileName(modelPath)} is saved and loaded; the same scores: {Same(without, loaded)}");
        var customer = ml.Data.CreateEnumerable<ModelInput>(left, reuseRowObject: false).First();
        var answer = ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(loaded).Predict(customer);
        Console.WriteLine($"  customer {customer.Id} leaves with probability {answer.Probability:P0}");

        // A file holds no code: whoever has loaded the model says how a shard is made. It is checked.
        var next = customer.Id;
        var later = Timed($"customer {next} is forgotten, by the loaded model", () => ml.Unlearn(loaded, Estimator)
            .Fit(ml.Unlearning().MarkForgotten(left, ForgetRequest.Rows("Id", [next]))));
        Console.WriteLine($"  {later}");
    }

    private static IEstimator<ITransformer> Estimator(MLContext context) => context.Transforms.Categorical
        .OneHotEncoding([.. Categories.Select(name => new InputOutputColumnPair(name))])
        .Append(context.Transforms.Concatenate("Features", [.. Categories, "Tenure", "MonthlyCharges"]))
        .Append(context.BinaryClassification.Trainers.FastTree(numberOfTrees: 30, numberOfLeaves: 10));

    private double Quality(ITransformer model) => ml.BinaryClassification.Evaluate(model.Transform(customers)).AreaUnderRocCurve;

    private bool Same(ITransformer one, ITransformer other) => Scores(one).SequenceEqual(Scores(other));

    private IEnumerable<int> Scores(ITransformer model) =>
        model.Transform(customers).GetColumn<float>("Score").Select(BitConverter.SingleToInt32Bits);

    private static T Timed<T>(string what, Func<T> run)
    {
        var clock = Stopwatch.StartNew();
        var result = run();
        Console.WriteLine($"{what}: {clock.Elapsed.TotalSeconds:F1} s");
        return result;
    }
}
