using System.Text;
using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Data;
using MLNetUnlearning.Tool.Register;
using Spectre.Console;

namespace MLNetUnlearning.Tool.Commands.Register;

/// <summary>Requests as the commands print them.</summary>
internal static class RequestTexts
{
    /// <summary>One request.</summary>
    public static Result Result(ForgettingRequest request, DateTimeOffset now) =>
        new(Json(request, now), Text(request, now));

    /// <summary>A list of them.</summary>
    /// <param name="requests">The requests.</param>
    /// <param name="now">The time.</param>
    /// <param name="nothing">What is said if there is none.</param>
    public static Result Result(IReadOnlyList<ForgettingRequest> requests, DateTimeOffset now, string nothing)
    {
        var json = new JsonArray([.. requests.Select(request => (JsonNode)Json(request, now))]);
        var text = requests.Count == 0 ? nothing : string.Join('\n', requests.Select(request => Line(request, now)));
        return new Result(new JsonObject { ["requests"] = json }, text) { View = requests.Count == 0 ? null : Table(requests, now) };
    }

    /// <summary>One request with its runs.</summary>
    public static Result Shown(ForgettingRequest request, RunRegister runs, DateTimeOffset now)
    {
        var (json, text) = (Json(request, now), new StringBuilder(Text(request, now)));
        var made = new JsonArray();
        foreach (var run in request.Runs.Select(runs.Run))
        {
            var (state, files) = (run.State.ToString().ToLowerInvariant(), runs.FilesOf(run.Id));
            made.Add((JsonNode)new JsonObject
            {
                ["run"] = run.Id,
                ["kind"] = run.Kind,
                ["state"] = state,
                ["created"] = Moment.Text(run.CreatedAt),
                ["ended"] = run.EndedAt is { } ended ? Moment.Text(ended) : null,
                ["exitCode"] = run.ExitCode,
                ["lastLine"] = run.LastLine,
                ["files"] = new JsonArray([.. files.Select(file => (JsonNode)new JsonObject
                {
                    ["kind"] = file.Kind,
                    ["path"] = Places.Short(file.Path),
                    ["sha256"] = file.Sha256,
                })]),
            });
            text.Append(string.Create(CultureInfo.InvariantCulture, $"\n  run {run.Id} ({run.Kind}): {state}"));
            if (run.LastLine is not null) text.Append($": {run.LastLine}");
            foreach (var file in files) text.Append($"\n    {file.Kind}: {Places.Short(file.Path)}");
        }
        json["runs"] = made;
        return new Result(json, text.ToString());
    }

    /// <summary>What the law says of the last extension.</summary>
    public static IEnumerable<string> Remarks(ForgettingRequest request)
    {
        var month = Period.End(request.ReceivedAt, 1);
        var longest = Period.End(request.ReceivedAt, 1 + Period.MonthsOfExtension);
        var last = request.Extensions[^1];
        if (last.NotedAt > month)
            yield return $"the first month ended on {Of(month)}, and GDPR Article 12(3) wants whoever asked to be told of an extension "
                + "before that.";
        if (last.Until > longest)
            yield return $"GDPR Article 12(3) allows an extension by {Period.MonthsOfExtension} further months, which is until "
                + $"{Of(longest)}.";
    }

    private static JsonObject Json(ForgettingRequest request, DateTimeOffset now) => new()
    {
        ["request"] = request.Id,
        ["status"] = request.Status.ToString().ToLowerInvariant(),
        ["received"] = Moment.Text(request.ReceivedAt),
        ["due"] = Moment.Text(request.DueAt),
        ["isOverdue"] = request.IsOverdue(now),
        ["model"] = Places.Short(request.Model),
        ["data"] = DataText(request),
        ["forget"] = Tool.Json.Of(request.What.Words),
        ["ids"] = Tool.Json.Of(request.What.Ids),
        ["who"] = request.Requester?.Name,
        ["contact"] = request.Requester?.Contact,
        ["note"] = request.Requester?.Note,
        ["purged"] = request.PurgedAt is { } purged ? Moment.Text(purged) : null,
        ["whatPurged"] = request.WhatPurgedAt is { } removed ? Moment.Text(removed) : null,
        ["extensions"] = new JsonArray([.. request.Extensions.Select(extension => (JsonNode)new JsonObject
        {
            ["until"] = Moment.Text(extension.Until),
            ["reason"] = extension.Reason,
            ["noted"] = Moment.Text(extension.NotedAt),
        })]),
        ["closed"] = request.ClosedAt is { } closed ? Moment.Text(closed) : null,
        ["reason"] = request.Reason,
        ["recordSha256"] = request.RecordHash,
    };

    private static string Text(ForgettingRequest request, DateTimeOffset now)
    {
        var text = new StringBuilder(Line(request, now));
        text.Append($"\n  model {Places.Short(request.Model)}, data {DataText(request)}");
        if (request.Requester is { } who)
            text.Append("\n  asked by: ").AppendJoin(", ", new[] { who.Name, who.Contact, who.Note }.OfType<string>());
        if (request.PurgedAt is { } purged) text.Append($"\n  who asked was removed on {Of(purged)}");
        if (request.WhatPurgedAt is { } removed) text.Append($"\n  what was to be forgotten was removed on {Of(removed)}");
        foreach (var extension in request.Extensions)
            text.Append($"\n  extended on {Of(extension.NotedAt)} until {Of(extension.Until)}: {extension.Reason}");
        if (request.Reason is not null) text.Append($"\n  withdrawn: {request.Reason}");
        if (request.RecordHash is not null) text.Append($"\n  its record has the SHA-256 {request.RecordHash}");
        return text.ToString();
    }

    private static string Line(ForgettingRequest request, DateTimeOffset now) =>
        $"{request.Id}: {request.What}, received {Of(request.ReceivedAt)}, {Standing(request, now)}";

    private static string Standing(ForgettingRequest request, DateTimeOffset now) => request.Status switch
    {
        RequestStatus.Done => $"done on {Of(request.ClosedAt!.Value)}",
        RequestStatus.Withdrawn => $"withdrawn on {Of(request.ClosedAt!.Value)}",
        _ when request.IsOverdue(now) => $"overdue since {Of(request.DueAt)}",
        _ => $"due {Of(request.DueAt)}",
    };

    /// <summary>A day.</summary>
    private static string Of(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string DataText(ForgettingRequest request) =>
        request.Data == DataSource.SyntheticWord ? request.Data : Places.Short(request.Data);

    private static Table Table(IReadOnlyList<ForgettingRequest> requests, DateTimeOffset now)
    {
        var table = new Table().RoundedBorder().AddColumns("request", "what", "model", "received", "standing");
        foreach (var request in requests)
            table.AddRow(new[]
            {
                request.Id.ToString(CultureInfo.InvariantCulture), request.What.ToString(), Places.Short(request.Model),
                Of(request.ReceivedAt), Standing(request, now),
            }.Select(text => new Text(text)));
        return table;
    }
}
