using System.Text.Json.Nodes;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>All kinds of data: how their rows are split, and that later commands find the same rows.</summary>
[Collection(ToolTests.Name)]
public sealed class DataTests(Workplace place)
{
    private static readonly string[] Small = [.. Workplace.Small, "--image-size", "8", "--force", "--json"];

    [Fact]
    public void A_folder_without_a_test_part_gives_a_fifth_of_its_rows_and_is_split_the_same_way_again()
    {
        Pictures.WriteFolder(place.PathOf("photos"), 15);
        Assert.Equal("""{"train":22,"unseen":2,"test":6}""", Rows(place.Run(["train", "photos", .. Small, "--output", "photos.zip"])));
        Assert.Equal("""{"retain":11,"forget":11,"again":0}""", Rows(Unlearn("photos.zip", "photos", "class:cat")));
        // Were the rows split in another way, some test rows would be training rows, which the library refuses.
        Assert.Equal(
            """{"retain":11,"forget":11,"forgottenBefore":0,"unseen":2,"test":3}""", Rows(Evaluate("photos.zip", "photos", "class:cat")));
        Assert.Equal(8, (int)JsonNode.Parse(place.Run("inspect", "photos.zip", "--json").Json["notes"]!["data.imageSize"]!.ToString())!);
    }

