using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool;

/// <summary>A bound that the evidence must keep, such as <c>disparity&lt;=2</c>.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Operator">How it is compared: &lt;=, &gt;=, &lt; or &gt;.</param>
/// <param name="Bound">The bound.</param>
internal sealed partial record Requirement(string Name, string Operator, double Bound)
{
    public static Option<string[]> Require { get; } = new("--require")
    {
        Description = "A bound on a figure of the result, such as \"disparity<=2\" or \"testAccuracy>=80\". If it is not kept, the exit "
            + "code is 5.",
        HelpName = "BOUND",
    };

    /// <summary>Whether a value keeps the bound. No value keeps none.</summary>
    public bool IsKeptBy(double? value) => value is { } known && Operator switch
    {
        "<=" => known <= Bound,
        ">=" => known >= Bound,
        "<" => known < Bound,
        _ => known > Bound,
    };

    /// <summary>The bounds of the command line, each on a figure that the command has.</summary>
    public static IReadOnlyList<Requirement> Of(Session session, IReadOnlyCollection<string> figures)
    {
        var all = session.All(Require).Select(Parse).ToList();
        foreach (var one in all)
            if (!figures.Contains(one.Name))
                throw ToolException.Usage($"There is no figure '{one.Name}' to demand; there are {string.Join(", ", figures)}.");
        return all;
    }

    /// <summary>What ends the command if bounds are not kept; null: all are.</summary>
    public static ToolException? Error(IReadOnlyCollection<Requirement> broken) => broken.Count == 0 ? null : new ToolException(
        ExitCode.BelowBound, $"the evidence does not keep {string.Join(", ", broken)}: see the figures.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}{Operator}{Bound}");

    private static Requirement Parse(string text) =>
        Form().Match(text) is { Success: true } match
        && double.TryParse(match.Groups["bound"].Value, CultureInfo.InvariantCulture, out var bound) && double.IsFinite(bound)
            ? new(match.Groups["name"].Value, match.Groups["operator"].Value, bound)
            : throw ToolException.Usage($"Cannot read --require '{text}': expected a figure, <=, >=, < or >, and a number.");

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z]+)\s*(?<operator><=|>=|<|>)\s*(?<bound>\S+)\s*$")]
    private static partial Regex Form();
}
