using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The second step: browsing rows, and marking those that must go.</summary>
internal static class MarkEndpoints
{
    private const int MostCells = 12; // of a table's row
    private const int MostNamed = 10; // of ids that are not there

    private const string NoPicture = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 144 144'><g fill='none' stroke='#7b8798' "
        + "stroke-width='3'><rect x='42' y='47' width='60' height='50' rx='6'/>"
        + "<path d='M42 88l18-17 14 13 9-8 19 17M36 110L108 34'/></g></svg>";

    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/drafts/{id:long}", (HttpContext context, long id) => With(bench(), id, desk =>
            Page(bench(), desk, context, Selection.Of(name => context.Request.Query[name]))));
        application.MapGet("/drafts/{id:long}/picture", (HttpContext context, long id) => Picture(bench(), context, id));
        application.MapPost("/drafts/{id:long}/marks", (HttpContext context, long id) => Change(bench(), context, id));
        application.MapPost("/drafts/{id:long}/answers", (long id) => With(bench(), id, desk =>
        {
            bench().Predictions.Start(desk.Model, desk.Data);
            bench().Queue.Wake();
            return Answers.SeeOther($"/drafts/{id}");
        }));
    }

    /// <summary>Does something with a draft whose model and data are there.</summary>
    public static IResult With(Workbench bench, long id, Func<Desk, IResult> answer)
    {
        if (bench.Drafts.Find(id) is not { } draft) return Endpoints.NothingHere();
        if (bench.Library.Model(draft.Model) is not { } model)
            return Answers.Problem(404, "The model is gone", $"{bench.Grounds.NameOf(draft.Model)} is not there any more. Choose another.");
        if (bench.Library.DataAt(draft.Data) is not { } data)
            return Answers.Problem(404, "The data are gone", $"{bench.Grounds.NameOf(draft.Data)} is not there any more. Choose others.");
        if (!model.HasKey) return Answers.Problem(404, "The key of the model is missing", model.WithoutKey);
        return answer(new Desk(draft, model, data, bench.Rows.Of(model, data), bench.Predictions.Of(model, data)));
    }

    private static IResult Page(Workbench bench, Desk desk, HttpContext context, Selection selection, string? problem = null)
    {
        var taken = selection.Of(desk.List, desk.Answers, desk.Draft);
        var pages = Math.Max(1, (taken.Count + Selection.PageSize - 1) / Selection.PageSize);
        selection = selection with { Page = Math.Min(selection.Page, pages) };
        var shown = taken.Skip((selection.Page - 1) * Selection.PageSize).Take(Selection.PageSize).ToList();
        if (bench.Thumbnails.MayBeSwept()) Task.Run(() => bench.Thumbnails.Sweep(AllFiles(bench, desk)));
        return Answers.Page<Mark>(new
        {
            Frame = bench.Frame(context, "Mark what must go", "start", 2) with { Draft = desk.Draft.Id },
            View = new MarkView(
                desk.Draft.Id, desk.Model.Name, desk.Data.Name, selection, pages, taken.Count, desk.List.Rows.Count,
                [.. desk.List.Classes.Select(one => new ClassView(one.Name, one.Rows, desk.Draft.Classes.Contains(one.Name)))],
                [.. shown.Select(row => Tile(row, desk))], desk.List.Header?.Take(MostCells).ToList(), desk.List.HasIds,
                desk.Answers.ById is not null, AnswersText(desk), IsReading(desk), desk.Count())
            { Problem = problem, Before = desk.CountBefore() },
        }, problem is null ? 200 : 400);
    }

    private static TileView Tile(ListedRow row, Desk desk)
    {
        var answer = desk.Answers.For(row);
        return new(
            row.Id, row.Class, row.Cells?.Take(MostCells).ToList(), desk.Draft.Ids.Contains(row.Id), desk.Draft.Classes.Contains(row.Class),
            answer?.Predicted, answer?.Probability,
            answer switch { { IsTrained: false } => "never learnt", { IsForgotten: true } => "forgotten", _ => null });
    }

    private static bool IsReading(Desk desk) => desk.Answers.Run is { State: RunState.Waiting or RunState.Running or RunState.Interrupted };

    private static string? AnswersText(Desk desk) => desk.Answers switch
    {
        { ById: not null } => desk.List.HasIds && desk.List.Rows.Count(row => desk.Answers.For(row) is null) is > 0 and var count
            ? $"{Counted.Of(count, "row is", "rows are")} new since the model answered." : null,
        { Run: { State: RunState.Waiting, WaitsFor: var why } } => $"The model is about to answer for all rows. {why}",
        { Run.State: RunState.Running or RunState.Interrupted } => "The model is answering for all rows. You can mark meanwhile.",
        { Run: { State: RunState.Failed, LastLine: var line } } => $"The answers could not be read. {line}",
        _ => "What the model answers is not read yet: rows cannot be sorted by it.",
    };

    private static IEnumerable<string> AllFiles(Workbench bench, Desk desk) => bench.Library.Data()
        .Where(data => data.Path == desk.Data.Path || Library.Fit(desk.Model, data) > 0)
        .SelectMany(data => Try(() => bench.Rows.Of(desk.Model, data))?.Rows ?? []).Select(row => row.File).OfType<string>();

    private static RowList? Try(Func<RowList> list)
    {
        try
        {
            return list();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<IResult> Picture(Workbench bench, HttpContext context, long id)
    {
        if (bench.Drafts.Find(id) is not { } draft || bench.Library.Model(draft.Model) is not { } model
            || bench.Library.DataAt(draft.Data) is not { } data) return Results.NotFound();
        var (list, row) = (bench.Rows.Of(model, data), context.Request.Query["id"].ToString());
        var bytes = list.Pixels(row) is { } pixels ? Thumbnails.OfPixels(pixels)
            : list.ById[row].FirstOrDefault()?.File is { } file ? await bench.Thumbnails.Of(file, context.RequestAborted)
            : null;
        if (bytes is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound; // browsers show what comes with it
            return Results.Text(NoPicture, "image/svg+xml");
        }
        context.Response.Headers.CacheControl = "private, max-age=600";
        return Results.Bytes(bytes, bytes[0] == 0x89 ? "image/png" : "image/jpeg");
    }

    private static async Task<IResult> Change(Workbench bench, HttpContext context, long id)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var listed = await ListedIds(form, context.RequestAborted);
        return With(bench, id, desk =>
        {
            var selection = Selection.Of(name => form[name]);
            // Browsers send every line break as two characters.
            string[] Several(string name) =>
                [.. form[name].OfType<string>().Select(text => text.Replace("\r\n", "\n", StringComparison.Ordinal))];
            var (shown, marked) = (Several("shown"), Several("mark").ToHashSet());
            var was = Several("was").ToHashSet();
            var (add, remove) = (shown.Where(row => marked.Contains(row) && !was.Contains(row)),
                shown.Where(row => was.Contains(row) && !marked.Contains(row)));
            string? problem = null;
            switch (form["do"].ToString())
            {
                case "class":
                    bench.Drafts.Change(id, Known(desk, Several("name")), [], [], []);
                    break;
                case "unclass":
                    bench.Drafts.Change(id, [], Several("name"), [], []);
                    break;
                case "all":
                    bench.Drafts.Change(id, [], [], Markable(selection, desk), []);
                    break;
                case "none":
                    bench.Drafts.Change(id, [], [], [], selection.Of(desk.List, desk.Answers, desk.Draft).Select(row => row.Id));
                    break;
                case "clear":
                    bench.Drafts.Replace(id, Marks.None);
                    break;
                case "undo":
                    bench.Drafts.Undo(id);
                    break;
                case "list":
                    var known = listed.Where(row => IsMarkable(row, desk)).ToList();
                    problem = listed.Count == 0 ? "The list is empty: write an id on each line."
                        : known.Count < listed.Count ? Missing([.. listed.Except(known)], known.Count)
                        : null;
                    bench.Drafts.Change(id, [], [], known, []);
                    break;
                default: // the boxes of the page
                    bench.Drafts.Change(id, [], [], add.Where(row => IsMarkable(row, desk)), remove, canUndo: false);
                    break;
            }
            var after = desk with { Draft = bench.Drafts.Find(id)! };
            if (form["live"] == "1") return Results.Json(new { text = after.Count().Text, none = after.Draft.IsEmpty });
            if (problem is not null) return Page(bench, after, context, selection, problem);
            // Whoever goes by the keyboard is led back to the button of the class.
            var place = int.TryParse(form["at"], CultureInfo.InvariantCulture, out var at) ? $"#class-{at}" : "";
            return Answers.SeeOther(form["do"] == "go" ? $"/drafts/{id}/method" : selection.AddressFor(id) + place);
        });
    }

    private static bool IsMarkable(string id, Desk desk) => ListedRow.IsUsable(id) && desk.List.ById.Contains(id);

    private static IEnumerable<string> Markable(Selection selection, Desk desk) =>
        selection.Of(desk.List, desk.Answers, desk.Draft).Select(row => row.Id).Where(ListedRow.IsUsable);

    private static IEnumerable<string> Known(Desk desk, string[] names) =>
        names.Where(name => desk.List.Classes.Any(one => one.Name == name));

    private static string Missing(List<string> missing, int found) =>
        $"{Counted.Of(missing.Count, "id is", "ids are")} not among the rows: {Shown.Of(string.Join(", ", missing.Take(MostNamed)))}"
        + $"{(missing.Count > MostNamed ? " and others" : "")}. "
        + (found > 0 ? $"{Counted.Of(found, "row was", "rows were")} marked." : "Nothing was marked.");

    /// <summary>The ids that were pasted or sent as a file, one on each line.</summary>
    private static async Task<IReadOnlyList<string>> ListedIds(IFormCollection form, CancellationToken cancellation)
    {
        var text = form["ids"].ToString();
        if (form.Files.GetFile("file") is { Length: > 0 } file)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            text += "\n" + await reader.ReadToEndAsync(cancellation);
        }
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
    }
}
