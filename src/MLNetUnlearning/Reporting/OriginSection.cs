using System.Runtime.InteropServices;
using MLNetUnlearning.Html;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Reporting;

/// <summary>Where the models come from: settings, seeds, versions, hashes, and how to make them again.</summary>
internal static class OriginSection
{
    public static Section Of(ShownReport shown)
    {
        var rows = shown.Models[0].Metrics.RowCounts;
        return new Section(
            "origin", "Where this comes from",
            Tag("p", "What was measured, on what, and all that it takes to make the same models again."),
            Parts.Facts(
                ("Request", shown.Report.Forget),
                ("Rows", string.Join(", ", Subset.Names.Where(name => rows[name] > 0).Select(name => $"{rows[name]} {Words(name)}"))),
                ("Classes", $"{shown.Classes.Count}"),
                ("Attacks", string.Join("; ", shown.Models[0].Metrics.MembershipInference.Select(attack => attack.Attack))),
                ("Versions", shown.Models.Select(model => model.Metrics.Model?.Versions).FirstOrDefault(versions => versions is not null)),
                ("Measured on", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, "
                    + $"{Environment.ProcessorCount} processors")),
            shown.Models.Select(Model),
            Tag("h3", "To make it again"), Parts.Scroll("How to make it again", Tag("pre", Tag("code", Again(shown)))),
            Tag("p.soft", "The same rows, settings, seeds and number of threads give the same weights on the same kind of processor."));
    }

    private static object?[] Model(ReportedModel model)
    {
        if (model.Metrics.Model is not { } made) return [Tag("h3", model.Model), Tag("p", "The model does not say how it was made.")];
        return
        [
            Tag("h3", model.Model),
            Parts.Facts(
                ("Network", made.Network), (made.Shape.IsVector ? "Features" : "Images", made.Shape.ToString()),
                ("Weights (SHA-256)", Tag("code", made.WeightsHash)),
                ("Judges itself", model.Metrics.Judgement?.ToString())),
            Parts.Table(
                $"The steps that made {model.Model}", ["step", "seed", "rows", "forgotten", "time", "device"],
                made.History.Select(step => (IReadOnlyList<object?>)
                [
                    step.Name, step.Seed, step.NumberOfRows, step.NumberOfForgottenRows, Verdicts.Duration(step.RunTime),
                    step.Device ?? "-",
                ])),
            Parts.Facts([.. made.History.Select(step => (
                $"Settings of {step.Name}",
                (object?)new object?[]
                {
                    Tag("code", step.Settings.Length > 0 ? step.Settings : "none"),
                    step.Choice is { } choice ? Tag("p", $"Chosen: {choice}") : null,
                }))]),
        ];
    }

    /// <summary>The command that was given or, without one, code with the seeds and settings that the models tell.</summary>
    private static string Again(ShownReport shown)
    {
        if (shown.Options.Command is { } command) return command;
        var lines = new List<string>
        {
            "var ml = new MLContext();",
            $"var marked = ml.Unlearning().MarkForgotten(train, ForgetRequest.Parse({Literal(shown.Report.Forget)}));",
        };
        if (shown.Models.Select(model => model.Metrics.Model?.History[0]).FirstOrDefault(step => step is not null) is { } first)
            lines.Add($"// original: {first.Settings}; seed {first.Seed}");
        foreach (var model in shown.Models.Where(model => model.Metrics.Model is { History.Count: > 1 }))
        {
            var step = model.Metrics.Model!.History[^1];
            lines.Add($"// {model.Model}: {step.Name}, a method with the settings {step.Settings}");
            lines.Add($"var made{lines.Count} = ml.Unlearn(original, method, unseen: unseen, seed: {step.Seed}).Fit(marked);");
        }
        lines.Add("var metrics = ml.Unlearning().Evaluate(model, marked, unseen, test); // of each model");
        return string.Join('\n', lines);
    }

    private static string Literal(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").ReplaceLineEndings(" ")}\"";

    private static string Words(string subset) => subset switch
    {
        Subset.Retain => "that stay",
        Subset.Forget => "to forget",
        Subset.ForgottenBefore => "forgotten before",
        Subset.Unseen => "unseen",
        _ => "test",
    };
}
