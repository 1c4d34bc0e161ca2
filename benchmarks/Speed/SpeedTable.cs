using System.Globalization;
using System.Text;

namespace Speed;

/// <summary>The table of all works: seconds of the library, and its ratio to each of the others, with the spread over rounds.</summary>
internal static class SpeedTable
{
    public const string Head = """
        | work | library | beside | ratio | rounds' ratios | bound | peak, MiB | page faults |
        |---|---|---|---|---|---|---|---|
        """;

    /// <summary>The lines of a work, one for each contestant beside the library.</summary>
    public static string Lines(Work work, IReadOnlyDictionary<string, List<Sample>> samples)
    {
        var text = new StringBuilder();
        var library = samples[Work.Library];
        var seconds = Seconds(Median(library.Select(sample => sample.Seconds)), work.Unit);
        var others = samples.Keys.Where(name => name != Work.Library).ToList();
        var present = others.Where(other => samples[other].Count > 0).ToList();
        if (library[0].Results.Count > 0 && present.Count > 0 && library[0].Seconds == 0)
        {
            var farthest = present.Max(other => library[0].Results.Zip(samples[other][0].Results, (a, b) => Math.Abs(a - b)).Max());
            var losses = string.Join(", ", library[0].Results.Select(Loss));
            return string.Create(CultureInfo.InvariantCulture,
                $"| {work.Name} | {losses} | {string.Join(", ", present)} | differ by {farthest:E1} at most | | 1E-4 | | |\n");
        }
        if (others.Count == 0) text.Append(Line(work.Name, seconds, "-", "-", "-", work.Aim, library, null));
        foreach (var (at, other) in others.Index())
        {
            var (name, own) = at == 0 ? (work.Name, seconds) : ("", "");
            var bound = work.Bounds.TryGetValue(other, out var most) ? Number(most) : work.Aim;
            if (!present.Contains(other))
            {
                text.Append(Line(name, own, $"{other} -", "-", "-", bound, library, null));
                continue;
            }
            double[] ratios = [.. library.Zip(samples[other], (mine, its) => mine.Seconds / its.Seconds).Order()];
            text.Append(Line(
                name, own, $"{other} {Seconds(Median(samples[other].Select(sample => sample.Seconds)), work.Unit)}",
                Number(Median(ratios)), ratios.Length == 1 ? "one round" : $"{Number(ratios[0])} to {Number(ratios[^1])}", bound, library,
                samples[other]));
        }
        return text.ToString();
    }

    private static string Line(
        string name, string seconds, string beside, string ratio, string spread, string bound, List<Sample> library, List<Sample>? other)
    {
        string Both(Func<Sample, double> of) => string.Create(CultureInfo.InvariantCulture,
            $"{Median(library.Select(of)):F0}{(other is null ? "" : $", {Median(other.Select(of)):F0}")}");
        return $"| {name} | {seconds} | {beside} | {ratio} | {spread} | {bound} | {Both(sample => sample.PeakMiB)} "
            + $"| {Both(sample => sample.PageFaults)} |\n";
    }

    private static string Seconds(double value, string unit) => value switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{value:F2} s per {unit}"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{value * 1e3:F1} ms per {unit}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value * 1e6:F1} us per {unit}"),
    };

    private static string Loss(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
