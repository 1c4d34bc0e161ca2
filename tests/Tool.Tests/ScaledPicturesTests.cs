using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetUnlearning.Tool.Data;

namespace MLNetUnlearning.Tool.Tests;

/// <summary>Drawn pictures at another size.</summary>
[Collection(ToolTests.Name)]
public sealed class ScaledPicturesTests(Workplace place)
{
    private readonly MLContext ml = new();

    [Fact]
    public void At_their_own_size_no_pixel_changes()
    {
        var pictures = ml.LoadSyntheticImages(1);
        Assert.Same(pictures, ScaledPictures.Of(ml, pictures, 32));
        Assert.Equal(Pixels(pictures), Pixels(ScaledPictures.Scaled(ml, pictures, 32)));
    }

    [Fact]
    public void At_half_the_size_the_colours_stay()
    {
        var pictures = ml.LoadSyntheticImages(1);
        foreach (var (before, after) in Pixels(pictures).Zip(Pixels(ScaledPictures.Of(ml, pictures, 16))))
        {
            Assert.Equal(before.Length / 4, after.Length);
            for (var plane = 0; plane < 3; plane++)
                Assert.Equal(
                    before.Skip(plane * 1024).Take(1024).Average(), after.Skip(plane * 256).Take(256).Average(), tolerance: 6);
        }
    }

    [Fact]
    public void A_classifier_is_trained_on_them_and_finds_them_again()
    {
        var json = place.Run(["train", "--data", "synthetic", "--image-size", "16", "--rows-per-class", "4", "--test-rows-per-class", "2",
            .. Workplace.Small, "--output", "scaled.zip", "--json"]).Json;
        Assert.Equal("""{"train":30,"unseen":10,"test":20}""", json["rows"]!.ToJsonString());
        Assert.Contains("3 x 16 x 16", place.Run("inspect", "scaled.zip").Succeeded.Output);
        place.Run("evaluate", "scaled.zip", "--data", "synthetic", "--forget", "class:disc", "--threads", "1").ThrowIfFailed();
    }

    private static List<float[]> Pixels(IDataView view) => [.. view.GetColumn<float[]>("Features")];
}
