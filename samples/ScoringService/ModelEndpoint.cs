using System.Security.Cryptography;
using System.Text;
using MLNetUnlearning;

namespace ScoringService;

/// <summary>GET /model: what is in use. POST /admin/model: use another file.</summary>
internal static class ModelEndpoint
{
    public static ModelAnswer Describe(ServedModels models)
    {
        using var lease = models.Lease();
        var model = lease.Classifier;
        var history = model.History.Select(step => step.Name).ToList();
        return new ModelAnswer(models.FileOf(model), model.Labels.Names, model.Shape.ToString(), history);
    }

    public static async Task<IResult> Swap(
        SwapRequest body, HttpRequest request, ServedModels models, ServiceSettings settings, CancellationToken cancellationToken)
    {
        if (!IsAdministrator(request, settings))
            return ScoringApp.Refusal(StatusCodes.Status401Unauthorized, "The header X-Admin-Key is missing or wrong.");
        try
        {
            await models.SwapAsync(body.File ?? "", cancellationToken);
            return Results.Ok(Describe(models));
        }
        catch (ArgumentException exception)
        {
            return ScoringApp.Refusal(StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (FileNotFoundException)
        {
            return ScoringApp.Refusal(StatusCodes.Status404NotFound, $"The model folder has no file '{body.File}'.");
        }
        catch (Exception exception) when (exception is ModelFileException or InvalidOperationException)
        {
            return ScoringApp.Refusal(StatusCodes.Status422UnprocessableEntity, $"The model in use stays: {exception.Message}");
        }
    }

    /// <summary>Compares in a time that does not tell how much of the key was right.</summary>
    private static bool IsAdministrator(HttpRequest request, ServiceSettings settings) =>
        CryptographicOperations.FixedTimeEquals(HashOf(request.Headers["X-Admin-Key"].ToString()), HashOf(settings.AdminKey!));

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
