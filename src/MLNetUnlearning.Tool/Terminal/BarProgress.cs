using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLNetUnlearning.Tool.Terminal;

/// <summary>Progress as a bar on a terminal.</summary>
internal sealed class BarProgress(ProgressTask task) : IProgress<UnlearningProgress>
{
    private readonly Pace pace = new();

    public void Report(UnlearningProgress value)
    {
        pace.Follow(value);
        task.Description = Markup.Escape($"{value.Stage} {value.Step}/{value.NumberOfSteps}");
        task.Value = Pace.Share(value);
        var text = pace.Text(value);
        task.State.Update<PaceText>(PaceColumn.Key, _ => new(text));
    }
}

/// <summary>The rate and the time left, beside the bar.</summary>
internal sealed class PaceColumn : ProgressColumn
{
    public const string Key = "pace";

    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.State.Get<PaceText>(Key).Text ?? "");
}

/// <summary>What stands beside the bar.</summary>
internal readonly record struct PaceText(string? Text);
