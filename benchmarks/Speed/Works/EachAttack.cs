using System.Diagnostics;
using Microsoft.ML;
using MLNetUnlearning.Attacks;

namespace Speed.Works;

/// <summary>An attack that is trained on so many members and as many others, and asked about as many rows. Its answers are beside its
/// seconds in the kept figures: the share of rows that it takes for others, in percent.</summary>
internal sealed record EachAttack(string Title, Func<MembershipAttack> Attack, int Rows) : Work(
    $"{Title}, {Rows} + {Rows} rows", "attack", [Library])
{
    private const int Classes = 10;

    /// <summary>All attacks, and those of their settings that cost differently.</summary>
    public static IEnumerable<EachAttack> Of(int rows) =>
        new (string Title, Func<MembershipAttack> Attack)[]
        {
            ("threshold attack on confidences", () => new ThresholdAttack()),
            ("linear SVM attack on confidences", () => new SvmAttack()),
            ("linear SVM attack on all signals", () => new SvmAttack { Signal = null }),
            ("RBF attack on entropies", () => new KernelSvmAttack { Signal = MembershipSignal.ModifiedEntropy }),
            ("tree attack on all signals", () => new TreeAttack()),
            ("tree attack on all signals and probabilities", () => new TreeAttack { WithProbabilities = true }),
        }.Select(one => new EachAttack(one.Title, one.Attack, rows));

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var attack = Attack();
        double[][] Seen(float[][] outputs) => [.. outputs.Select(row =>
            attack.Signals.Select(signal => signal.Of(row, 0)).Concat(attack.SeesProbabilities ? row.Select(p => (double)p) : [])
                .ToArray())];
        var (members, others, asked) = (Seen(Outputs(1, 4)), Seen(Outputs(2, 3)), Seen(Outputs(3, 3.5)));
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        var score = attack.Train(ml, members, others);
        var taken = asked.Count(row => score(row) <= 0);
        return meter.Stop(clock.Elapsed.TotalSeconds, [100.0 * taken / Rows]);
    }

    /// <summary>Probabilities by a classifier that is surer of the true class, number 0, the higher its logit there is.</summary>
    private float[][] Outputs(int seed, double meanLogit)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, Rows).Select(_ =>
        {
            double[] odds = [.. Enumerable.Range(0, Classes).Select(k => Math.Exp((k == 0 ? meanLogit : 0) + 1.5 * Normal()))];
            return odds.Select(odd => (float)(odd / odds.Sum())).ToArray();
        })];
    }
}
