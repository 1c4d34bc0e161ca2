using System.Diagnostics;
using Matrix;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace Vectors;

/// <summary>Something that answers a request.</summary>
/// <param name="Name">What the results call it.</param>
/// <param name="Method">The method; null: the one that the library chooses.</param>
/// <param name="SeedStep">What is added to the seed of the draw.</param>
internal sealed record Contestant(string Name, UnlearningMethod? Method = null, int SeedStep = 0)
{
    public const string Original = "original", Default = "default", Sharded = "Sharded", OneMore = "one-more-retraining";

    public static IReadOnlyList<string> References { get; } = ["retrain-1", "retrain-2", "retrain-3"];

    public static IReadOnlyList<Contestant> All { get; } =
    [
        new(Original),
        .. References.Append(OneMore).Index().Select(one => new Contestant(one.Item, new Retrain(), 10_000 * (one.Index + 1))),
        new(Sharded), new(Default),
        .. new MLContext().Unlearning().Methods.Where(method => method is not Retrain)
            .Select(method => new Contestant(method.GetType().Name, method)),
    ];
}

/// <summary>What a contestant did with one request: a line of the results.</summary>
/// <param name="Block">The table and the kind of request.</param>
/// <param name="Draw">The number of the draw.</param>
/// <param name="Did">What it did.</param>
internal sealed record Line(string Block, int Draw, Outcome Did);

/// <summary>Measures a draw of a table.</summary>
/// <param name="table">The table.</param>
/// <param name="folder">The folder of the tables.</param>
/// <param name="draw">The number of the draw.</param>
/// <param name="seed">The seed of all that is drawn.</param>
internal sealed class Measurement(VectorTable table, string folder, int draw, int seed)
{
    private const int NumberOfShards = 5;
    private readonly MLContext ml = new(seed);
    private readonly Lazy<DrawnRows> drawn = new(() => table.Draw(new MLContext(seed), folder, seed));
    private NeuralClassifier? original;

    public static string BlockOf(VectorTable table, RequestKind kind) =>
        $"{table.Name}, {(kind == RequestKind.Class ? "a class" : "1 % of ids")}";

    /// <summary>Answers a request.</summary>
    public Line Of(RequestKind kind, Contestant contestant)
    {
        var rows = drawn.Value;
        var marked = ml.Unlearning().MarkForgotten(rows.Train, rows.Request(kind, seed));
        Outcome did;
        try
        {
            did = contestant.Name == Contestant.Sharded ? Sharded(rows, marked) : Network(rows, marked, contestant);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            did = new Outcome { Contestant = contestant.Name, Refused = refused.Message };
        }
        return new Line(BlockOf(table, kind), draw, did);
    }

    private Outcome Network(DrawnRows rows, IDataView marked, Contestant contestant)
    {
        original ??= Trainer(ml, seed).Fit(rows.Train);
        if (contestant.Name == Contestant.Original) return Measured(original);
        using var model = ml.Unlearn(original, contestant.Method, unseen: rows.Unseen, seed: seed + contestant.SeedStep).Fit(marked);
        return Measured(model);

        Outcome Measured(NeuralClassifier one)
        {
            var step = one.History[^1];
            return Figures(contestant.Name, ml.Unlearning().Evaluate(one, marked, rows.Unseen, rows.Test, seed: seed)) with
            {
                Seconds = step.RunTime.TotalSeconds,
                PreparationSeconds = step.PreparationTime.TotalSeconds,
                Method = step.Name,
                Settings = step.Settings,
                Verdict = step.Judgement?.IsReached switch { true => "reached", false => "not reached", null => "" },
            };
        }
    }

    private Outcome Sharded(DrawnRows rows, IDataView marked)
    {
        var key = FingerprintKey.FromBytes([.. Enumerable.Repeat((byte)draw, FingerprintKey.Length)]);
        using var whole = ml.Unlearning()
            .Sharded(context => Trainer(context, seed: null), NumberOfShards, fingerprintKey: key, seed: seed).Fit(rows.Train);
        var clock = Stopwatch.StartNew();
        using var without = ml.Unlearn(whole).Fit(marked);
        var seconds = clock.Elapsed.TotalSeconds;
        var scored = without.Transform(ml.Unlearning().Subsets(marked, rows.Unseen, rows.Test));
        return Figures(Contestant.Sharded, ml.Unlearning().Evaluate(scored, seed: seed)) with
        {
            Seconds = seconds,
            Method = $"{without.RefittedShards.Count} of {without.NumberOfShards} shards fitted again",
        };
    }

    private static NeuralClassifierTrainer Trainer(MLContext context, int? seed) =>
        context.Unlearning().TrainClassifier(idColumnName: "Id", seed: seed);

    private static Outcome Figures(string contestant, UnlearningMetrics metrics) => new()
    {
        Contestant = contestant,
        UnlearningAccuracy = metrics.UnlearningAccuracy,
        Efficacy = metrics.MembershipInferenceEfficacy,
        RetainAccuracy = metrics.RetainAccuracy,
        TestAccuracy = metrics.TestAccuracy,
        ForgottenRows = metrics.RowCounts["Forget"],
    };
}
