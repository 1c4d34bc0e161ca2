using System.Net;
using System.Net.Http.Json;

namespace ScoringService.Tests;

public sealed class ModelTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task The_service_says_that_it_is_well() => Assert.Equal("Healthy", await service.Client.GetStringAsync("/health"));

    [Fact]
    public async Task A_swap_puts_the_other_model_in_use()
    {
        var swapped = await (await service.Swap("unlearned.zip")).Content.ReadFromJsonAsync<ModelAnswer>();
        var described = await service.Client.GetFromJsonAsync<ModelAnswer>("/model");
        var scored = await (await service.Post(PictureFiles.Png)).Content.ReadFromJsonAsync<ScoreAnswer>();
        Assert.Equal(("unlearned.zip", "unlearned.zip", "unlearned.zip"), (swapped!.Model, described!.Model, scored!.Model));
        Assert.Equal(["train", "retrain"], described.History);
        Assert.Equal(10, described.Classes.Count);
        Assert.Equal("3 x 32 x 32, pixels 0..255", described.Image);
    }

    [Fact]
    public async Task Four_clients_notice_nothing_of_three_swaps()
    {
        using var clients = new Clients(service.Client.BaseAddress!, PictureFiles.Png, RunningService.AdminKey);
        string[] models = ["unlearned.zip", "original.zip", "unlearned.zip"];
        Assert.Equal((128, 0), await clients.Run(numberOfClients: 4, models, seconds: null, CancellationToken.None));
    }

    [Theory, InlineData(null), InlineData("wrong")]
    public async Task Without_the_key_nothing_is_swapped(string? key) => Assert.Contains(
        "X-Admin-Key", await RunningService.Reason(HttpStatusCode.Unauthorized, await service.Swap("unlearned.zip", key)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../other/model.zip")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\model.zip")]
    public async Task A_path_is_400(string? file) => Assert.Contains(
        "not the name of a file", await RunningService.Reason(HttpStatusCode.BadRequest, await service.Swap(file)));

    [Fact]
    public async Task A_file_that_is_not_there_is_404() => Assert.Contains(
        "no file 'missing.zip'", await RunningService.Reason(HttpStatusCode.NotFound, await service.Swap("missing.zip")));

    [Fact]
    public async Task A_damaged_model_is_422_and_the_one_in_use_stays()
    {
        var before = await service.Client.GetFromJsonAsync<ModelAnswer>("/model");
        var whole = await File.ReadAllBytesAsync(service.PathOf("original.zip"));
        await File.WriteAllBytesAsync(service.PathOf("damaged.zip"), PictureFiles.CutOff(whole));
        var refused = await service.Swap("damaged.zip");
        Assert.Contains("The model in use stays", await RunningService.Reason(HttpStatusCode.UnprocessableEntity, refused));
        Assert.Equal(before!.Model, (await service.Client.GetFromJsonAsync<ModelAnswer>("/model"))!.Model);
    }

    [Fact]
    public async Task A_service_without_a_key_has_no_address_to_swap_at()
    {
        await using var app = ScoringApp.Build(service.Settings with { AdminKey = null });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync("/admin/model", new { file = "unlearned.zip" })).StatusCode);
    }

    [Fact]
    public void A_model_that_cannot_be_loaded_stops_the_start() =>
        Assert.Throws<FileNotFoundException>(() => ScoringApp.Build(service.Settings with { ModelFile = "missing.zip" }));
}
