using Microsoft.ML;

namespace ScoringService;

/// <summary>The web application: which address does what.</summary>
internal static class ScoringApp
{
    /// <summary>Loads the model and builds the application; start it to listen.</summary>
    public static WebApplication Build(ServiceSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(settings.Url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaximumUploadBytes;
        });
        var ml = new MLContext(seed: 1);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => new ServedModels(ml, settings)); // made, and disposed, by the application
        builder.Services.AddSingleton(new ImagePixels(ml, settings));

        var app = builder.Build();
        app.Services.GetRequiredService<ServedModels>(); // a model that cannot be loaded stops the start, not the first request
        app.MapGet("/health", () => "Healthy");
        app.MapGet("/model", ModelEndpoint.Describe);
        app.MapPost("/score", ScoreEndpoint.Score);
        if (settings.AdminKey is not null) app.MapPost("/admin/model", ModelEndpoint.Swap);
        return app;
    }

    /// <summary>An answer that says in words what was wrong, as application/problem+json (RFC 9457).</summary>
    public static IResult Refusal(int status, string reason) => Results.Problem(detail: reason, statusCode: status);
}