    [Fact]
    public void The_bare_forms_work()
    {
        var folder = Path.Combine(place.Folder, "bare");
        Pictures.WriteFolder(Path.Combine(folder, "photos"), 10);
        ToolProcess.Run(folder, ["train", "photos", "--epochs", "1", "--width", "2", "--threads", "1"]).ThrowIfFailed();
        ToolProcess.Run(
            folder, ["unlearn", "model.zip", "--data", "photos", "--forget", "class:cat", .. Workplace.AnyLoss]).ThrowIfFailed();
        Assert.Equal(
            ["model.unlearned.zip", "model.unlearned.zip.key", "model.zip", "model.zip.key"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_with_a_training_and_a_test_part_keeps_both_whole()
    {
        Pictures.WriteFolder(place.PathOf("parts/train"), 10);
        Pictures.WriteFolder(place.PathOf("parts/test"), 4, seed: 5000);
        Assert.Equal("""{"train":18,"unseen":2,"test":8}""", Rows(place.Run(["train", "parts", .. Small, "--output", "parts.zip"])));
        Assert.Equal("""{"train":10,"unseen":2,"test":4}""", Rows(place.Run(
            ["train", "parts/train", "--test-data", "parts/test", "--rows-per-class", "6", "--test-rows-per-class", "2", .. Small,
                "--output", "parts2.zip"])));
        Assert.Contains("--test-data", place.Run(
            "evaluate", "parts2.zip", "--data", "parts/train", "--forget", "class:cat").ErrorLine(ExitCode.Data));
        Assert.Equal("""{"retain":5,"forget":5,"forgottenBefore":0,"unseen":2,"test":2}""", Rows(place.Run(
            "evaluate", "parts2.zip", "--data", "parts/train", "--test-data", "parts/test", "--forget", "class:cat", "--threads", "1",
            "--json")));
    }

    [Fact]
    public void Rows_are_forgotten_by_their_ids()
    {
        Pictures.WriteFolder(place.PathOf("photos"), 15);
        place.Run(["train", "photos", .. Small, "--output", "ids.zip"]).ThrowIfFailed();
        File.WriteAllText(place.PathOf("ids.txt"), "cat/nowhere.png\n");
        Assert.Contains("cat/nowhere.png", place.Run(
            "unlearn", "ids.zip", "--data", "photos", "--forget", "ids:ids.txt").ErrorLine(ExitCode.Data));
        File.WriteAllLines(place.PathOf("ids.txt"), Enumerable.Range(0, 15).Select(i => $"cat/{i:D2}.png"));
        var all = Unlearn("ids.zip", "photos", "ids:ids.txt");
        Assert.StartsWith("""{"retain":11,"forget":11,""", Rows(all));
        // The other four cats were set apart: nothing has learnt them.
        var apart = all.Error.Split('\n').Single(line => line.Contains("set apart as unseen or test rows"));
        var one = Enumerable.Range(0, 15).Select(i => $"cat/{i:D2}.png").First(id => apart.Contains(id, StringComparison.Ordinal));
        File.WriteAllText(place.PathOf("ids.txt"), one);
        Assert.Contains($"The rows with '{one}' in column 'Id' were set apart as unseen or test rows and never learnt: there is nothing to "
            + "forget", Unlearn("ids.zip", "photos", "ids:ids.txt").ErrorLine(ExitCode.Data));
    }

    /// <summary>Who deletes must delete the pictures too, and may be asked again afterwards.</summary>
    [Fact]
    public void A_classifier_finds_its_rows_although_pictures_were_removed_and_added()
    {
        Pictures.WriteFolder(place.PathOf("living"), 15);
        place.Run(["train", "living", .. Small, "--output", "living.zip"]).ThrowIfFailed();
        string Counted() => Rows(Evaluate("living.zip", "living", "class:cat"));
        Assert.Equal("""{"retain":11,"forget":11,"forgottenBefore":0,"unseen":2,"test":3}""", Counted());
        File.WriteAllText(place.PathOf("dogs.txt"), string.Concat(Enumerable.Range(0, 5).Select(i => $"dog/{i:D2}.png\n")));
        var forgotten = (int)Unlearn("living.zip", "living", "ids:dogs.txt").Json["rows"]!["forget"]!;
        for (var i = 0; i < 5; i++) File.Delete(place.PathOf($"living/dog/{i:D2}.png"));
        var (ended, removed) = (Evaluate("living.zip", "living", "class:cat"), 11 - forgotten);
        Assert.Contains($"{22 - forgotten} of its 22 training rows are there", ended.Error);
        Assert.Equal(
            (removed, 11), ((int)ended.Json["rows"]!["retain"]!, (int)ended.Json["rows"]!["forget"]!));
        for (var i = 0; i < 6; i++) Pictures.Write(place.PathOf($"living/dog/new{i}.png"), 1, seed: 9000 + i);
        Assert.Equal((removed, 11), ((int)Evaluate("living.zip", "living", "class:cat").Json["rows"]!["retain"]!, 11));
        Assert.Equal(
            $$"""{"retain":{{removed}},"forget":11,"again":0}""", Rows(Unlearn("living.unlearned.zip", "living", "class:cat")));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Too_few_pictures_to_hold_some_out_are_said(int perClass)
    {
        Pictures.WriteFolder(place.PathOf($"few{perClass}"), perClass);
        Assert.Contains("too few different rows to hold some out", place.Run(
            ["train", $"few{perClass}", .. Workplace.Small, "--output", "few.zip"]).ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_table_keeps_groups_on_one_side_and_people_are_forgotten_by_their_column()
    {
        Pictures.WriteFolder(place.PathOf("album/pictures"), 20);
        var lines = Directory.GetFiles(place.PathOf("album/pictures"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select((file, row) => $"{Path.GetRelativePath(place.PathOf("album"), file)},{Path.GetFileName(Path.GetDirectoryName(file))},"
                + $"{row},\"person, {row % 10}\"");
        File.WriteAllLines(place.PathOf("album/album.csv"), ["path,label,id,person", .. lines]);
        string[] train = ["train", "album/album.csv", "--group-column", "person", .. Small, "--output", "album.zip"];
        // Ten people with four pictures each: two are set apart for tests, one is held out.
        Assert.Equal("""{"train":28,"unseen":4,"test":8}""", Rows(place.Run(train)));
        var outcomes = Enumerable.Range(0, 10).Select(person => place.Run(
            ["unlearn", "album.zip", "--data", "album/album.csv", "--forget", $"person=person, {person}", "--method", "FineTune", "--set",
                "NumberOfSteps=2", "--output", "album2.zip", "--force", .. Workplace.AnyLoss, "--json"])).ToList();
        Assert.Equal(7, outcomes.Count(outcome => outcome.ExitCode == 0 && Rows(outcome) == """{"retain":24,"forget":4,"again":0}"""));
        Assert.Equal(3, outcomes.Count(outcome => outcome.ExitCode == ExitCode.Data));
        Assert.DoesNotContain("person, ", place.Run("inspect", "album2.zip", "--json").Succeeded.Output); // who asked is not kept
    }

    [Theory, InlineData("a.png,", "Line 3 of 'lines.csv' has no 'label'"), InlineData(",cat", "Line 3 of 'lines.csv' has no 'path'")]
    public void A_row_without_a_class_or_a_path_is_named_by_its_line(string row, string message)
    {
        File.WriteAllLines(place.PathOf("lines.csv"), ["path,label", "a.png,cat", row]);
        Assert.Contains(message, place.Run("train", "lines.csv", "--output", "lines.zip").ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_cifar_folder_is_read()
    {
        Pictures.WriteCifar(place.PathOf("cifar"), train: 100, test: 30);
        Assert.Equal("""{"train":90,"unseen":10,"test":30}""", Rows(place.Run(
            ["train", "cifar", .. Workplace.Small, "--output", "cifar.zip", "--json"])));
        Assert.Equal("""{"retain":81,"forget":9,"again":0}""", Rows(Unlearn("cifar.zip", "cifar", "class:cat")));
        Assert.Contains(
            "trained on data of kind 'Cifar'", place.Run("evaluate", "cifar.zip", "--data", "synthetic", "--forget", "class:cat")
                .ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void Other_pictures_than_those_that_were_trained_on_are_noticed()
    {
        Pictures.WriteFolder(place.PathOf("before"), 10);
        place.Run(["train", "before", .. Small, "--output", "before.zip"]).ThrowIfFailed();
        Pictures.WriteFolder(place.PathOf("after"), 10, seed: 77);
        Assert.Contains("has none of the rows that the model was trained on", place.Run(
            "unlearn", "before.zip", "--data", "after", "--forget", "class:cat").ErrorLine(ExitCode.Data));
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_named()
    {
        Pictures.WriteFolder(place.PathOf("broken"), 10);
        File.WriteAllText(place.PathOf("broken/cat/03.png"), "no picture");
        Assert.Contains("03.png", place.Run(["train", "broken", .. Workplace.Small, "--output", "broken.zip"]).ErrorLine(ExitCode.Data));
        Assert.False(place.Has("broken.zip"));
    }

    [Fact]
    public void Pictures_are_scored()
    {
        Pictures.WriteFolder(place.PathOf("to-score"), 2);
        var json = place.Run("score", "to-score", "--model", "a.zip", "--threads", "1", "--json").Json;
        var scores = json["scores"]!.AsArray();
        Assert.Equal(4, scores.Count);
        Assert.All(scores, one => Assert.Equal(1, one!["scores"]!.AsObject().Sum(score => (double)score.Value!), 0.01));
        Assert.Contains("cat/00.png", place.Run("score", "to-score/cat/00.png", "--model", "a.zip").Succeeded.Output);
    }

    private Ended Unlearn(string model, string data, string request) => place.Run(
        ["unlearn", model, "--data", data, "--forget", request, "--method", "FineTune", "--set", "NumberOfSteps=2", "--force",
            .. Workplace.AnyLoss, "--json"]);

    private Ended Evaluate(string model, string data, string request) =>
        place.Run("evaluate", model, "--data", data, "--forget", request, "--threads", "1", "--json");

    private static string Rows(Ended ended) => ended.Json["rows"]!.ToJsonString();
}
