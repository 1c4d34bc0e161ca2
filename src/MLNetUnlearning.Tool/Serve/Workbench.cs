using Microsoft.AspNetCore.Http;
using MLNetUnlearning.Tool.Register;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>All that the pages stand on.</summary>
/// <param name="Grounds">The folders.</param>
/// <param name="Database">What is kept.</param>
/// <param name="Gate">Who may ask.</param>
/// <param name="IsKept">Whether the database outlives the server.</param>
internal sealed record Workbench(Grounds Grounds, Database Database, Gate Gate, bool IsKept) : IDisposable
{
    public Library Library { get; } = new(Grounds);

    public RowLists Rows { get; } = new(Grounds);

    public Thumbnails Thumbnails { get; } = new(Grounds);

    public Drafts Drafts { get; } = new(Database);

    public RunRegister Runs { get; } = new(Database);

    public RequestRegister Requests { get; } = new(Database);

    public RunQueue Queue { get; } = new(Database);

    public Predictions Predictions { get; } = new(Grounds, Database);

    /// <summary>What the frame of a page shows.</summary>
    public PageFrame Frame(HttpContext context, string title, string section, int step = 0)
    {
        var busy = Runs.AtWork;
        return new PageFrame(title, section, step, Gate.FormTokenOf(context), string.Join(", ", Grounds.Roots.Select(Path.GetFileName)))
        {
            IsKept = IsKept,
            Busy = busy is null ? null : new Link($"/runs/{busy.Id}", $"Run {busy.Id} is at work: {RunWords.Title(busy)}"),
        };
    }

    public void Dispose()
    {
        Queue.Dispose();
        Thumbnails.Dispose();
        Database.Dispose();
    }
}

/// <summary>The frame of a page.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Section">Which part of the navigation it belongs to: start, runs or requests.</param>
/// <param name="Step">Which of the five steps it is; 0: none.</param>
/// <param name="Form">What forms send along.</param>
/// <param name="Folder">The names of the folders.</param>
public sealed record PageFrame(string Title, string Section, int Step, string Form, string Folder)
{
    /// <summary>Whether runs and marks outlive the server.</summary>
    public bool IsKept { get; init; }

    /// <summary>The run that is at work; null: none.</summary>
    public Link? Busy { get; init; }

    /// <summary>The draft that the steps lead back to; null: none yet.</summary>
    public long? Draft { get; init; }
}

/// <summary>A link.</summary>
/// <param name="Address">Where it leads.</param>
/// <param name="Text">What it says.</param>
public sealed record Link(string Address, string Text);
