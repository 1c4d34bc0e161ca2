using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>A request as the pages show it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="What">What is to be forgotten, in words.</param>
/// <param name="Model">The classifier.</param>
/// <param name="Data">The data.</param>
/// <param name="Received">When it came in.</param>
/// <param name="Due">Until when it must be answered.</param>
/// <param name="State">Where it stands, in words.</param>
/// <param name="Kind">open, failed (it is overdue), done or cancelled.</param>
/// <param name="Runs">The numbers of its runs.</param>
public sealed record RequestView(
    long Id, string What, string Model, string Data, DateTimeOffset Received, DateTimeOffset Due, string State, string Kind,
    IReadOnlyList<long> Runs)
{
    /// <summary>Whether it is still to be carried out.</summary>
    public bool IsOpen => Kind is "open" or "failed";

    /// <summary>Who asked; null: nobody was named, or it was removed.</summary>
    public string? Who { get; init; }

    /// <summary>How to reach them.</summary>
    public string? Contact { get; init; }

    /// <summary>What else was noted of them.</summary>
    public string? Note { get; init; }

    /// <summary>When who asked was removed; null: it was not.</summary>
    public DateTimeOffset? PurgedAt { get; init; }

    /// <summary>Whether what was to be forgotten was removed.</summary>
    public bool IsWhatPurged { get; init; }

    /// <summary>The SHA-256 of the record that closed it.</summary>
    public string? RecordHash { get; init; }

    /// <summary>More time that was noted, the first first: until when, why, and when it was noted.</summary>
    public IReadOnlyList<(DateTimeOffset Until, string Reason, DateTimeOffset Noted)> Extensions { get; init; } = [];

    /// <summary>What is to be forgotten, in words.</summary>
    internal static string Words(WhatToForget what) => Shown.Of(
        (what with
        {
            Words = [.. what.Words.Select(word => Tool.Requests.ClassOf(word) is { } name ? $"class {name}" : word)],
        }).ToString());

    private static string? Named(string? text) => text is null ? null : Shown.Of(text);

    internal static RequestView Of(ForgettingRequest request, Workbench bench)
    {
        var (state, kind) = request.Status switch
        {
            RequestStatus.Done => ($"Done on {request.ClosedAt:yyyy-MM-dd}", "done"),
            RequestStatus.Withdrawn => (Shown.Of($"Withdrawn: {request.Reason}"), "cancelled"),
            _ when request.IsOverdue(bench.Database.Now) => ("Overdue", "failed"),
            _ => ("Open", "open"),
        };
        return new(
            request.Id, Words(request.What), bench.Grounds.NameOf(request.Model), bench.Grounds.NameOf(request.Data),
            request.ReceivedAt, request.DueAt, state, kind, request.Runs)
        {
            Who = Named(request.Requester?.Name),
            Contact = Named(request.Requester?.Contact),
            Note = Named(request.Requester?.Note),
            PurgedAt = request.PurgedAt,
            IsWhatPurged = request.WhatPurgedAt is not null,
            RecordHash = request.RecordHash,
            Extensions = [.. request.Extensions.Select(more => (more.Until, Shown.Of(more.Reason), more.NotedAt))],
        };
    }
}
