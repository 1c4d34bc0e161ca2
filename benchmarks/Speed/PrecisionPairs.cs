using System.Globalization;
using System.Text.Json;
using MathNet.Numerics.Distributions;
using Microsoft.ML;
using MLNetUnlearning;

namespace Speed;

/// <summary>What bfloat16 costs in accuracy: pairs of trainings from the same seed, one in each precision, on real pictures.</summary>
internal static class PrecisionPairs
{
    private const int Pairs = 10, RowsPerClass = 100, TestRowsPerClass = 200, Width = 8;

    /// <summary>Trains the pairs that are not in the file of the folder yet, and prints a table with the mean difference and its 95 %
    /// interval (Student's t).</summary>
    /// <param name="data">The CIFAR-10 folder.</param>
    /// <param name="folder">Where finished pairs are kept.</param>
    /// <param name="cancellation">Ends it; a pair that is begun is lost.</param>
    public static void Print(string data, string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "precision-pairs.jsonl");
        List<Pair> pairs = File.Exists(path)
            ? [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Pair>(line)!)]
            : [];
        Console.WriteLine($"""
            ResNet18({Width}) on {RowsPerClass} rows of each class, test accuracy in percent on {TestRowsPerClass} of each:

            | seed | Float32 | BFloat16 | difference |
            |---|---|---|---|
            """);
        foreach (var pair in pairs) Console.WriteLine(pair);
        for (var seed = pairs.Count + 1; seed <= Pairs; seed++)
        {
            var pair = new Pair(
                seed, Accuracy(data, seed, Precision.Float32, cancellation), Accuracy(data, seed, Precision.BFloat16, cancellation));
            File.AppendAllText(path, JsonSerializer.Serialize(pair) + "\n");
            pairs.Add(pair);
            Console.WriteLine(pair);
        }
        double[] differences = [.. pairs.Select(pair => pair.Difference)];
        var mean = differences.Average();
        var deviation = Math.Sqrt(differences.Sum(value => (value - mean) * (value - mean)) / (differences.Length - 1));
        var half = StudentT.InvCDF(0, 1, differences.Length - 1, 0.975) * deviation / Math.Sqrt(differences.Length);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nmean difference {mean:+0.00;-0.00} points, 95 % interval {mean - half:F2} to {mean + half:F2}"));
    }

    private static double Accuracy(string data, int seed, Precision precision, CancellationToken cancellation)
    {
        var ml = new MLContext(seed);
        var train = ml.Data.Cache(ml.Unlearning().TakeRowsPerClass(ml.LoadCifar(data), RowsPerClass));
        var test = ml.Unlearning().TakeRowsPerClass(ml.LoadCifar(data, DataSetPart.Test), TestRowsPerClass);
        using var model = ml.Unlearning().TrainClassifier(
            new TrainingRecipe { Precision = precision }, network: KnownNetworks.ResNet18(Width), seed: seed,
            cancellationToken: cancellation).Fit(train);
        return 100 * ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private sealed record Pair(int Seed, double Float32, double BFloat16)
    {
        public double Difference => BFloat16 - Float32;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"| {Seed} | {Float32:F2} | {BFloat16:F2} | {Difference:+0.00;-0.00;0.00} |");
    }
}
