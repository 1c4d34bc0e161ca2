using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Register;
using MLNetUnlearning.Tool.Serve.Pages;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The first step: a model and its data.</summary>
internal static class StartEndpoints
{
    public static void Map(WebApplication application, Func<Workbench> bench)
    {
        application.MapGet("/", (HttpContext context) => Page(bench(), context, null));
        application.MapGet("/drafts", () => Answers.SeeOther("/"));
        application.MapPost("/drafts", (Delegate)((HttpContext context) => Open(bench(), context)));
    }

    private static IResult Page(Workbench bench, HttpContext context, string? problem, string? model = null, string? data = null)
    {
        var (models, all) = (bench.Library.Models(), bench.Library.Data());
        var chosen = models.FirstOrDefault(card => card.Path == model) ?? models.FirstOrDefault();
        var fitting = chosen is null ? null : all.Where(card => Library.Fit(chosen, card) > 0).MaxBy(card => Library.Fit(chosen, card));
        return Answers.Page<Start>(new
        {
            Frame = bench.Frame(context, "What should a model forget?", "start", 1),
            Models = models,
            Data = all,
            Model = chosen?.Path,
            Chosen = data ?? fitting?.Path,
            Begun = (IReadOnlyList<Link>)Begun(bench),
            Problem = problem,
        }, problem is null ? 200 : 400);
    }

    /// <summary>What was marked and not carried out yet.</summary>
    private static List<Link> Begun(Workbench bench) =>
    [
        .. bench.Drafts.All().Where(draft => !draft.IsEmpty).Take(5)
            .Select(draft => (Draft: draft, Model: bench.Library.Model(draft.Model), Data: bench.Library.DataAt(draft.Data)))
            .Where(one => one.Model is not null && one.Data is not null)
            .Select(one => new Link($"/drafts/{one.Draft.Id}", $"{Count(one.Draft)} of {one.Data!.Name}, for {one.Model!.Name}")),
    ];

    private static string Count(Draft draft) => string.Join(" and ", new[]
    {
        draft.Classes.Count > 0 ? Counted.Of(draft.Classes.Count, "class", "classes") : "",
        draft.Ids.Count > 0 ? Counted.Of(draft.Ids.Count, "row", "rows") : "",
    }.Where(part => part.Length > 0));

    private static async Task<IResult> Open(Workbench bench, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (modelPath, dataPath) = (form["model"].ToString(), form["data"].ToString());
        if (bench.Library.Model(modelPath) is not { } model)
            return Page(bench, context, "Choose a model: the one that is to forget.", null, dataPath);
        if (bench.Library.DataAt(dataPath) is not { } data)
            return Page(bench, context, "Choose the data that the model was trained on.", modelPath);
        if (!model.HasKey) return Page(bench, context, model.WithoutKey, modelPath, dataPath);
        if (Library.Fit(model, data) == 0)
            return Page(bench, context,
                $"{model.Name} was not trained on {data.Name}: {Library.WhyUnfit(model, data)}. Choose the data that it was trained on.",
                modelPath, dataPath);
        RowList rows;
        try
        {
            rows = bench.Rows.Of(model, data);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Page(bench, context, Failure.LineOf(error), modelPath, dataPath);
        }
        bench.Thumbnails.Warm();
        var id = bench.Drafts.Open(model.Path, data.Path);
        var answers = bench.Predictions.Of(model, data);
        if (rows.Rows.Count <= Predictions.FewRows && answers.Run is null or { State: RunState.Failed })
        {
            bench.Predictions.Start(model, data);
            bench.Queue.Wake();
        }
        return Answers.SeeOther($"/drafts/{id}");
    }
}

/// <summary>Numbers with what they count.</summary>
internal static class Counted
{
    public static string Of(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
