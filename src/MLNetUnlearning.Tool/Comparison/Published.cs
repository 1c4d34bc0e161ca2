using System.Text;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>Published figures of the same setting: ResNet-18 of width 64, 182 epochs, CIFAR-10. Papers ran the baselines anew, so each
/// table stands by itself.</summary>
internal static class Published
{
    private const string Jia = "Jia et al. 2023";
    private const string Fan = "Fan et al. 2024";

    private static readonly Figures[] All =
    [
        new(Jia, "random", 0, "Retrain", "5.41", "13.12", "100", "94.42", "0"),
        new(Jia, "random", 95, "Retrain", "6.77", "14.17", "100", "93.33", "0"),
        new(Jia, "random", 0, "FT", "6.83", "14.97", "96.61", "90.13", "2.74"),
        new(Jia, "random", 95, "FT", "5.97", "13.36", "96.99", "90.29", "1.92"),
        new(Jia, "random", 0, "GA", "7.54", "10.04", "93.31", "89.28", "4.26"),
        new(Jia, "random", 95, "GA", "5.62", "11.76", "95.44", "89.26", "3.05"),
        new(Jia, "random", 0, "FF", "7.84", "9.52", "92.05", "88.10", "5.08"),
        new(Jia, "random", 95, "FF", "8.16", "10.80", "92.29", "87.79", "4.50"),
        new(Jia, "random", 0, "IU", "2.03", "5.07", "98.26", "91.33", "4.07"),
        new(Jia, "random", 95, "IU", "6.51", "11.93", "94.94", "88.74", "3.08"),
        new(Jia, "class", 0, "Retrain", "100", "100", "100", "94.83", "0"),
        new(Jia, "class", 95, "Retrain", "100", "100", "99.99", "91.80", "0"),
        new(Jia, "class", 0, "FT", "22.53", "75.00", "99.87", "94.31", "25.78"),
        new(Jia, "class", 95, "FT", "73.64", "83.02", "99.87", "94.32", "11.50"),
        new(Jia, "class", 0, "GA", "93.08", "94.03", "92.60", "86.64", "7.12"),
        new(Jia, "class", 95, "GA", "98.09", "97.74", "87.74", "82.58", "6.41"),
        new(Jia, "class", 0, "FF", "79.93", "100", "99.45", "94.18", "5.32"),
        new(Jia, "class", 95, "FF", "94.83", "100", "99.48", "94.04", "1.98"),
        new(Jia, "class", 0, "IU", "87.82", "95.96", "97.98", "91.42", "5.41"),
        new(Jia, "class", 95, "IU", "99.47", "99.93", "97.24", "90.76", "1.10"),
        new(Fan, "random", 0, "Retrain", "5.24", "12.88", "100", "94.26", "0"),
        new(Fan, "random", 0, "SalUn", "2.85", "14.39", "99.62", "93.93", "1.15"),
        new(Fan, "random", 0, "FT", "-", "-", "-", "-", "3.78"),
        new(Fan, "random", 0, "RL", "-", "-", "-", "-", "7.15"),
        new(Fan, "random", 0, "GA", "-", "-", "-", "-", "4.12"),
        new(Fan, "random", 0, "IU", "-", "-", "-", "-", "4.06"),
        new(Fan, "random", 0, "BS", "-", "-", "-", "-", "2.67"),
        new(Fan, "random", 0, "l1-sparse", "-", "-", "-", "-", "2.26"),
        new("Sharma et al. 2024", "class", 0, "DAU", "-", "-", "-", "-", "0.67"),
        new("Sharma et al. 2024", "class", 95, "DAU", "-", "-", "-", "-", "1.57"),
    ];

    /// <summary>Our tables, each followed by the published ones of its setting.</summary>
    public static string Beside(UnlearningComparison comparison)
    {
        var text = new StringBuilder();
        foreach (var block in comparison.Blocks)
        {
            text.Append(block.ToMarkdown()).Append('\n');
            if (block.Data.StartsWith("CIFAR-10,", StringComparison.Ordinal)) Append(text, block);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, ComparisonBlock block)
    {
        foreach (var source in All.Where(row => row.Scheme == block.Scheme && row.Sparsity == block.Sparsity).GroupBy(row => row.Source))
        {
            text.Append($"Published, {source.Key}, the same setting:\n\n");
            text.Append("| method | UA | MIA-Efficacy | RA | TA | avg. gap |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
            foreach (var row in source)
            {
                string[] cells = [row.Method, row.UnlearningAccuracy, row.Efficacy, row.RetainAccuracy, row.TestAccuracy, row.AverageGap];
                text.Append($"| {string.Join(" | ", cells)} |\n");
            }
            text.Append('\n');
        }
    }

    private sealed record Figures(
        string Source, string Scheme, double Sparsity, string Method, string UnlearningAccuracy, string Efficacy, string RetainAccuracy,
        string TestAccuracy, string AverageGap);
}
