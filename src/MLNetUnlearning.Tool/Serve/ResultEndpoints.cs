using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Methods;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The fifth step: the result, a picture of one's own on both models, and files to take away.</summary>
internal static class ResultEndpoints
{
    private const string Frame = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
        + "form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-scripts allow-popups";

    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/runs/{id:long}/report", (HttpContext context, long id) => Done(bench(), id, run => Report(run, context)));
        application.MapGet("/runs/{id:long}/files/{kind}", (HttpContext context, long id, string kind) =>
            Download(bench(), context, id, kind));
        application.MapPost("/runs/{id:long}/retrain", (long id) => Done(bench(), id, run =>
        {
            if (!RunWords.TellsWhat(run))
                return Answers.Problem(409, "What it forgot was removed", "A model cannot be retrained without rows that nobody can name.");
            StartRetraining(bench(), run);
            return Answers.SeeOther($"/runs/{id}");
        }));
        application.MapPost("/runs/{id:long}/verify", (HttpContext context, long id) => Verify(bench(), context, id));
        application.MapPost("/runs/{id:long}/try", (HttpContext context, long id) => TryOut(bench(), context, id));
    }

    /// <summary>Does something with the result of a run.</summary>
    private static IResult Done(Workbench bench, long id, Func<RegisteredRun, IResult> answer) =>
        Find(bench, id) is { } run ? answer(run) : Endpoints.NothingHere();

    /// <summary>A run that has a result; null: there is none of this number.</summary>
    private static RegisteredRun? Find(Workbench bench, long id) =>
        bench.Runs.Find(id) is { State: RunState.Done, Kind: RunWords.Unlearn, Folder: not null } run ? run : null;

    public static IResult Page(
        Workbench bench, RegisteredRun run, HttpContext context, TryView? tried = null, IReadOnlyList<CheckView>? checks = null)
    {
        var model = bench.Library.Model(RunWords.ModelOf(run));
        var retraining = RetrainingOf(bench.Runs.Runs(), run);
        return Answers.Page<Outcome>(new
        {
            Frame = bench.Frame(context, $"What run {run.Id} has come to", "runs", 5),
            View = new OutcomeView(
                RunView.Of(run, bench), model?.Steps[^1].Name ?? RunWords.Value(run, "--method") ?? "",
                RunResult.Of(run, model?.IsVector != true), model is { IsVector: false },
                RecordOf(run) is { } record && File.Exists(record), model is not null,
                retraining is null ? null : RunView.Of(retraining, bench), bench.Grounds.NameOf(run.Folder!))
            {
                Tried = tried,
                Checks = checks,
                IsMeasured = IsMeasured(bench, run),
                HasOriginal = bench.Library.Model(RunWords.Value(run, "--model")) is not null,
            },
        }, tried?.Problem is null ? 200 : 400);
    }

    /// <summary>The run that retrains to compare with a run's result; null: there is none.</summary>
    private static RegisteredRun? RetrainingOf(IEnumerable<RegisteredRun> runs, RegisteredRun run)
    {
        var model = RunWords.ModelOf(run);
        return runs.FirstOrDefault(one => one.Kind == RunWords.Retrain && RunWords.Value(one, "--model") == model);
    }

    /// <summary>Has a model retrained without the rows, and compared with, when the cores are free: unless that is done or under
    /// way.</summary>
    public static void StartRetraining(Workbench bench, RegisteredRun run)
    {
        string[] Stated(string option) => [.. RunWords.Values(run, option).SelectMany(value => new[] { option, value })];
        string[] words =
        [
            "report", "--model", RunWords.ModelOf(run), "--original", RunWords.Value(run, "--model")!,
            .. Stated("--data"), .. Stated("--path-column"), .. Stated("--forget"), "--retrain", "--output",
            // An attempt that was killed may have left its page there, in the folder of the run that it is about.
            Path.Combine(run.Folder!, RunResult.Compared), CommonOptions.Force.Name, "--json",
        ];
        // Its report shows the rows too: it belongs to the same requests, and goes with them when what they ask for is removed.
        bench.Runs.StartIf(
            statements => RetrainingOf(RunRows.All(statements, bench.Database), run) is null
                or { State: RunState.Failed or RunState.Cancelled },
            RunWords.Retrain, _ => (words, Private.Folder(Path.Combine(run.Folder!, "retraining"))), run.Requests);
        bench.Queue.Wake();
    }

    /// <summary>Starts what was to follow a run, when it is done.</summary>
    public static void Follow(Workbench bench, RegisteredRun run)
    {
        if (run is not { State: RunState.Done, Kind: RunWords.Unlearn, Folder: { } folder }) return;
        var wish = Path.Combine(folder, RunResult.WantsRetraining);
        if (!File.Exists(wish)) return;
        if (IsMeasured(bench, run)) StartRetraining(bench, run); // else a comparison cannot be measured either
        File.Delete(wish);
    }

    /// <summary>Whether a run was measured. Where too few rows are left for that, it makes neither a report nor a record.</summary>
    private static bool IsMeasured(Workbench bench, RegisteredRun run) =>
        bench.Runs.FilesOf(run.Id).Any(file => file.Kind is RunFiles.Report or RunFiles.Record);

    private static string? RecordOf(RegisteredRun run) => RunWords.Value(run, "--record");

    private static IResult Report(RegisteredRun run, HttpContext context)
    {
        var path = new[] { RunResult.Compared, RunResult.Report }.Select(name => Path.Combine(run.Folder!, name))
            .FirstOrDefault(File.Exists);
        if (path is null) return Endpoints.NothingHere();
        // A report has its style and its script in itself, and no way to anywhere. It runs apart from this page, as if from elsewhere.
        context.Response.Headers.ContentSecurityPolicy = Frame;
        return Results.File(path, "text/html; charset=utf-8");
    }

    private static async Task<IResult> Download(Workbench bench, HttpContext context, long id, string kind)
    {
        if (Find(bench, id) is not { } run) return Endpoints.NothingHere();
        var model = RunWords.ModelOf(run);
        var onnx = Path.ChangeExtension(model, RunFiles.Onnx);
        if (kind == RunFiles.Onnx && !File.Exists(onnx))
        {
            var (code, _, line) = await ToolChild.Run(["export", model, "--output", onnx], context.RequestAborted);
            if (code != ExitCode.Success) return Answers.Problem(409, "The model cannot be written as ONNX", line);
        }
        var (path, type) = kind switch
        {
            RunFiles.Model => (model, "application/zip"),
            RunFiles.Onnx => (onnx, "application/octet-stream"),
            RunFiles.Report => (Path.Combine(run.Folder!, RunResult.Report), "text/html"),
            RunFiles.Record => (RecordOf(run) ?? "", "application/json"),
            "key" => (Path.Combine(Path.GetDirectoryName(RecordOf(run)) ?? "", "public.pem"), "application/x-pem-file"),
            _ => ("", ""),
        };
        if (path.Length == 0) return Endpoints.NothingHere();
        var given = Path.GetFileName(path); // as the record calls it
        // What is gone from the disk may be in the database still.
        if (!File.Exists(path))
            return bench.Runs.Open(id, kind) is { } kept ? Results.Stream(kept, type, given) : Endpoints.NothingHere();
        return Results.File(path, type, given);
    }

    private static async Task<IResult> Verify(Workbench bench, HttpContext context, long id)
    {
        if (Find(bench, id) is not { } run) return Endpoints.NothingHere();
        List<CheckView>? checks = null;
        if (RecordOf(run) is { } record)
        {
            var key = Path.Combine(Path.GetDirectoryName(record)!, "public.pem");
            // The files that it speaks of lie in the folder of the run and, of the model before, elsewhere.
            var folders = new[] { record, RunWords.Value(run, "--model")! }
                .Select(file => Path.GetDirectoryName(file)!).Append(run.Folder!);
            string[] words =
            [
                "record", "verify", record, "--key", key, .. folders.SelectMany(folder => new[] { "--files", folder }), "--json",
            ];
            var (_, output, line) = await ToolChild.Run(words, context.RequestAborted);
            checks = CheckView.Read(output, line);
        }
        return Page(bench, run, context, checks: checks);
    }

    private static async Task<IResult> TryOut(Workbench bench, HttpContext context, long id)
    {
        if (Find(bench, id) is not { } run) return Endpoints.NothingHere();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var tried = await Trial.Of(bench, run, form.Files.GetFile("picture"), RunWords.ModelOf(run), context.RequestAborted);
        return Page(bench, run, context, tried);
    }
}

/// <summary>What the page of the fifth step shows.</summary>
public sealed record OutcomeView(
    RunView Run, string Method, RunResult? Result, bool TakesPictures, bool HasRecord, bool HasModel, RunView? Retraining,
    string Folder)
{
    private static readonly string RetrainedBy = new Retrain().Name;

    /// <summary>Whether its result was measured: if not, there never was a report or a record.</summary>
    public bool IsMeasured { get; init; } = true;

    /// <summary>Whether the model before is still there.</summary>
    public bool HasOriginal { get; init; }

    /// <summary>Whether the result is a model that was retrained: there is no better yardstick.</summary>
    public bool IsRetrained => Method == RetrainedBy;

    /// <summary>A picture that was tried; null: none was.</summary>
    public TryView? Tried { get; init; }

    /// <summary>The checks of the record; null: it was not verified.</summary>
    public IReadOnlyList<CheckView>? Checks { get; init; }
}
