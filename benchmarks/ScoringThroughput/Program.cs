using System.Globalization;
using Microsoft.ML;
using MLNetUnlearning;
using ScoringThroughput;

// What a classifier's scored view costs beside its network: rows a second of both, and their ratio.
//
// dotnet run -c Release --project benchmarks/ScoringThroughput -- [rows] [rounds] [threads] [network]
//
// Machines are noisy, so both sides take turns within each round, in an order that alternates, and the ratio is the median of the rounds'
// ratios.
// "by core time": the same ratio of processor time, all cores added up; the steadier figure where other programs run beside.
// "network": forward passes in batches of 256 over float tensors that are there already, and nothing else.
// "view": classifier.Transform(rows), a cursor over Score and PredictedLabel, both read in every row.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var numberOfRows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2048;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 15;
var ml = new MLContext(seed: 1);
var tuning = ml.Unlearning().TuneProcess(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : null);
Console.WriteLine($"{numberOfRows} rows of 3 x 32 x 32, {rounds} rounds, {tuning.NumberOfThreads} threads");
Console.WriteLine(
    $"{"network",-22}{"rows from",-14}{"network rows/s",16}{"view rows/s",14}{"ratio",8}{"lowest",8}{"highest",9}{"by core time",14}");

(string Name, NetworkArchitecture Architecture)[] networks =
[
    ("SmallConvNet(4)", KnownNetworks.SmallConvNet(4)),
    ("SmallConvNet(16)", KnownNetworks.SmallConvNet(16)),
    ("SmallConvNet(64)", KnownNetworks.SmallConvNet(64)),
    ("ResNet18(8)", KnownNetworks.ResNet18(8)),
    ("ResNet18(16)", KnownNetworks.ResNet18(16)),
];
var pictures = new Pictures(ml, numberOfRows);
foreach (var (name, architecture) in networks.Where(network => args.Length < 4 || network.Name == args[3]))
{
    using var contest = new Contest(ml, architecture, pictures);
    foreach (var (source, rows) in pictures.Sources)
    {
        var result = contest.Run(rows, rounds);
        Console.WriteLine(
            $"{name,-22}{source,-14}{result.NetworkRowsPerSecond,16:F0}{result.ViewRowsPerSecond,14:F0}"
            + $"{result.Ratio,8:F3}{result.LowestRatio,8:F3}{result.HighestRatio,9:F3}{result.CoreSecondsRatio,14:F3}");
    }
}
