using System.Text;

namespace MLNetUnlearning.Tool.Comparison;

/// <summary>What the console shows at the end.</summary>
internal static class Tables
{
    private const int LongestLine = 140;

    public static string Of(
        Preset preset, UnlearningComparison comparison, IReadOnlyList<string> words, Machine machine, int numberOfRuns)
    {
        var text = new StringBuilder();
        text.Append("## Comparison\n\n");
        text.Append($"`mlnet-unlearn {string.Join(' ', words)}`\n\n");
        text.Append($"{preset.Network}; {preset.Recipe}; {machine}.\n");
        text.Append("UA, MIA-Efficacy (confidence, RBF SVM), RA and TA in percent; the average disparity to Retrain of the same seed in\n");
        text.Append("points, lower is better; mean ± standard deviation over the seeds.\n\n");
        if (comparison.Runs.Count < numberOfRuns)
            text.Append($"{comparison.Runs.Count} of {numberOfRuns} runs are finished; the others are missing here.\n\n");
        text.Append(preset.IsPublishedSetting ? Published.Beside(comparison) : comparison.ToMarkdown());
        text.Append("\nSettings:\n\n");
        var methods = comparison.Runs.Where(run => run.Method != ComparedRun.Original).Select(run => (run.Method, run.Settings));
        foreach (var method in methods.Distinct())
            AppendItem(text, $"{method.Method}: {(method.Settings.Length == 0 ? "none" : method.Settings)}");
        return text.ToString();
    }

    /// <summary>Adds an item of a list, broken after commas into lines that can be read as they are.</summary>
    private static void AppendItem(StringBuilder text, string item)
    {
        var line = "-";
        foreach (var part in item.Replace(", ", ",\n").Split('\n'))
        {
            if (line.Length + 1 + part.Length > LongestLine)
            {
                text.Append($"{line}\n");
                line = " ";
            }
            line += $" {part}";
        }
        text.Append($"{line}\n");
    }
}
