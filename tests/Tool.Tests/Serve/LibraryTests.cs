using MLNetUnlearning.Tool.Serve;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Which data the page offers for a model.</summary>
public sealed class LibraryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-library-").FullName;

    [Theory]
    [InlineData("people.csv", 1)]
    [InlineData("more.csv", 1)]
    [InlineData("others.csv", 0)]
    [InlineData("photos", 0)]
    public void A_table_fits_a_model_if_it_has_all_of_its_columns(string data, double fit)
    {
        File.WriteAllText(PathOf("people.csv"), "id,age,label\n");
        File.WriteAllText(PathOf("more.csv"), "\"age\";\"label\";\"id\";\"height\"\n");
        File.WriteAllText(PathOf("others.csv"), "id,age,class\n");
        Pictures.WriteFolder(PathOf("photos"), 1);
        var model = ModelOf([], new()
        {
            ["data.kind"] = "Numbers",
            ["data.labelColumn"] = "label",
            ["data.idColumn"] = "id",
            ["data.numberColumns"] = "[\"age\"]",
            ["data.wordColumns"] = "[]",
        });
        Assert.Equal(fit, Library.Fit(model, Data(data)));
        if (data == "others.csv") Assert.Equal("there is no column label", Library.WhyUnfit(model, Data(data)));
    }

    [Fact]
    public void Of_folders_the_one_with_the_classes_of_the_model_fits_best()
    {
        Pictures.WriteFolder(PathOf("animals"), 1);
        Directory.CreateDirectory(PathOf("tools/saw"));
        Directory.CreateDirectory(PathOf("tools/hammer"));
        foreach (var name in new[] { "saw", "hammer" }) Pictures.Write(PathOf($"tools/{name}/0.png"), 0, 1);
        var model = ModelOf(["cat", "dog"], new() { ["data.kind"] = "Folder" });
        Assert.Equal(1, Library.Fit(model, Data("animals")), 6);
        foreach (var part in new[] { "train", "test" }) Pictures.WriteFolder(PathOf($"parts/{part}"), 1);
        Assert.Equal(1, Library.Fit(model, Data("parts")), 6);
        Assert.Equal(0, Library.Fit(model, Data("tools")));
        Assert.Equal("it has no class hammer, saw", Library.WhyUnfit(model, Data("tools")));
        Assert.Equal(0.5, Library.Fit(ModelOf(["cat", "dog", "fox", "hen"], new() { ["data.kind"] = "Folder" }), Data("animals")), 6);
        Assert.Equal(0, Library.Fit(model, Data("synthetic")));
    }

    [Fact]
    public void A_class_that_is_called_train_is_a_class_unless_a_test_part_lies_beside()
    {
        foreach (var name in new[] { "train", "car", "bus" })
        {
            Directory.CreateDirectory(PathOf($"vehicles/{name}"));
            Pictures.Write(PathOf($"vehicles/{name}/0.png"), 0, 1);
        }
        Assert.Equal(["bus", "car", "train"], Data("vehicles").Parts);
        foreach (var part in new[] { "Train", "Test" }) Pictures.WriteFolder(PathOf($"parts/{part}"), 1);
        Assert.Equal(["cat", "dog"], Data("parts").Parts);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ModelCard ModelOf(string[] classes, Dictionary<string, string> notes) => new(
        "", "", DateTime.UnixEpoch, "", classes, [], notes, new(), IsVector: notes["data.kind"] == "Numbers");

    private DataCard Data(string name) => new Library(new Grounds([folder])).DataAt(name)!;

    private string PathOf(string name) => Path.Combine(folder, name);
}
