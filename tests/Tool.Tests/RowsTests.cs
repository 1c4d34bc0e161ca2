using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>The rows of the data, as a classifier sees them.</summary>
[Collection(ToolTests.Name)]
public sealed class RowsTests(Workplace place)
{
    [Fact]
    public void All_rows_are_listed_with_their_part_and_answer()
    {
        var rows = place.Run("rows", "a.zip", "--data", "synthetic", "--json").Json["rows"]!.AsArray();
        foreach (var part in new[] { "train", "unseen", "test" })
            Assert.Equal((int)place.Trained.Json["rows"]![part]!, rows.Count(row => (string)row!["part"]! == part));
        var right = rows.Where(row => Is(row, "part") == "test")
            .Average(row => Is(row, "class") == Is(row, "predictedLabel") ? 100.0 : 0);
        Assert.Equal((double)place.Trained.Json["testAccuracy"]!, right, 1e-3);
        Assert.All(rows, row => Assert.InRange((double)row!["probability"]!, 0.1, 1)); // of ten classes

        static string Is(JsonNode? row, string field) => (string)row![field]!;
    }

    [Fact]
    public void Without_the_key_data_that_have_changed_are_refused()
    {
        Pictures.WriteFolder(place.PathOf("changing"), 12);
        place.Run(["train", "changing", "--features", "none", "--image-size", "16", .. Workplace.Small, "--output", "keyless.zip"])
            .ThrowIfFailed();
        File.Delete(place.PathOf("keyless.zip.key"));
        place.Run("rows", "keyless.zip", "--data", "changing").ThrowIfFailed();
        for (var at = 0; at < 6; at++) File.Delete(place.PathOf($"changing/cat/{at:D2}.png"));
        Assert.Contains("the key of the model's rows is missing", place.Run("rows", "keyless.zip", "--data", "changing")
            .ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void Its_ids_say_what_to_forget_and_a_model_says_the_same_of_a_row_after_it()
    {
        var before = place.Run("rows", "a.zip", "--data", "synthetic", "--json").Json["rows"]!.AsArray();
        string[] ids = [.. before.Where(row => (string)row!["part"]! == "train").Take(5).Select(row => (string)row!["id"]!)];
        File.WriteAllLines(place.PathOf("listed.txt"), ids);
        place.Run([
            "unlearn", "a.zip", "--data", "synthetic", "--forget", "ids:listed.txt", "--method", "FineTune", "--output", "listed.zip",
            .. Workplace.AnyLoss]).ThrowIfFailed();
        var after = place.Run("rows", "listed.zip", "--data", "synthetic", "--json").Json["rows"]!.AsArray();
        Assert.Equal(Parts(before), Parts(after));
        Assert.DoesNotContain(before, row => (bool)row!["forgotten"]!);
        Assert.Equal(ids.Order(), after.Where(row => (bool)row!["forgotten"]!).Select(row => (string)row!["id"]!).Order());
        Assert.Contains("train ", place.Run("rows", "listed.zip", "--data", "synthetic").Succeeded.Output);

        static IEnumerable<string> Parts(JsonArray rows) => rows.Select(row => $"{row!["id"]} {row["class"]} {row["part"]}");
    }
}
