using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The fourth step: watching a run, ending it, and having it go on.</summary>
internal static class RunEndpoints
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/runs", (HttpContext context) => Answers.Page<RunList>(new
        {
            Frame = bench().Frame(context, "Runs", "runs"),
            Runs = (IReadOnlyList<RunView>)[.. bench().Runs.Runs().Select(run => RunView.Of(run, bench()))],
        }));
        application.MapGet("/runs/{id:long}", (HttpContext context, long id) => With(bench(), id, run => Page(bench(), run, context)));
        application.MapGet("/runs/{id:long}/events", (HttpContext context, long id) => Events(bench(), context, id));
        application.MapPost("/runs/{id:long}/cancel", (long id) => With(bench(), id, run =>
        {
            bench().Queue.Cancel(run.Id);
            return Answers.SeeOther($"/runs/{id}");
        }));
        application.MapPost("/runs/{id:long}/again", async (HttpContext context, long id) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return With(bench(), id, run => GoOn(bench(), run, context, form));
        });
        application.MapPost("/runs/{id:long}/marks", (long id) => With(bench(), id, run => MarkAgain(bench(), run)));
    }

    /// <summary>Does something with a run that is there.</summary>
    public static IResult With(Workbench bench, long id, Func<RegisteredRun, IResult> answer) =>
        bench.Runs.Find(id) is { } run ? answer(run) : Endpoints.NothingHere();

    private static IResult GoOn(Workbench bench, RegisteredRun run, HttpContext context, IFormCollection form)
    {
        IReadOnlyList<string>? words = null;
        if (form.Text("loss") is { } loss)
        {
            if (MethodEndpoints.Points(loss) is not { } points) return Page(bench, run, context, MethodEndpoints.NoPoints(loss));
            words = RunWords.With(run, RunWords.Loss, points.ToString(CultureInfo.InvariantCulture));
        }
        bench.Runs.GoOn(run.Id, isAnew: form["anew"] == "1", words);
        bench.Queue.Wake();
        return Answers.SeeOther($"/runs/{run.Id}");
    }

    private static IResult Page(Workbench bench, RegisteredRun run, HttpContext context, string? problem = null)
    {
        if (run is { State: RunState.Done, Kind: RunWords.Unlearn, Folder: not null }) return ResultEndpoints.Page(bench, run, context);
        var view = ProgressView.Of(run, bench);
        var frame = bench.Frame(context, $"Run {run.Id}: {RunWords.Title(run)}", "runs", run.Kind == RunWords.Unlearn ? 4 : 0);
        return Answers.Page<Running>(new
        {
            Frame = run.State == RunState.Running ? frame with { Busy = null } : frame, // the page itself shows it
            View = view,
            Log = LogOf(run),
            After = AfterOf(bench, run),
            Problem = problem,
        }, problem is null ? 200 : 400);
    }

    /// <summary>Where what a run has come to is seen; null: on its own page.</summary>
    private static Link? AfterOf(Workbench bench, RegisteredRun run)
    {
        if (run.State != RunState.Done) return null;
        if (run.Kind == RunWords.Score && bench.Library.Model(RunWords.Value(run, "--model")) is { } model
            && bench.Library.DataAt(RunWords.Value(run, "--data")) is { } data)
            return new($"/drafts/{bench.Drafts.Open(model.Path, data.Path)}", "See the rows");
        var result = bench.Runs.Runs().FirstOrDefault(one => one.Kind == RunWords.Unlearn && one.Folder is not null
            && RunWords.Value(one, "--output") == RunWords.Value(run, "--model"));
        return run.Kind == RunWords.Retrain && result is not null ? new($"/runs/{result.Id}", "See the comparison") : null;
    }

    /// <summary>The end of what a run has said.</summary>
    private static string LogOf(RegisteredRun run)
    {
        const int Lines = 40;
        try
        {
            return run.Log is { } file && File.Exists(file) ? string.Join('\n', File.ReadLines(file).TakeLast(Lines)) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>How far a run has come, whenever that changes, until it has another state.</summary>
    private static async Task Events(Workbench bench, HttpContext context, long id)
    {
        var services = context.RequestServices;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        context.Response.ContentType = "text/event-stream";
        string? before = null, state = context.Request.Query["state"];
        try
        {
            while (!ending.IsCancellationRequested)
            {
                if (bench.Runs.Find(id) is not { } run) return;
                var view = ProgressView.Of(run, bench);
                if (state is { Length: > 0 } && state != view.Run.State)
                {
                    await Send(context, "changed", view.Run.State);
                    return;
                }
                state = view.Run.State;
                var text = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Progress>(
                    ParameterView.FromDictionary(new Dictionary<string, object?> { ["View"] = view }))).ToHtmlString());
                if (text != before) await Send(context, "progress", text);
                before = text;
                await Task.Delay(Between, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // nobody looks any more, or the server ends
        }
    }

    private static async Task Send(HttpContext context, string name, string text)
    {
        var lines = string.Concat(text.Split('\n').Select(line => $"data: {line.TrimEnd('\r')}\n"));
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"event: {name}\n{lines}\n"), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Marks again what a run forgot or was to forget, for another method.</summary>
    private static IResult MarkAgain(Workbench bench, RegisteredRun run)
    {
        if (bench.Library.Model(RunWords.Value(run, "--model")) is not { } model
            || bench.Library.DataAt(RunWords.Value(run, "--data")) is not { } data)
            return Answers.Problem(404, "The model or its data are gone", "Choose others on the page “New”.");
        if (!RunWords.TellsWhat(run))
            return Answers.Problem(409, "What it forgot was removed", "Mark what must go anew, on the page “New”.");
        var id = bench.Drafts.Open(model.Path, data.Path);
        bench.Drafts.Replace(id, Marks.Of(new([.. RunWords.Values(run, "--forget")], RunWords.Ids(run))));
        return Answers.SeeOther($"/drafts/{id}/method");
    }
}
