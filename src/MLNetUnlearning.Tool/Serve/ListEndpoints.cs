using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The history: runs and requests.</summary>
internal static class ListEndpoints
{
    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/runs", (HttpContext context) => Answers.Page<RunList>(new
        {
            Frame = bench().Frame(context, "Runs", "runs"),
            Runs = (IReadOnlyList<RunView>)[.. bench().Runs.Runs().Select(run => RunView.Of(run, bench()))],
        }));
        application.MapPost("/requests/{id:long}/marks", (long id) => Mark(bench(), id));
        application.MapGet("/requests", (HttpContext context) => Answers.Page<RequestList>(new
        {
            Frame = bench().Frame(context, "Requests", "requests"),
            Requests = (IReadOnlyList<RequestView>)[.. bench().Requests.Requests().Select(request => RequestView.Of(request, bench()))],
        }));
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
        bench.Drafts.Clear(draft);
        bench.Drafts.Change(draft, request.What.Words.Select(Tool.Requests.ClassOf).OfType<string>(), [], request.What.Ids, []);
        return Answers.SeeOther($"/drafts/{draft}/method?request={id}");
    }
}

/// <summary>A request as the page shows it.</summary>
public sealed record RequestView(
    long Id, string What, string Model, string Data, DateTimeOffset Received, DateTimeOffset Due, string State, string Kind, string? Who,
    IReadOnlyList<long> Runs)
{
    /// <summary>What is to be forgotten, in words.</summary>
    internal static string Words(WhatToForget what) =>
        (what with { Words = [.. what.Words.Select(word => Tool.Requests.ClassOf(word) is { } name ? $"class {name}" : word)] }).ToString();

    internal static RequestView Of(ForgettingRequest request, Workbench bench)
    {
        var now = bench.Database.Now;
        var (state, kind) = request.Status switch
        {
            RequestStatus.Done => ($"Done on {request.ClosedAt:yyyy-MM-dd}", "done"),
            RequestStatus.Withdrawn => ($"Withdrawn: {request.Reason}", "cancelled"),
            _ when request.IsOverdue(now) => ("Overdue", "failed"),
            _ => ("Open", "open"),
        };
        return new(
            request.Id, Words(request.What), bench.Grounds.NameOf(request.Model),
            request.Data == DataCard.Drawn ? "Drawn pictures" : bench.Grounds.NameOf(request.Data), request.ReceivedAt, request.DueAt,
            state, kind,
            request.PurgedAt is not null ? "removed" : request.Requester?.Name, request.Runs);
    }
}
