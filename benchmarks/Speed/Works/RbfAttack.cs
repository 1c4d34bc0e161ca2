using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using MLNetUnlearning.Attacks;

namespace Speed.Works;

/// <summary>The published attack, trained on so many members and non-members and asked about as many rows.</summary>
internal sealed record RbfAttack(int Rows) : Work($"RBF attack, {Rows} + {Rows} rows", "attack", [Library, Python])
{
    public override void Prepare(string folder)
    {
        if (File.Exists(PathIn(folder))) return;
        double[] all = [.. Confidences(1, 4), .. Confidences(2, 3), .. Confidences(3, 3.5)];
        File.WriteAllBytes(PathIn(folder), MemoryMarshal.AsBytes(all.AsSpan()).ToArray());
    }

    public override IReadOnlyList<string> Script(string folder) => ["rbf.py", PathIn(folder)];

    public override Sample Run(MLContext ml, string contestant, string folder)
    {
        var all = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(PathIn(folder))).ToArray();
        double[][] Part(int number) => [.. all.Skip(number * Rows).Take(Rows).Select(value => new[] { value })];
        var (members, others, asked) = (Part(0), Part(1), Part(2));
        var meter = Meter.Start();
        var clock = Stopwatch.StartNew();
        var score = new KernelSvmAttack().Train(ml, members, others);
        var taken = asked.Count(row => score(row) <= 0);
        return meter.Stop(clock.Elapsed.TotalSeconds, [100.0 * taken / Rows]);
    }

    private string PathIn(string folder) => Path.Combine(folder, FormattableString.Invariant($"confidences-{Rows}.f64"));

    /// <summary>The probability of the true class by a classifier that is surer the higher its logit there is.</summary>
    private IEnumerable<double> Confidences(int seed, double meanLogit)
    {
        const int classes = 10;
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, Rows).Select(_ =>
        {
            double[] odds = [.. Enumerable.Range(0, classes).Select(k => Math.Exp((k == 0 ? meanLogit : 0) + 1.5 * Normal()))];
            return odds[0] / odds.Sum();
        })];
    }
}
