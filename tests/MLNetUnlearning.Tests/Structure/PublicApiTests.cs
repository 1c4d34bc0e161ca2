using PublicApiGenerator;

namespace MLNetUnlearning.Tests;

/// <summary>What users can name is kept in a file, so that no change of it goes unseen.</summary>
public sealed class PublicApiTests
{
    private const string Approved = "Structure/PublicApi.txt";

    // The doors of the library are extension methods in ML.NET's namespace, which the generator leaves out unless it is told.
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        string[] now = [.. typeof(UnlearningMethod).Assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n").Split('\n').Where(IsMore)];
        string[] approved = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, Approved))];
        if (now.SequenceEqual(approved)) return;
        var received = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllLines(received, now);
        Assert.Fail(
            $"""
            The public API is no longer what {Approved} says:
            {Difference(approved, now)}
            If that is meant, accept it: cp {received} tests/MLNetUnlearning.Tests/{Approved}
            """);
    }

    /// <summary>Whether a line is more than a brace. Braces say nothing that the indent does not.</summary>
    private static bool IsMore(string line) => line.Trim() is not ("" or "{" or "}");

    /// <summary>Lines that are gone and lines that are new, each below its type.</summary>
    private static string Difference(string[] before, string[] after)
    {
        var (old, present) = (Members(before).ToHashSet(), Members(after).ToHashSet());
        return string.Join("\n", old.Except(present).Select(line => "- " + line).Concat(present.Except(old).Select(line => "+ " + line)));
    }

    private static IEnumerable<string> Members(string[] lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            var isMember = line.StartsWith("        ", StringComparison.Ordinal); // types are four spaces deep in their namespace
            if (!isMember) type = line.Trim().Split(" : ")[0];
            yield return isMember ? $"{type}: {line.Trim()}" : line.Trim();
        }
    }
}
