using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.ML;
using MLNetUnlearning;
using MLNetUnlearning.Methods;

namespace ScoringService.Tests;

/// <summary>The real server on a free port of this machine, with two models: the limits on uploads are the server's.</summary>
public sealed class RunningService : IAsyncLifetime
{
    public const string AdminKey = "secret";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("scoring-tests-");
    private WebApplication? app;

    public HttpClient Client { get; } = new();

    internal ServiceSettings Settings => new()
    {
        ModelFolder = folder.FullName,
        ModelFile = "original.zip",
        Url = "http://127.0.0.1:0",
        AdminKey = AdminKey,
        MaximumUploadBytes = 100_000,
        MaximumImageSide = 64,
    };

    public async Task InitializeAsync()
    {
        MakeModels();
        app = ScoringApp.Build(Settings);
        await app.StartAsync();
        Client.BaseAddress = new Uri(app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (app is not null) await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    public string PathOf(string file) => Path.Combine(folder.FullName, file);

    public async Task<HttpResponseMessage> Post(byte[] image, string contentType = "image/png")
    {
        var body = new ByteArrayContent(image);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await Client.PostAsync("/score", body);
    }

    public async Task<HttpResponseMessage> Swap(string? file, string? key = AdminKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/model") { Content = JsonContent.Create(new { file }) };
        if (key is not null) request.Headers.Add("X-Admin-Key", key);
        return await Client.SendAsync(request);
    }

    /// <summary>The reason that a refusal states, which must be of this status.</summary>
    public static async Task<string> Reason(HttpStatusCode expected, HttpResponseMessage answer)
    {
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadFromJsonAsync<Problem>())!.Detail;
    }

    private void MakeModels()
    {
        var ml = new MLContext(seed: 1);
        var train = new MLContext().LoadSyntheticImages(rowsPerClass: 3);
        using var original = ml.Unlearning()
            .TrainClassifier(network: KnownNetworks.SmallConvNet(4), numberOfEpochs: 2, batchSize: 16, augment: false).Fit(train);
        original.Save(PathOf("original.zip"));
        using var unlearned = ml.Unlearn(original, new Retrain()).Fit(ml.Unlearning().MarkForgotten(train, ForgetRequest.Class("disc")));
        unlearned.Save(PathOf("unlearned.zip"));
    }

    private sealed record Problem(string Detail);
}
