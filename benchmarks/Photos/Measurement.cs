using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace PhotosBenchmark;

/// <summary>A request: a class, or ten pictures at random.</summary>
internal sealed record Request(string Kind, int Draw)
{
    private const int Forgotten = 10, Draws = 10;

    public static IEnumerable<Request> All =>
    [
        .. Pictures.Names.Select((_, draw) => new Request("class", draw)),
        .. Enumerable.Range(0, Draws).Select(draw => new Request("pictures", draw)),
    ];

    public ForgetRequest In(IDataView train)
    {
        if (Kind == "class") return ForgetRequest.Class(Pictures.Names[Draw]);
        var ids = train.GetColumn<string>("Id").ToArray();
        new Random(Draw).Shuffle(ids);
        return ForgetRequest.Rows("Id", ids[..Forgotten]);
    }
}

/// <summary>Makes all models of a request and measures them.</summary>
internal sealed class Measurement(MLContext ml, IDataView train, IDataView unseen, IDataView test)
{
    private const int NumberOfShards = 5;

    /// <summary>The methods beside the default, each as it comes.</summary>
    private static readonly UnlearningMethod[] Methods = [new AdversarialMinMax(), new FineTune(), new NegGradPlus()];

    public IEnumerable<Outcome> Of(Request request)
    {
        var marked = ml.Unlearning().MarkForgotten(train, request.In(train));
        var rows = ml.Unlearning().Subsets(marked, unseen, test);
        var (original, seconds) = Timed(() => ml.Unlearning().TrainClassifier(seed: request.Draw).Fit(train));
        using var model = original;
        yield return Measured(model, Outcome.Original, seconds);

        string[] retrained = [.. Outcome.References, Outcome.OneMoreRetraining];
        foreach (var (number, name) in retrained.Index())
            yield return Unlearned(new Retrain(), name, 1000 + (10 * request.Draw) + number);
        yield return Unlearned(null, Outcome.Default, 2000 + request.Draw);
        foreach (var method in Methods) yield return Unlearned(method, method.GetType().Name, 3000 + request.Draw);
        yield return Shards();

        Outcome Unlearned(UnlearningMethod? method, string name, int seed)
        {
            var (made, spent) = Timed(() => (method is null
                ? ml.Unlearn(model, unseen: unseen, seed: seed, maximumRetainAccuracyLoss: double.PositiveInfinity)
                : ml.Unlearn(model, method, unseen: unseen, seed: seed, maximumRetainAccuracyLoss: double.PositiveInfinity)).Fit(marked));
            using (made) return Measured(made, name, spent) with { Method = method is null ? made.History[^1].Name : "" };
        }

        Outcome Measured(ITransformer made, string name, double spent)
        {
            var metrics = ml.Unlearning().Evaluate(made.Transform(rows));
            double[] figures =
                [metrics.UnlearningAccuracy, metrics.MembershipInferenceEfficacy, metrics.RetainAccuracy, metrics.TestAccuracy];
            return new Outcome(request.Kind, request.Draw, name, figures, spent);
        }

        Outcome Shards()
        {
            var sharded = ml.Unlearning().Sharded(Stage, NumberOfShards, classes: Pictures.Names, seed: request.Draw);
            var whole = sharded.Fit(train);
            var (without, spent) = Timed(() => ml.Unlearn(whole).Fit(marked));
            var never = sharded.Fit(ml.Data.FilterByCustomPredicate<Marks>(marked, row => row.Forget)); // true leaves a row out
            return Measured(without, Outcome.Sharded, spent) with
            {
                Method = $"{without.RefittedShards.Count} of {NumberOfShards} shards",
                IsExact = Bits(without).SequenceEqual(Bits(never)),
            };
        }
    }

    /// <summary>Logistic regression on the features. They are of the backbone alone; their scale is learned from rows.</summary>
    private static IEstimator<ITransformer> Stage(MLContext context) => context.Transforms.NormalizeMeanVariance("Features")
        .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 }));

    private IEnumerable<int> Bits(ITransformer model) =>
        model.Transform(test).GetColumn<float[]>("Score").SelectMany(row => row).Select(BitConverter.SingleToInt32Bits);

    private static (T Result, double Seconds) Timed<T>(Func<T> run)
    {
        var clock = Stopwatch.StartNew();
        var result = run();
        return (result, clock.Elapsed.TotalSeconds);
    }

    private sealed class Marks
    {
        public bool Forget { get; set; }
    }
}
