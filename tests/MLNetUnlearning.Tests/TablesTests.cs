using Microsoft.ML.Transforms;
using MLNetUnlearning.Attacks;
using Xunit.Abstractions;

namespace MLNetUnlearning.Tests;

/// <summary>Tables, from a cloud of points to real ones, forgotten by what a user would call first.</summary>
public sealed class TablesTests(ITestOutputHelper output)
{
    private static readonly MembershipAttack[] Quick = [new ThresholdAttack()];
    private readonly MLContext ml = new(seed: 1);

    [Theory, InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public void A_class_or_a_tenth_of_the_rows_is_forgotten_by_default_and_by_the_game(bool isClass, bool isGame)
    {
        const int Count = 240;
        var random = new Random(3);
        HashSet<int> tenth = [.. Enumerable.Range(0, Count).OrderBy(_ => random.Next()).Take(Count / 10)];
        WrittenView Part(int seed) => TinyVectors.Rows(seed, isClass ? null : tenth.Contains, Count, distance: 1);
        var (marked, unseen, test) = (Part(1), Part(2), Part(3));
        using var original = ml.Unlearning()
            .TrainClassifier(network: KnownNetworks.Mlp([64, 32]), numberOfEpochs: 60, learningRate: 0.05).Fit(marked); // overfitted
        UnlearningMethod method = isGame ? new AdversarialMinMax() : new Recommended { RetrainWithin = TimeSpan.Zero };
        using var unlearned = ml.Unlearn(original, method, unseen: unseen).Fit(marked);
        using var retrained = ml.Unlearn(original, new Retrain()).Fit(marked);
        UnlearningMetrics Evaluate(NeuralClassifier model) =>
            ml.Unlearning().Evaluate(model, marked, unseen, test, attacks: Quick);
        var (before, after, gold) = (Evaluate(original), Evaluate(unlearned), Evaluate(retrained));
        foreach (var one in new[] { before, after, gold })
            output.WriteLine($"UA {one.UnlearningAccuracy:f1}, RA {one.RetainAccuracy:f1}, TA {one.TestAccuracy:f1}");
        Assert.True(before.UnlearningAccuracy + 10 < gold.UnlearningAccuracy, "There is nothing to forget.");
        Assert.True(
            2 * Math.Abs(after.UnlearningAccuracy - gold.UnlearningAccuracy) < gold.UnlearningAccuracy - before.UnlearningAccuracy,
            $"{before.UnlearningAccuracy} to {after.UnlearningAccuracy}, retrained {gold.UnlearningAccuracy}");
        Assert.True(after.TestAccuracy > gold.TestAccuracy - 10, $"test accuracy {after.TestAccuracy}, retrained {gold.TestAccuracy}");
    }

    [TableFact("letters.csv")]
    public void Letters_are_learnt_and_one_of_them_is_forgotten()
    {
        var rows = Load("letters.csv", new("Id", DataKind.String, 0), new("Letter", DataKind.String, 1), Numbers("Numbers", 2, 17));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", "Letter").Append(ml.Transforms.CopyColumns("Features", "Numbers"));
        var prepared = pipeline.Fit(rows).Transform(rows);
        var (train, test) = (ml.Data.TakeRows(prepared, 1500), ml.Data.TakeRows(ml.Data.SkipRows(prepared, 1500), 500));
        using var original = ml.Unlearning().TrainClassifier(numberOfSteps: 600, idColumnName: "Id").Fit(train);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("T"));
        using var unlearned = ml.Unlearn(original).Fit(marked);
        var metrics = ml.Unlearning().Evaluate(unlearned, marked, null, test, attacks: Quick);
        output.WriteLine($"{metrics}; {original}");
        Assert.Equal(["T"], metrics.ForgottenClasses);
        Assert.True(metrics.UnlearningAccuracy > 95, $"UA {metrics.UnlearningAccuracy}");
        Assert.True(metrics.TestAccuracy > 60, $"TA {metrics.TestAccuracy}");
    }

    [TableFact("churn.csv")]
    public void Three_customers_are_forgotten_by_their_ids()
    {
        var rows = Load(
            "churn.csv", new("Id", DataKind.String, 0), new("Churn", DataKind.String, 1), new("Tenure", DataKind.Single, 6),
            new("Internet", DataKind.String, 9), new("Contract", DataKind.String, 16), new("Payment", DataKind.String, 18),
            Numbers("Charges", 19, 20));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", "Churn")
            .Append(ml.Transforms.ReplaceMissingValues("Charges", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(ml.Transforms.Categorical.OneHotEncoding([new("Internet"), new("Contract"), new("Payment")]))
            .Append(ml.Transforms.Concatenate("Features", "Tenure", "Charges", "Internet", "Contract", "Payment"))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"));
        var train = ml.Data.TakeRows(rows, 1500);
        var chain = pipeline.Append(ml.Unlearning().TrainClassifier(numberOfSteps: 300, idColumnName: "Id"));
        var original = chain.Fit(train);
        var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Rows("Id", ["1", "77", "1234"]));
        var before = new TransformerChain<ITransformer>([.. original.Take(original.Count() - 1)]);
        using var unlearned = ml.Unlearn(original).Fit(before.Transform(marked));
        Assert.Equal(3, unlearned.ForgottenRows.Count);
        var test = ml.Data.TakeRows(ml.Data.SkipRows(rows, 1500), 1000);
        var metrics = ml.Unlearning().Evaluate(unlearned, before.Transform(marked), null, before.Transform(test), attacks: Quick);
        output.WriteLine($"{metrics}");
        Assert.True(metrics.TestAccuracy > 70, $"TA {metrics.TestAccuracy}");
    }

    private static TextLoader.Column Numbers(string name, int first, int last) =>
        new(name, DataKind.Single, [new TextLoader.Range(first, last)]);

    private IDataView Load(string table, params TextLoader.Column[] columns) => ml.Data.LoadFromTextFile(
        Path.Combine(SharedData.Folder("tables")!, table),
        new TextLoader.Options { Columns = columns, Separators = [','], HasHeader = true, AllowQuoting = true });
}
