using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Commands.Register;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The register: what was asked, until when, by whom, and what became of it.</summary>
internal static class RequestEndpoints
{
    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/requests", (HttpContext context) => Answers.Page<RequestList>(new
        {
            Frame = bench().Frame(context, "Requests", "requests"),
            Requests = (IReadOnlyList<RequestView>)[.. bench().Requests.Requests().Select(request => RequestView.Of(request, bench()))],
        }));
        application.MapGet("/requests/{id:long}", (HttpContext context, long id) => Page(bench(), context, id));
        application.MapPost("/requests/{id:long}/marks", (long id) => Mark(bench(), id));
        application.MapPost("/requests/{id:long}/extend", (HttpContext context, long id) => Change(bench(), context, id, form =>
        {
            if (form.Day("until") is not { } until || form.Text("reason") is not { } reason)
                throw ToolException.Usage("Write the new last day, and why it takes longer.");
            bench().Requests.Extend(id, until, reason);
        }));
        application.MapPost("/requests/{id:long}/withdraw", (HttpContext context, long id) => Change(bench(), context, id, form =>
            bench().Requests.Withdraw(id, form.Text("reason") ?? throw ToolException.Usage("Write why it is not carried out."))));
        application.MapPost("/requests/{id:long}/purge", (HttpContext context, long id) => Change(bench(), context, id, form =>
            bench().Requests.Purge(id, form["what"] == "1")));
    }

    private static IResult Page(Workbench bench, HttpContext context, long id, string? problem = null)
    {
        if (bench.Requests.Requests().FirstOrDefault(one => one.Id == id) is not { } request) return Endpoints.NothingHere();
        return Answers.Page<Request>(new
        {
            Frame = bench.Frame(context, $"Request {id}: {RequestView.Words(request.What)}", "requests"),
            View = RequestView.Of(request, bench),
            Runs = (IReadOnlyList<RunView>)[.. request.Runs.Select(bench.Runs.Find).OfType<RegisteredRun>()
                .Select(run => RunView.Of(run, bench))],
            Remarks = (IReadOnlyList<string>)(request.Extensions.Count > 0 ? [.. RequestTexts.Remarks(request)] : []),
            Ids = request.What.Ids,
            LongestExtension = Period.End(request.ReceivedAt, 1 + Period.MonthsOfExtension),
            Problem = problem,
        }, problem is null ? 200 : 400);
    }

    private static async Task<IResult> Change(Workbench bench, HttpContext context, long id, Action<IFormCollection> change)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            change(form);
        }
        catch (ToolException wrong)
        {
            return Page(bench, context, id, wrong.Message);
        }
        return Answers.SeeOther($"/requests/{id}");
    }

    /// <summary>Marks what a request asks for, to carry it out.</summary>
    private static IResult Mark(Workbench bench, long id)
    {
        var request = bench.Requests.Request(id);
        if (bench.Library.Model(request.Model) is not { } model || bench.Library.DataAt(request.Data) is not { } data)
            return Answers.Problem(404, "The model or the data are gone",
                $"Request {id} is about {bench.Grounds.NameOf(request.Model)} and {bench.Grounds.NameOf(request.Data)}: look for them.");
        if (request.What.Words.Any(word => Tool.Requests.ClassOf(word) is null))
            return Answers.Problem(409, "The page cannot mark that",
                $"Request {id} asks for {request.What}. In a shell: mlnet-unlearn unlearn --request {id}");
        var draft = bench.Drafts.Open(model.Path, data.Path);
        var isReplaced = bench.Drafts.Replace(draft, Marks.Of(request.What));
        return Answers.SeeOther($"/drafts/{draft}/method?request={id}{(isReplaced ? "&replaced=1" : "")}");
    }
}
