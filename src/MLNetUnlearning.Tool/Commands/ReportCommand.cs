using System.Text.Json.Nodes;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Writes what was measured as a page to read.</summary>
[Order(4)]
internal sealed class ReportCommand : ToolCommand
{
    private static readonly Argument<string?> ModelArgument = CommonOptions.ModelArgument();

    public ReportCommand() : base(
        "report", "Measure what a classifier has forgotten, and write a page to read. Without --output, b.zip gives b.report.html.")
    {
        Add(ModelArgument);
        foreach (var option in Measured.Options.Concat([Outputs.Output, CommonOptions.Force])) Add(option);
    }

    protected override Result Run(Session session)
    {
        var path = session.Required(ModelArgument, CommonOptions.Model);
        var stated = session.Get(Outputs.Output) ?? Outputs.Beside(path, "report", ".html");
        var output = Outputs.CheckedPage(stated, session, path);
        using var measured = Measured.Of(session, path, isForPage: true);
        Page(measured.Report, output, session);
        session.Made.Add((RunFiles.Report, output));
        // What it cost is a time, which differs from run to run: the page tells it.
        var verdicts = measured.Report.Verdicts.Where(verdict => verdict.Question != UnlearningReport.CostQuestion).ToList();
        return new Result(
            new JsonObject
            {
                ["report"] = stated,
                ["verdicts"] = new JsonArray([.. verdicts.Select(verdict => (JsonNode)new JsonObject
                {
                    ["model"] = verdict.Model,
                    ["question"] = verdict.Question,
                    ["answer"] = verdict.Answer,
                    ["reason"] = verdict.Reason,
                })]),
            },
            $"{stated}\n{string.Join('\n', verdicts.Select(verdict => $"  {verdict}"))}");
    }

    /// <summary>Writes the page, with the command that makes it again.</summary>
    public static void Page(UnlearningReport report, string output, Session session) => Outputs.AllOrNone(
        [output, Outputs.FolderOf(output)],
        () => report.SaveHtml(output, new ReportPageOptions { Command = ToolRoot.CommandLine([.. session.Words]) }));
}
