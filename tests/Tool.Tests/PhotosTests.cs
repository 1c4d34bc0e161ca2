using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Photos are trained on through the features of a network that was trained on others.</summary>
[Collection(ToolTests.Name)]
public sealed class PhotosTests(Workplace place)
{
    private static readonly string[] Asked = ["--data", "photos", "--forget", "class:cat", "--threads", "1"];

    [Fact]
    public void A_folder_of_photos_is_trained_on_by_features_and_forgets_with_them()
    {
        Pictures.WriteFolder(place.PathOf("photos"), perClass: 12, side: 64);
        var trained = place.Run("train", "photos", "--output", "photos.zip", "--epochs", "20", "--threads", "1", "--json");
        Assert.Equal("ResNet18", (string?)trained.Json["features"]);
        Assert.Contains("the shorter side of pictures has 64 pixels, 64 or more", trained.Error);
        Assert.True(place.Has("photos.zip.features") && place.Has("photos.zip.features.key"));
        Assert.True((double)trained.Json["testAccuracy"]! > 90);
        var train = (int)trained.Json["rows"]!["train"]!;

        string[] unlearn = ["unlearn", "photos.zip", .. Asked, "--method", "Retrain", "--output", "less.zip", "--record", "photos/r.json",
            "--report", "photos.html"];
        var unlearned = place.Run([.. unlearn, "--json"]).Json;
        Assert.Contains("<img class=\"picture\" src=\"data:image/png", File.ReadAllText(place.PathOf("photos.html")));
        var forgotten = (int)unlearned["rows"]!["forget"]!;
        Assert.Equal(train, (int)unlearned["rows"]!["retain"]! + forgotten);
        // 512 numbers less for each, and what is remembered of it.
        Assert.InRange(Length("photos.zip.features") - Length("less.zip.features"), 2000 * forgotten, 2048 * forgotten);
        var artefacts = JsonNode.Parse(File.ReadAllText(place.PathOf("photos/r.json")))!["artefacts"]!.AsArray();
        Assert.Equal(
            ["cache: destroy", "cache: keep"],
            artefacts.Where(one => (string)one!["kind"]! == "cache").Select(one => $"{one!["kind"]}: {one["duty"]}"));

        var measured = place.Run(["evaluate", "less.zip", .. Asked, "--json"]).Json;
        Assert.Equal((100, 100), ((double)measured["unlearningAccuracy"]!, (double)measured["retainAccuracy"]!));
        var scored = place.Run("score", "photos/dog", "--model", "less.zip", "--json").Json["scores"]!.AsArray();
        Assert.All(scored, score => Assert.Equal("dog", (string)score!["predictedLabel"]!));
        Assert.Contains("that ResNet18 makes of photos", place.Run("export", "less.zip", "--output", "head.onnx").Succeeded.Output);
    }

    [Fact]
    public void Features_that_are_gone_are_made_again_and_a_new_model_starts_anew()
    {
        Pictures.WriteFolder(place.PathOf("again"), perClass: 8, side: 40);
        string[] train = ["train", "again", "--output", "again.zip", "--epochs", "2", "--threads", "1"];
        Assert.Contains("a class has 8 pictures", place.Run(train).Succeeded.Error);
        File.Delete(place.PathOf("again.zip.features"));
        string[] request = ["--data", "again", "--forget", "class:cat", "--threads", "1"];
        place.Run(["evaluate", "again.zip", .. request]).ThrowIfFailed();
        Assert.True(place.Has("again.zip.features"));
        place.Run("train", "agian", "--output", "again.zip", "--force").ErrorLine(ExitCode.Data); // a slip of the hand costs nothing
        Assert.True(place.Has("again.zip.features") && place.Has("again.zip.features.key"));
        Assert.Null(place.Run([.. train, "--force", "--features", "none", "--json"]).Json["features"]);
        Assert.False(place.Has("again.zip.features") || place.Has("again.zip.features.key"));
    }

    [Theory]
    [InlineData("--features ResNet18 is for pictures in folders and CSV files", "synthetic", "--features", "ResNet18")]
    [InlineData("--width is for training on pixels", "small", "--features", "ResNet18", "--width", "4")]
    [InlineData("--features is VGG; it is ResNet18 or none", "small", "--features", "VGG")]
    public void What_does_not_go_together_is_refused(string words, params string[] stated)
    {
        Pictures.WriteFolder(place.PathOf("small"), perClass: 2);
        Assert.Contains(words, place.Run(["train", .. stated, "--output", "refused.zip"]).ErrorLine(ExitCode.Usage));
    }

    [Fact]
    public void A_table_of_photos_can_forget_rows_by_a_column()
    {
        Pictures.WriteFolder(place.PathOf("table"), perClass: 6, side: 64);
        var lines = Enumerable.Range(0, 12).Select(i => (Of: i < 6 ? "cat" : "dog", Photo: i % 6))
            .Select(row => $"{row.Of}/{row.Photo:D2}.png,{row.Of},p{row.Photo % 3}");
        File.WriteAllLines(place.PathOf("table/photos.csv"), ["path,label,person", .. lines]);
        place.Run("train", "table/photos.csv", "--output", "table.zip", "--epochs", "2", "--threads", "1").ThrowIfFailed();
        var json = place.Run("unlearn", "table.zip", "--data", "table/photos.csv", "--forget", "person=p1", "--method", "Retrain",
            "--maximum-retain-accuracy-loss", "100", "--threads", "1", "--json").Json;
        Assert.InRange((int)json["rows"]!["forget"]!, 1, 4);
        Assert.True(Length("table.unlearned.zip.features") < Length("table.zip.features"));
    }

    [Fact]
    public void Features_take_their_place_once_those_of_forgotten_photos_are_out()
    {
        var ml = new MLContext(seed: 1);
        var (from, to) = (place.PathOf("from.zip"), place.PathOf("to.zip"));
        IDataView Marked(int count) => ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(
            photo => new Photo { FeatureId = $"train/{photo}.png", Numbers = [photo, 1], Forget = photo < count }));
        ml.Unlearning().KeepFeatures(
            ml.Transforms.CopyColumns("Features", "Numbers"), PhotoFeatures.FileOf(from), PhotoFeatures.Id).Fit(Marked(0));
        File.WriteAllText(PhotoFeatures.FileOf(to) + ".new", "of a process that was killed");
        void Write() => File.WriteAllText(to, "the classifier");
        // None is to be forgotten.
        Assert.Throws<InvalidOperationException>(() => PhotoFeatures.HandOver(ml, from, to, Write, Marked(0)));
        Assert.Empty(Directory.GetFiles(place.Folder, "to.zip*"));
        Assert.Throws<IOException>(() => PhotoFeatures.HandOver(ml, from, to, () => throw new IOException("the disk is full"), Marked(1)));
        Assert.Empty(Directory.GetFiles(place.Folder, "to.zip*"));
        PhotoFeatures.HandOver(ml, from, to, Write, Marked(1));
        Assert.Equal([to, .. PhotoFeatures.FilesOf(to)], Directory.GetFiles(place.Folder, "to.zip*").Order(StringComparer.Ordinal));
        var kept = PhotoFeatures.Kept(ml, PhotoFeatures.FileOf(to));
        Assert.Equal((3, 1), (kept.Count, kept.NumberOfForgottenIds));
    }

    private sealed class Photo
    {
        public string FeatureId { get; init; } = "";

        [VectorType(2)]
        public float[] Numbers { get; init; } = [];

        public bool Forget { get; init; }
    }

    private long Length(string name) => new FileInfo(place.PathOf(name)).Length;
}
