using MLNetUnlearning.Tool.Serve;
using SkiaSharp;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Small pictures, and the process that makes them.</summary>
public sealed class ThumbnailMakerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-thumbnails-").FullName;

    [Theory]
    [InlineData(12, 12, SKEncodedImageFormat.Png)]
    [InlineData(Thumbnails.Side, Thumbnails.Side, SKEncodedImageFormat.Png)]
    [InlineData(600, Thumbnails.Side, SKEncodedImageFormat.Jpeg)]
    public void A_picture_is_small_and_shows_the_same(int side, int expected, SKEncodedImageFormat format)
    {
        var file = Path.Combine(folder, "a.png");
        Pictures.Write(file, 1, 3, side);
        using var data = SKData.CreateCopy(ThumbnailMaker.Of(file)!);
        using var codec = SKCodec.Create(data);
        Assert.Equal((expected, expected, format), (codec.Info.Width, codec.Info.Height, codec.EncodedFormat));
        using var bitmap = SKBitmap.Decode(data);
        var pixels = bitmap.Pixels;
        Assert.InRange(pixels.Average(pixel => pixel.Green), 180, 220); // the ground of class 1
        Assert.InRange(pixels.Average(pixel => pixel.Red), 45, 75);
    }

    [Fact]
    public void Lines_are_answered_one_by_one_and_what_is_no_picture_by_an_empty_line()
    {
        Pictures.Write(Path.Combine(folder, "a\n\"b.png"), 0, 1);
        File.WriteAllText(Path.Combine(folder, "c.png"), "no picture");
        var lines = new[] { "c.png", "none.png", "a\n\"b.png" }
            .Select(name => System.Text.Json.JsonSerializer.Serialize(Path.Combine(folder, name)));
        using var output = new StringWriter();
        ThumbnailMaker.Work(new StringReader(string.Join('\n', lines)), output);
        var answers = output.ToString().Split('\n');
        Assert.Equal(["", ""], answers[..2]);
        Assert.Equal(0x89, Convert.FromBase64String(answers[2])[0]);
    }

    [Fact]
    public async Task A_small_picture_is_made_once_and_goes_with_its_file()
    {
        Pictures.Write(Path.Combine(folder, "a.png"), 0, 1);
        var grounds = new Grounds([folder]);
        using var thumbnails = new Thumbnails(grounds);
        var picture = Path.Combine(folder, "a.png");
        var made = await thumbnails.Of(picture, CancellationToken.None);
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(grounds.Results, "thumbnails")));
        Assert.Equal(File.ReadAllBytes(kept), made);
        File.WriteAllText(kept, "what is kept is not made again");
        Assert.Equal(File.ReadAllBytes(kept), await thumbnails.Of(picture, CancellationToken.None));
        thumbnails.Sweep([picture]);
        Assert.True(File.Exists(kept));
        File.Delete(picture);
        thumbnails.Sweep([picture]);
        Assert.False(File.Exists(kept));
        Assert.Null(await thumbnails.Of("/etc/hostname", CancellationToken.None));
    }

    [Fact]
    public async Task A_process_that_ends_says_nothing_of_a_picture_and_the_next_one_does()
    {
        string[] files = [Path.Combine(folder, "a.png"), Path.Combine(folder, "c.png")];
        Pictures.Write(files[0], 0, 1);
        File.WriteAllText(files[1], "no picture");
        var begun = 0;
        using var process = new ThumbnailProcess(
            () => ToolChild.Start(["serve", begun++ == 0 ? "--nothing" : "thumbnails"], redirectsInput: true));
        Assert.Null(await process.Make(files[0], CancellationToken.None));
        Assert.Equal(0x89, (await process.Make(files[0], CancellationToken.None))![0]);
        Assert.Empty((await process.Make(files[1], CancellationToken.None))!);
        Assert.Equal(2, begun);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
