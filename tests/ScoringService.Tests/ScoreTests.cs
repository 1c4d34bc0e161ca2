using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace ScoringService.Tests;

public sealed class ScoreTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_png_is_answered_with_label_and_scores() => await IsScored(PictureFiles.Png, "image/png");

    [Fact]
    public async Task A_jpeg_is_answered_with_label_and_scores() => await IsScored(PictureFiles.Jpeg, "image/jpeg; charset=binary");

    [Fact]
    public async Task The_answer_is_that_of_the_models_own_pipeline() => await IsScoredAsInTheOwnPipeline(PictureFiles.Png, "image/png");

    [Fact]
    public async Task A_picture_on_its_side_is_turned_as_in_the_models_own_pipeline()
    {
        var turned = await IsScoredAsInTheOwnPipeline(PictureFiles.OnItsSide, "image/jpeg");
        Assert.NotEqual(turned, OwnPipeline.Scores(service.PathOf("original.zip"), PictureFiles.Jpeg));
    }

    [Fact]
    public async Task Transparent_pixels_are_laid_over_white_as_in_the_models_own_pipeline() =>
        await IsScoredAsInTheOwnPipeline(PictureFiles.Transparent, "image/png");

    [Theory, InlineData("text/plain"), InlineData("application/octet-stream"), InlineData("image/gif")]
    public async Task Another_content_type_is_415(string contentType) =>
        await IsRefused(HttpStatusCode.UnsupportedMediaType, "image/png or image/jpeg", PictureFiles.Png, contentType);

    [Fact]
    public async Task No_content_type_is_415()
    {
        var answer = await service.Client.PostAsync("/score", new ByteArrayContent(PictureFiles.Png));
        Assert.Contains("image/png", await RunningService.Reason(HttpStatusCode.UnsupportedMediaType, answer));
    }

    [Fact]
    public async Task An_upload_over_the_limit_is_413() =>
        await IsRefused(HttpStatusCode.RequestEntityTooLarge, "at most 100000 bytes", new byte[100_001]);

    [Fact]
    public async Task An_upload_of_unknown_length_over_the_limit_is_413()
    {
        var content = new StreamContent(new MemoryStream(new byte[100_001]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new("image/png");
        var answer = await service.Client.SendAsync(request);
        Assert.Contains("at most 100000 bytes", await RunningService.Reason(HttpStatusCode.RequestEntityTooLarge, answer));
    }

    [Theory]
    [InlineData(65, 1)]
    [InlineData(1, 65)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-1, 5)]
    [InlineData(0, 5)]
    public async Task A_side_out_of_bounds_is_400_before_anything_is_decoded(int width, int height) =>
        await IsRefused(HttpStatusCode.BadRequest, "sides of 1 to 64 are accepted", PictureFiles.Claiming(width, height));

    [Fact]
    public async Task The_side_of_a_jpeg_is_checked_too() =>
        await IsRefused(HttpStatusCode.BadRequest, "The image is 65 x 8 pixels", PictureFiles.Make(65, 8, ".jpg"), "image/jpeg");

    [Fact]
    public async Task What_is_no_image_is_400()
    {
        foreach (var nothing in (byte[][])[[], [1], Encoding.ASCII.GetBytes("GIF89a and more"), new byte[1000]])
            await IsRefused(HttpStatusCode.BadRequest, "neither a PNG nor a JPEG", nothing);
    }

    [Fact]
    public async Task An_image_that_is_cut_off_is_400()
    {
        foreach (var image in (byte[][])[PictureFiles.Png, PictureFiles.Jpeg])
            await IsRefused(HttpStatusCode.BadRequest, "cut off", PictureFiles.CutOff(image));
    }

    [Fact]
    public async Task A_damaged_image_is_400() =>
        await IsRefused(HttpStatusCode.BadRequest, "damaged", PictureFiles.Damaged(PictureFiles.Png));

    [Fact]
    public async Task A_jpeg_whose_segments_lead_nowhere_is_400()
    {
        byte[] image = [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xD9];
        await IsRefused(HttpStatusCode.BadRequest, "states no size", image, "image/jpeg");
    }

    [Fact]
    public async Task A_refused_upload_does_not_hinder_the_next()
    {
        await service.Post(PictureFiles.Damaged(PictureFiles.Png));
        await IsScored(PictureFiles.Png, "image/png");
    }

    private async Task<IEnumerable<float>> IsScoredAsInTheOwnPipeline(byte[] image, string contentType)
    {
        var answer = await (await service.Post(image, contentType)).Content.ReadFromJsonAsync<ScoreAnswer>();
        var expected = OwnPipeline.Scores(service.PathOf("original.zip"), image).ToList();
        Assert.Equal(expected, answer!.Scores.Values, (one, other) => Math.Abs(one - other) < 1e-5);
        return expected;
    }

    private async Task IsScored(byte[] image, string contentType)
    {
        using var response = await service.Post(image, contentType);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<ScoreAnswer>();
        Assert.Equal(10, answer!.Scores.Count);
        Assert.Equal(1, answer.Scores.Values.Sum(), 4);
        var best = answer.Scores.MaxBy(score => score.Value);
        Assert.Equal((best.Key, best.Value, "original.zip"), (answer.Label, answer.Probability, answer.Model));
    }

    private async Task IsRefused(HttpStatusCode status, string reason, byte[] upload, string contentType = "image/png") =>
        Assert.Contains(reason, await RunningService.Reason(status, await service.Post(upload, contentType)));
}
