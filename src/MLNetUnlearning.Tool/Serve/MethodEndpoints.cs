using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The third step: a method, and the start.</summary>
internal static class MethodEndpoints
{
    private const string UsualLoss = "15";
    private const string OtherMarks = "What is marked has changed since this page was shown. Look at it again: nothing was begun.";

    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/drafts/{id:long}/method", (HttpContext context, long id) =>
            MarkEndpoints.With(bench(), id, desk => Page(bench(), desk, context, null, context.Request.Query["request"])));
        application.MapPost("/drafts/{id:long}/request", (HttpContext context, long id) => File(bench(), context, id));
        application.MapPost("/drafts/{id:long}/move", (HttpContext context, long id) => Move(bench(), context, id));
        application.MapPost("/drafts/{id:long}/run", (HttpContext context, long id) => Start(bench(), context, id));
    }

    private static IResult Page(Workbench bench, Desk desk, HttpContext context, string? problem, string? request = null)
    {
        if (desk.Draft.IsEmpty) return Answers.SeeOther($"/drafts/{desk.Draft.Id}");
        var descent = new Descent(bench.Runs);
        var open = bench.Requests.Requests()
            .Where(request => request.Status == RequestStatus.Open && descent.Is(desk.Model.Path, request.Model))
            .Select(request => new Link(
                request.Id.ToString(CultureInfo.InvariantCulture),
                $"Request {request.Id}: {RequestView.Words(request.What)}, due {request.DueAt:yyyy-MM-dd}"))
            .ToList();
        var count = desk.Count();
        return Answers.Page<Method>(new
        {
            Frame = bench.Frame(context, "Choose a method", "start", 3) with { Draft = desk.Draft.Id },
            View = new MethodView(desk.Draft.Id, desk.Model.Name, desk.Data.Name, count, MethodCards.Of(desk), open, UsualLoss)
            {
                Problem = problem,
                Request = request ?? "",
                NothingLearnt = count.Marked > 0 && count.SetApart == count.Marked,
                ForgottenAlready = count.Marked > 0 && count.Forgotten == count.Marked,
                Marks = StampOf(desk),
                HasReplaced = context.Request.Query["replaced"] == "1" && desk.Draft.Before is not null,
                Newer = [.. descent.Ends(desk.Model.Path).Where(path => bench.Grounds.Find(path) is not null)
                    .Select(path => new Link(path, bench.Grounds.NameOf(path)))],
            },
        }, problem is null ? 200 : 400);
    }

    /// <summary>Tells marks apart: what a person has seen marked is what is forgotten, also if another tab marks more meanwhile.</summary>
    private static string StampOf(Desk desk) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', desk.Draft.Classes.Order(StringComparer.Ordinal).Append("").Concat(desk.Draft.Ids.Order(StringComparer.Ordinal))))));

    private static bool AreOthers(IFormCollection form, Desk desk) =>
        form["marks"].ToString() is { Length: > 0 } seen && seen != StampOf(desk);

    /// <summary>Shows what is marked by now: another tab, or a second click, has changed that since it was read.</summary>
    private static IResult Again(Workbench bench, HttpContext context, long id) =>
        MarkEndpoints.With(bench, id, desk => Page(bench, desk, context, OtherMarks));

    /// <summary>Takes marks over to a classifier that was made of the one that they are for.</summary>
    private static async Task<IResult> Move(Workbench bench, HttpContext context, long id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return MarkEndpoints.With(bench, id, desk =>
        {
            if (bench.Library.Model(form["model"]) is not { } model || !new Descent(bench.Runs).Ends(desk.Model.Path).Contains(model.Path))
                return Page(bench, desk, context, "Choose one of the models that were made of this one.");
            var draft = bench.Drafts.Open(model.Path, desk.Data.Path);
            if (!bench.Drafts.Move(id, desk.Draft.Marked, draft)) return Again(bench, context, id);
            return Answers.SeeOther(
                $"/drafts/{draft}/method" + (form.Text("request") is { } request ? $"?request={Uri.EscapeDataString(request)}" : ""));
        });
    }

    /// <summary>Whether all that a request asks for is marked.</summary>
    private static bool Covers(Workbench bench, Desk desk, ForgettingRequest request) => request.Status == RequestStatus.Open
        && new Descent(bench.Runs).Is(desk.Model.Path, request.Model)
        && (request.Data == desk.Data.Path || RealPath.Comparer.Equals(RealPath.Of(request.Data), desk.Data.Path))
        && request.What.Words.All(word => Tool.Requests.ClassOf(word) is { } name && desk.Draft.Classes.Contains(name))
        && request.What.Ids.All(id => desk.List.ById[id].All(desk.Draft.IsMarked));

    /// <summary>Puts what is marked into the register, for later.</summary>
    private static async Task<IResult> File(Workbench bench, HttpContext context, long id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return MarkEndpoints.With(bench, id, desk =>
        {
            if (desk.Draft.IsEmpty) return Answers.SeeOther($"/drafts/{id}");
            if (AreOthers(form, desk)) return Page(bench, desk, context, OtherMarks);
            DateTimeOffset? received;
            try
            {
                received = form.Day("received", isPast: true);
            }
            catch (ToolException wrong)
            {
                return Page(bench, desk, context, wrong.Message);
            }
            if (received > bench.Database.Now) return Page(bench, desk, context, "The request came in later than now: look at the day.");
            var (who, contact) = (form.Text("who"), form.Text("contact"));
            var added = bench.Requests.AddIf(
                statements => bench.Drafts.Take(statements, id, desk.Draft.Marked), desk.Model.Path, desk.Data.Path,
                new WhatToForget(
                    [.. desk.Draft.Classes.Order(StringComparer.Ordinal).Select(Tool.Requests.OfClass)],
                    [.. desk.Draft.Ids.Order(StringComparer.Ordinal)]),
                received, requester: who is null && contact is null ? null : new Requester(who, contact, null));
            return added is null ? Again(bench, context, id) : Answers.SeeOther("/requests");
        });
    }

    private static async Task<IResult> Start(Workbench bench, HttpContext context, long id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return MarkEndpoints.With(bench, id, known =>
        {
            var desk = known with { List = bench.Rows.Anew(known.Model, known.Data) };
            if (desk.Draft.IsEmpty || AreOthers(form, desk)) return Page(bench, desk, context, OtherMarks);
            var count = desk.Count();
            if (count.Marked == 0)
                return Page(bench, desk, context, "Nothing was begun: what is marked is gone from the data. Mark what must go.");
            if (count.Marked == count.SetApart)
                return Page(bench, desk, context, "Nothing was begun: the model was trained on none of these. Mark others.");
            if (count.Marked == count.Rows)
                return Page(bench, desk, context, "All rows are marked: none would stay to learn from. Mark fewer, or delete the model.");
            var method = form["method"].ToString();
            if (method.Length > 0 && MethodCards.Of(desk).All(card => card.Name != method))
                return Page(bench, desk, context, "Choose one of the methods.");
            var loss = form["loss"].ToString() is { Length: > 0 } stated ? stated : UsualLoss;
            if (Points(loss) is not { } points) return Page(bench, desk, context, NoPoints(loss));
            long[] requests = long.TryParse(form["request"], CultureInfo.InvariantCulture, out var request) ? [request] : [];
            if (requests.Select(bench.Requests.Request).FirstOrDefault(one => !Covers(bench, desk, one)) is { } other)
                return Page(bench, desk, context, other.Status != RequestStatus.Open
                    ? $"Request {other.Id} is {other.Status.ToString().ToLowerInvariant()} already: choose another, or none."
                    : $"What is marked is not all of request {other.Id} ({RequestView.Words(other.What)}): mark that too, or carry the "
                    + "request out by itself.");
            Private.Folder(bench.Grounds.Results);
            var run = bench.Runs.StartIf(statements => bench.Drafts.Take(statements, id, desk.Draft.Marked), RunWords.Unlearn, number =>
            {
                var folder = RunFolder.New(bench.Grounds.Roots[0], number);
                if (form["retrain"] == "1") System.IO.File.WriteAllText(Path.Combine(folder, RunResult.WantsRetraining), "");
                return (WordsOf(bench, desk, folder, method, points), folder);
            }, requests);
            if (run is null) return Again(bench, context, id);
            bench.Queue.Wake();
            return Answers.SeeOther($"/runs/{run}");
        });
    }

    /// <summary>Points of accuracy; null: it is no number of them.</summary>
    public static double? Points(string stated) =>
        double.TryParse(stated, NumberStyles.Float, CultureInfo.InvariantCulture, out var points) && points is >= 0 and <= 100
            ? points : null;

    /// <summary>Says what <see cref="Points"/> expects.</summary>
    public static string NoPoints(string stated) => $"The accuracy that may be lost is “{stated}”; a number from 0 to 100 is expected.";

    /// <summary>The command that forgets what is marked. It asks for a report and a record. Where too few rows are left to measure with,
    /// the run says so and makes neither: <see cref="Measured.WhyNot"/>.</summary>
    private static List<string> WordsOf(Workbench bench, Desk desk, string folder, string method, double points)
    {
        var records = Private.Folder(Path.Combine(bench.Grounds.Results, "records"));
        List<string> words =
        [
            RunWords.Unlearn, "--model", desk.Model.Path, .. Predictions.DataWords(desk.Model, desk.Data),
            .. desk.Draft.Classes.Order(StringComparer.Ordinal).SelectMany(name => new[] { "--forget", Tool.Requests.OfClass(name) }),
        ];
        var ids = desk.Draft.Ids.Where(row => desk.List.ById.Contains(row)).Order(StringComparer.Ordinal).ToList();
        if (ids.Count > 0)
        {
            var list = Path.Combine(folder, "forget.txt");
            System.IO.File.WriteAllLines(list, ids);
            words.AddRange(["--forget", $"ids:{list}"]);
        }
        if (method.Length > 0) words.AddRange(["--method", method]);
        return
        [
            .. words, RunWords.Loss, points.ToString(CultureInfo.InvariantCulture), "--output",
            Path.Combine(folder, Path.GetFileName(Outputs.Beside(desk.Model.Path, "unlearned"))), "--report",
            Path.Combine(folder, RunResult.Report), "--record", Path.Combine(records, Path.GetFileName(folder) + ".json"), "--json",
        ];
    }
}

/// <summary>What the page of the third step shows.</summary>
public sealed record MethodView(
    long Draft, string Model, string Data, MarkCount Count, IReadOnlyList<MethodCard> Methods, IReadOnlyList<Link> Requests, string Loss)
{
    /// <summary>What went wrong; null: nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>The request that is chosen; empty: none.</summary>
    public string Request { get; init; } = "";

    /// <summary>Whether other rows were marked before, which can be brought back.</summary>
    public bool HasReplaced { get; init; }

    /// <summary>Tells whether other rows were marked since.</summary>
    public string Marks { get; init; } = "";

    /// <summary>The last classifiers that were made of this one by forgetting.</summary>
    public IReadOnlyList<Link> Newer { get; init; } = [];

    /// <summary>Whether the model was trained on none of the rows.</summary>
    public bool NothingLearnt { get; init; }

    /// <summary>Whether the model has forgotten all of the rows before.</summary>
    public bool ForgottenAlready { get; init; }
}
