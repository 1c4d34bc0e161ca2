using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Tries a picture on two models. It is decoded and scored by processes of their own, and deleted afterwards.</summary>
internal static class Trial
{
    private const int MostShown = 5;

    public static async Task<TryView> Of(
        Workbench bench, RegisteredRun run, IFormFile? upload, string unlearned, CancellationToken cancellation)
    {
        if (upload is not { Length: > 0 }) return TryView.Wrong("Choose a picture first.");
        var folder = Directory.CreateTempSubdirectory("mlnet-unlearn-").FullName; // the owner's alone
        try
        {
            var file = Path.Combine(folder, "picture"); // the name that was sent plays no part
            await using (var content = upload.OpenReadStream()) await Private.Write(file, content, cancellation);
            if (await bench.Thumbnails.OfUpload(file, cancellation) is not { } small)
                return TryView.Wrong("That is no picture that can be read: PNG, JPEG, BMP, WebP and GIF are.");
            var (before, after) = (
                await Scored(file, RunWords.Value(run, "--model")!, cancellation), await Scored(file, unlearned, cancellation));
            if (before.Line is { } line || (line = after.Line) is not null) return TryView.Wrong(line);
            var type = small[0] == 0x89 ? "png" : "jpeg";
            return new(
                Path.GetFileName(upload.FileName), $"data:image/{type};base64,{Convert.ToBase64String(small)}",
                [.. before.Scores.OrderByDescending(score => Math.Max(score.Value, after.Scores.GetValueOrDefault(score.Key)))
                    .Take(MostShown).Select(score => new ScoreView(
                        Shown.Of(score.Key), score.Value, after.Scores.GetValueOrDefault(score.Key)))],
                null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(Dictionary<string, double> Scores, string? Line)> Scored(
        string file, string model, CancellationToken cancellation)
    {
        var (code, output, line) = await ToolChild.Run(["score", file, "--model", model, "--threads", "1", "--json"], cancellation);
        if (code != ExitCode.Success) return ([], line.Length > 0 ? line : "The model could not answer.");
        using var document = JsonDocument.Parse(output);
        return (document.RootElement.GetProperty("scores")[0].GetProperty("scores").EnumerateObject()
            .ToDictionary(score => score.Name, score => score.Value.ValueKind == JsonValueKind.Number ? score.Value.GetDouble() : 0), null);
    }
}

/// <summary>A picture that was tried on both models.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Picture">The picture, as an address of its data.</param>
/// <param name="Scores">The likeliest classes.</param>
/// <param name="Problem">Why it could not be tried; null: it was.</param>
public sealed record TryView(string Name, string Picture, IReadOnlyList<ScoreView> Scores, string? Problem)
{
    internal static TryView Wrong(string problem) => new("", "", [], problem);

    /// <summary>What the model before takes it for.</summary>
    public string Before => Scores.MaxBy(score => score.Before)!.Class;

    /// <summary>What the model after takes it for.</summary>
    public string After => Scores.MaxBy(score => score.After)!.Class;
}

/// <summary>How likely both models find a class, 0 to 1.</summary>
public sealed record ScoreView(string Class, double Before, double After);

/// <summary>A check of a record.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Outcome">passed, failed or notChecked.</param>
/// <param name="Explanation">What was found.</param>
public sealed record CheckView(string Name, string Outcome, string Explanation)
{
    /// <summary>Whether it is about a file that the record names, and not about the record.</summary>
    public bool IsOfFile => Name.StartsWith("file ", StringComparison.Ordinal);

    internal static List<CheckView> Read(string output, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            return [.. document.RootElement.GetProperty("records").EnumerateArray().Last().GetProperty("checks").EnumerateArray()
                .Select(check => new CheckView(
                    check.GetProperty("name").GetString()!, check.GetProperty("outcome").GetString()!,
                    check.GetProperty("explanation").GetString()!))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [new("record", "failed", line)];
        }
    }
}
