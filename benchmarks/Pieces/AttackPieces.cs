using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MLNetUnlearning.Attacks;

namespace Pieces;

/// <summary>Attacks on 1,000 members and as many others, by the probability of the true class.</summary>
[MemoryDiagnoser]
public class AttackPieces
{
    private const int Rows = 1000;

    private readonly MLContext ml = new(seed: 1);
    private double[][] members = [], others = [];

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        members = [.. Enumerable.Range(0, Rows).Select(_ => new[] { Math.Sqrt(random.NextDouble()) })];
        others = [.. Enumerable.Range(0, Rows).Select(_ => new[] { random.NextDouble() })];
    }

    [Benchmark]
    public double Threshold() => Asked(new ThresholdAttack());

    [Benchmark]
    public double LinearSvm() => Asked(new SvmAttack());

    [Benchmark]
    public double RbfSvm() => Asked(new KernelSvmAttack());

    private double Asked(MembershipAttack attack) => attack.Train(ml, members, others)(others[0]);
}
