using System.Text.Json;
using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>What a result says before any number.</summary>
public sealed class RunResultTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-result-").FullName;

    [Theory]
    [InlineData(
        "good", "Yes", "good", 450, true, "The model now answers these 450 pictures like pictures it never saw, under the tests below.")]
    [InlineData("good", "Yes", "good", 1, false, "The model now answers this row like rows it never saw, under the tests below.")]
    [InlineData("good", "Yes", "bad", 2, true, "The model answers these 2 pictures like pictures it never saw, but an attacker may still")]
    [InlineData("good", "Yes", "unknown", 2, true, "Whether an attacker could still tell is not known.")]
    [InlineData("fair", "Not quite", "good", 2, true, "The model has forgotten these 2 pictures in part.")]
    [InlineData("bad", "No", "good", 2, false, "The model still knows these 2 rows.")]
    [InlineData("bad", "Too much", "good", 2, false, "it forgot more than it was asked to")]
    [InlineData("unknown", "Not known", "good", 2, false, "could not be told")]
    public void One_sentence_says_what_came_of_it(
        string forgot, string answer, string told, int count, bool arePictures, string expected)
    {
        var page = Path.Combine(folder, "report.html");
        Directory.CreateDirectory(Outputs.FolderOf(page));
        object Verdict(string question, string said, string rating) =>
            new { model = "unlearned", question, answer = said, rating, reason = "Because." };
        File.WriteAllText(Path.Combine(Outputs.FolderOf(page), "report.json"), JsonSerializer.Serialize(new
        {
            verdicts = new[]
            {
                Verdict("Did it forget?", answer, forgot), Verdict("Is the rest intact?", "Yes", "good"),
                Verdict("How far is it from retraining?", "Not measured", "unknown"), Verdict("Can an attacker tell?", "Hardly", told),
            },
            models = new[] { "original", "unlearned" }.Select(model => new
            {
                model,
                unlearningAccuracy = 12.34,
                membershipInferenceEfficacy = (double?)null,
                retainAccuracy = 99.96,
                testAccuracy = 50,
            }),
            rows = new { Forget = count },
        }));
        var result = RunResult.Read(page, arePictures)!;
        Assert.Contains(expected, result.Headline);
        Assert.Equal(["12.3 %", "–", "100.0 %", "50.0 %"], result.Figures.Select(figure => figure.Values[1]));
        Assert.False(result.IsCompared);
    }

    [Fact]
    public void Figures_that_are_gone_or_damaged_are_none()
    {
        var page = Path.Combine(folder, "report.html");
        Assert.Null(RunResult.Read(page, true));
        Directory.CreateDirectory(Outputs.FolderOf(page));
        foreach (var text in new[] { "", "{", "{}", "[1]", "{\"verdicts\":3}" })
        {
            File.WriteAllText(Path.Combine(Outputs.FolderOf(page), "report.json"), text);
            Assert.Null(RunResult.Read(page, true));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
