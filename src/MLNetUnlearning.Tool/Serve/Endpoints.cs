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
        // What a form was sent to may be opened again, such as from the history: it leads back to the page of the form.
        foreach (var what in new[] { "verify", "try", "retrain", "cancel", "again", "marks" })
            application.MapGet($"/runs/{{id:long}}/{what}", (long id) => Answers.SeeOther($"/runs/{id}"));
        foreach (var what in new[] { "run", "request", "marks", "answers", "move" })
            application.MapGet($"/drafts/{{id:long}}/{what}", (long id) => Answers.SeeOther($"/drafts/{id}"));
        foreach (var what in new[] { "marks", "extend", "withdraw", "purge" })
            application.MapGet($"/requests/{{id:long}}/{what}", (long id) => Answers.SeeOther($"/requests/{id}"));
        StartEndpoints.Map(application, bench);
        MarkEndpoints.Map(application, bench);
        MethodEndpoints.Map(application, bench);
        RunEndpoints.Map(application, bench);
        ResultEndpoints.Map(application, bench);
        RequestEndpoints.Map(application, bench);
    }

    public static IResult NothingHere() => Answers.Problem(
        404, "There is nothing here", "It may have been deleted. The links above lead on.");
}
