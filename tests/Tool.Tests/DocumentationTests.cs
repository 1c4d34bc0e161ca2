using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>docs/tool.md knows every command, and every field that <c>--json</c> prints.</summary>
[Collection(ToolTests.Name)]
public sealed partial class DocumentationTests(Workplace place)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tool.md"));

    // Names in them are those of rows, classes, notes and the like.
    private static readonly string[] Open = ["scores", "notes"];

    [Fact]
    public void Every_command_has_a_place_in_it() => Assert.All(
        ToolRoot.Command().Subcommands.Where(command => !command.Hidden),
        command => Assert.Matches($@"\[`([a-z]+`, `)*{command.Name}(`, `[a-z]+)*`\]\(#", Page));

    [Fact]
    public void Every_exit_code_is_in_it() => Assert.All(
        typeof(ExitCode).GetFields().Where(field => field.FieldType == typeof(int)).Select(field => field.GetRawConstantValue()),
        code => Assert.Contains($"| {code} |", Page));

    [Theory]
    [InlineData("unlearn", "inspect", "b.zip")]
    [InlineData("evaluate", "evaluate", "b.zip", "--data", "synthetic", "--forget", "class:disc", "--retrain", "--original", "a.zip")]
    [InlineData("methods, attacks, networks", "methods", "FineTune")]
    [InlineData("methods, attacks, networks", "attacks")]
    [InlineData("methods, attacks, networks", "networks")]
    [InlineData("doctor", "doctor")]
    [InlineData("score", "score", "documented", "--model", "b.zip")]
    [InlineData("prune", "prune", "a.zip", "--data", "synthetic", "--sparsity", "0.5", "--output", "p.zip", "--threads", "1", "--force")]
    [InlineData("report", "report", "b.zip", "--data", "synthetic", "--forget", "class:disc", "--output", "documented.html", "--force")]
    [InlineData("audit", "audit", "b.zip", "--data", "synthetic", "--forget", "class:disc", "--shadow-models", "4", "--threads", "1")]
    [InlineData("audit", "audit", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--method", "FineTune", "--shadow-models", "4")]
    [InlineData("rows", "rows", "b.zip", "--data", "synthetic")]
    [InlineData("export", "export", "a.zip", "--output", "documented.onnx", "--force")]
    public void Every_field_is_in_it(string heading, params string[] words)
    {
        if (heading == "score") Pictures.WriteFolder(place.PathOf("documented"), 1);
        var documented = Words().Matches(Section(heading) + (heading == "unlearn" ? Section("inspect") : ""))
            .Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(Fields(place.Run([.. words, "--json"]).Json).Except(documented));
    }

    [Fact]
    public void Every_field_of_training_and_unlearning_is_in_it()
    {
        Assert.Empty(Fields(place.Trained.Json).Except(Words().Matches(Section("train")).Select(match => match.Groups[1].Value)));
        Assert.Empty(Fields(place.Unlearned.Json).Except(Words().Matches(Section("unlearn")).Select(match => match.Groups[1].Value)));
    }

    [Fact]
    public void Every_field_of_requests_is_in_it()
    {
        string[] database = ["--database", "documented.db", "--json"];
        string[] add = ["requests", "add", "a.zip", "--data", "synthetic", "--forget", "class:disc", "--who", "Ada"];
        place.Run([.. add, "--received", "2026-01-31", .. database]).ThrowIfFailed();
        place.Run(["requests", "extend", "1", "--until", "2126-01-01", "--reason", "many", .. database]).ThrowIfFailed();
        place.Run(["unlearn", "--request", "1", "--method", "FineTune", "--output", "asked.zip", .. Workplace.AnyLoss, .. database])
            .ThrowIfFailed();
        var documented = Words().Matches(Section("requests")).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(Fields(place.Run(["requests", "show", "1", .. database]).Json).Except(documented));
        Assert.Empty(Fields(place.Run(["requests", "list", "--all", .. database]).Json).Except(documented));
    }

    private static string Section(string heading)
    {
        var start = Page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, heading);
        var end = Page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    private static IEnumerable<string> Fields(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Open.Contains(field.Key) ? [field.Key] : Fields(field.Value).Prepend(field.Key)),
        JsonArray items => items.SelectMany(Fields),
        _ => [],
    };

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Words();
}
