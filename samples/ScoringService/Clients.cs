using System.Diagnostics;
using System.Net.Http.Headers;

namespace ScoringService;

/// <summary>Clients that post an image again and again, while an administrator swaps models.</summary>
internal sealed class Clients(Uri address, byte[] picture, string adminKey) : IDisposable
{
    private const int RequestsPerSwap = 8; // of each client, where no time is given

    private readonly HttpClient http = new() { BaseAddress = address };

    public void Dispose() => http.Dispose();

    /// <summary>Lets them work.</summary>
    /// <param name="numberOfClients">How many post at the same time.</param>
    /// <param name="models">The models to swap in, one after the other.</param>
    /// <param name="seconds">How long in all; null: a fixed number of requests.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>How many requests were sent, and how many did not get an answer.</returns>
    public async Task<(int Requests, int Failed)> Run(
        int numberOfClients, string[] models, double? seconds, CancellationToken cancellationToken)
    {
        var (sum, failed) = (0, 0);
        var part = seconds / (models.Length + 1);
        for (var swap = 0; swap <= models.Length; swap++)
        {
            var clock = Stopwatch.StartNew();
            var posting = Enumerable.Range(0, numberOfClients).Select(_ => Task.Run(
                async () =>
                {
                    for (var i = 0; part is null ? i < RequestsPerSwap : clock.Elapsed.TotalSeconds < part; i++)
                    {
                        Interlocked.Increment(ref sum);
                        if (!await Post(cancellationToken)) Interlocked.Increment(ref failed);
                    }
                },
                cancellationToken)).ToList();
            // The swap happens while they post.
            if (swap < models.Length && !await Swap(models[swap], cancellationToken)) Interlocked.Increment(ref failed);
            await Task.WhenAll(posting);
        }
        return (sum, failed);
    }

    private async Task<bool> Post(CancellationToken cancellationToken)
    {
        using var body = new ByteArrayContent(picture);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        try
        {
            using var answer = await http.PostAsync("/score", body, cancellationToken);
            return answer.IsSuccessStatusCode
                && await answer.Content.ReadFromJsonAsync<ScoreAnswer>(cancellationToken) is { Scores.Count: > 1 };
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<bool> Swap(string file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/model") { Content = JsonContent.Create(new SwapRequest(file)) };
        request.Headers.Add("X-Admin-Key", adminKey);
        using var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode) return false;
        var model = await answer.Content.ReadFromJsonAsync<ModelAnswer>(cancellationToken);
        Console.WriteLine($"swapped in {model!.Model}: {string.Join(", ", model.History)}");
        return true;
    }
}
