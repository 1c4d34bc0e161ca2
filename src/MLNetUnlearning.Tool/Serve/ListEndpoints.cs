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
        application.MapGet("/requests", (HttpContext context) => Answers.Page<RequestList>(new
        {
            Frame = bench().Frame(context, "Requests", "requests"),
            Requests = (IReadOnlyList<RequestView>)[.. bench().Requests.Requests().Select(request => RequestView.Of(request, bench()))],
        }));
    }
}

/// <summary>A request as the page shows it.</summary>
public sealed record RequestView(
    long Id, string What, string Model, string Data, DateTimeOffset Received, DateTimeOffset Due, string State, string Kind, string? Who,
    IReadOnlyList<long> Runs)
{
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
            request.Id, request.What.ToString(), bench.Grounds.NameOf(request.Model),
            request.Data == DataCard.Drawn ? "drawn pictures" : bench.Grounds.NameOf(request.Data), request.ReceivedAt, request.DueAt, state, kind,
            request.PurgedAt is not null ? "removed" : request.Requester?.Name, request.Runs);
    }
}
