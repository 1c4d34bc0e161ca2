using MLNetUnlearning.Serving;

namespace ScoringService;

/// <summary>POST /score: an image file is the body, the answer its class.</summary>
internal static class ScoreEndpoint
{
    private static readonly string[] ContentTypes = ["image/png", "image/jpeg"];

    public static async Task<IResult> Score(
        HttpRequest request, ServedModels models, ImagePixels pixels, ServiceSettings settings, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!ContentTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
            return ScoringApp.Refusal(StatusCodes.Status415UnsupportedMediaType, $"Send the image as {string.Join(" or ", ContentTypes)}.");
        if (request.ContentLength > settings.MaximumUploadBytes) return TooLarge(settings);
        try
        {
            return await ScoreFile(await Body(request, cancellationToken), models, pixels, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(settings); // no length was announced, and the body went on and on
        }
        catch (UnusableImageException exception)
        {
            return ScoringApp.Refusal(StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (ClassifierPoolFullException)
        {
            request.HttpContext.Response.Headers.RetryAfter = "1";
            return ScoringApp.Refusal(StatusCodes.Status503ServiceUnavailable, "Too many images are waiting. Try again in a second.");
        }
    }

    private static async Task<IResult> ScoreFile(
        ReadOnlyMemory<byte> file, ServedModels models, ImagePixels pixels, CancellationToken cancellationToken)
    {
        // One lease for the whole request: the image is scaled for the very model that scores it, though another may take over meanwhile.
        using var lease = models.Lease();
        var answer = await lease.ScoreAsync(await pixels.OfAsync(file, lease.Classifier.Shape, cancellationToken), cancellationToken);
        var scores = answer.Classes.Zip(answer.Scores).ToDictionary(pair => pair.First, pair => pair.Second);
        return Results.Ok(new ScoreAnswer(answer.PredictedLabel, answer.Probability, scores, models.FileOf(lease.Classifier)));
    }

    private static async Task<ReadOnlyMemory<byte>> Body(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        await request.Body.CopyToAsync(body, cancellationToken); // the server ends it at the most bytes of an upload
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static IResult TooLarge(ServiceSettings settings) =>
        ScoringApp.Refusal(StatusCodes.Status413PayloadTooLarge, $"An upload has at most {settings.MaximumUploadBytes} bytes.");
}
