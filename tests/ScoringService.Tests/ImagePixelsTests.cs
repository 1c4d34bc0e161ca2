using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning;

namespace ScoringService.Tests;

/// <summary>What the service hands to the model.</summary>
public sealed class ImagePixelsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pixels-tests-");
    private readonly MLContext ml = new();

    [Theory, InlineData(32, 32), InlineData(48, 40), InlineData(40, 48), InlineData(7, 20)]
    public async Task The_pixels_are_those_of_a_folder_and_of_the_pipeline_to_the_bit(int width, int height)
    {
        var files = Enumerable.Range(1, 8).ToDictionary(i => $"class/turned-{i}", i => PictureFiles.Oriented((byte)i));
        files.Add("class/transparent", PictureFiles.Transparent);
        files.Add("class/upright", PictureFiles.Png);
        files = files.ToDictionary(file => file.Key + ".png", file => file.Value); // the content says what a file is
        foreach (var (name, content) in files) Write(name, content);
        var trained = ml.LoadImageFolder(folder.FullName, width, height);
        var names = trained.GetColumn<string>("ImagePath").ToList();
        var rows = ml.Data.LoadFromEnumerable(names.ConvertAll(name => new Row { Path = name }));
        var piped = ml.ImagePixels(folder.FullName, width, height, "Path").Fit(rows).Transform(rows).GetColumn<float[]>("Features");
        var service = new ImagePixels(ml, new ServiceSettings { ModelFolder = "", ModelFile = "" });
        var served = new List<float[]>();
        foreach (var name in names) served.Add(await service.OfAsync(files[name], FeatureShape.Image(width, height), default));
        var features = trained.GetColumn<float[]>("Features").ToList();
        Assert.Equal(10, features.Count);
        Assert.Equal(features, piped);
        Assert.Equal(features, served);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
