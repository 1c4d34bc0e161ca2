using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>All addresses of the server.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/assets/{hash}/{name}", PageAssets.Serve);
        application.MapGet("/favicon.ico", () => Results.Redirect(PageAssets.AddressOf("icon.svg")));
        StartEndpoints.Map(application, bench);
        MarkEndpoints.Map(application, bench);
        MethodEndpoints.Map(application, bench);
        RunEndpoints.Map(application, bench);
        ResultEndpoints.Map(application, bench);
        ListEndpoints.Map(application, bench);
    }

    public static IResult NothingHere() => Answers.Problem(
        404, "There is nothing here", "It may have been deleted. The links above lead on.");
}
