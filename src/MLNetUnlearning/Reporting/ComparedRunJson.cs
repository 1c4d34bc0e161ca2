using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MLNetUnlearning.Reporting;

/// <summary>Runs as JSON lines: one object a line.</summary>
internal static class ComparedRunJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip, // what is computed from several runs stands in a line too
    };

    /// <summary>A line, without its end.</summary>
    /// <param name="run">The run.</param>
    /// <param name="computed">What follows from this run and others, to stand behind its own figures.</param>
    public static string Line(ComparedRun run, params (string Name, double? Value)[] computed)
    {
        var line = JsonSerializer.SerializeToNode(run, Options)!.AsObject();
        foreach (var (name, value) in computed) line[name] = value is { } number ? JsonValue.Create(number) : null;
        return line.ToJsonString();
    }

    /// <exception cref="FormatException">The line is no run.</exception>
    public static ComparedRun Parse(string line)
    {
        try
        {
            var run = JsonSerializer.Deserialize<ComparedRun>(line, Options);
            return run is { Data: not null, Scheme: not null, Forget: not null, Method: not null, Settings: not null, Attacks: not null }
                ? run
                : throw new FormatException("The line is no run of a comparison: a text in it is null.");
        }
        catch (JsonException error)
        {
            throw new FormatException($"The line is no run of a comparison: {error.Message}", error);
        }
    }
}
