using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MLNetUnlearning.Attacks;

// How long the membership inference attacks take: to be trained on so many members and as many non-members, and to be asked about as many
// rows.
//
// dotnet run -c Release --project benchmarks/Attacks -- [rows of each side]

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Classes = 10;
var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
MembershipAttack[] attacks =
[
    new ThresholdAttack(), new SvmAttack(), new KernelSvmAttack(), new TreeAttack(),
    new ThresholdAttack { Signal = MembershipSignal.ModifiedEntropy }, new SvmAttack { Signal = MembershipSignal.ModifiedEntropy },
    new KernelSvmAttack { Signal = MembershipSignal.ModifiedEntropy },
    new SvmAttack { Signal = null }, new TreeAttack { WithProbabilities = true },
];
var (members, nonMembers, asked) = (Outputs(seed: 1, meanLogit: 4), Outputs(seed: 2, meanLogit: 3), Outputs(seed: 3, meanLogit: 3.5));
Console.WriteLine($"{rows} members, {rows} non-members; {Environment.ProcessorCount} cores");
Console.WriteLine($"{"attack",-44}{"train s",10}{"ask s",10}{"efficacy %",12}");
foreach (var attack in attacks)
{
    double[][] Seen(float[][] outputs) => [.. outputs.Select(row =>
        attack.Signals.Select(signal => signal.Of(row, 0)).Concat(attack.SeesProbabilities ? row.Select(p => (double)p) : []).ToArray())];
    var (known, unknown, questions) = (Seen(members), Seen(nonMembers), Seen(asked));
    var clock = Stopwatch.StartNew();
    var score = attack.Train(new MLContext(seed: 1), known, unknown);
    var trained = clock.Elapsed.TotalSeconds;
    clock.Restart();
    var efficacy = 100.0 * questions.Count(row => score(row) <= 0) / questions.Length;
    Console.WriteLine($"{attack.Name,-44}{trained,10:F2}{clock.Elapsed.TotalSeconds,10:F2}{efficacy,12:F1}");
}

// Softmax outputs of a classifier that is surer of the true class, number 0, the higher its logit there is.
float[][] Outputs(int seed, double meanLogit)
{
    var random = new Random(seed);
    double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    return [.. Enumerable.Range(0, rows).Select(_ =>
    {
        double[] odds = [.. Enumerable.Range(0, Classes).Select(k => Math.Exp((k == 0 ? meanLogit : 0) + 1.5 * Normal()))];
        return odds.Select(odd => (float)(odd / odds.Sum())).ToArray();
    })];
}
