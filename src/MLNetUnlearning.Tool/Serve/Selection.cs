using Microsoft.AspNetCore.Http;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Which rows the page shows, and in which order.</summary>
public sealed record Selection
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 100;

    /// <summary>Rows of this class; empty: of all.</summary>
    public string Class { get; init; } = "";

    /// <summary>all, right, wrong, or the class that the model takes rows for after "as:".</summary>
    public string Answer { get; init; } = "all";

    /// <summary>name, unsure or sure.</summary>
    public string Sort { get; init; } = "name";

    /// <summary>A part of the id or of a cell; empty: any.</summary>
    public string Search { get; init; } = "";

    /// <summary>all, trained or marked.</summary>
    public string Show { get; init; } = "all";

    /// <summary>The page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Whether it leaves anything out.</summary>
    public bool IsNarrowed => Class.Length > 0 || Answer != "all" || Search.Length > 0 || Show != "all";

    internal static Selection Of(Func<string, string?> value) => new()
    {
        Class = value("class") ?? "",
        Answer = value("answer") is { Length: > 0 } answer ? answer : "all",
        Sort = OneOf(value("sort"), "name", "unsure", "sure"),
        Search = value("search")?.Trim() ?? "",
        Show = OneOf(value("show"), "all", "trained", "marked"),
        Page = int.TryParse(value("page"), CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1,
    };

    /// <summary>The address that shows it.</summary>
    public string AddressFor(long draft) => $"/drafts/{draft}" + QueryString.Create(Fields().Select(
        field => KeyValuePair.Create(field.Name, (string?)field.Value))).Value;

    /// <summary>What differs from the usual, as fields of a form.</summary>
    public IEnumerable<(string Name, string Value)> Fields()
    {
        if (Class.Length > 0) yield return ("class", Class);
        if (Answer != "all") yield return ("answer", Answer);
        if (Sort != "name") yield return ("sort", Sort);
        if (Search.Length > 0) yield return ("search", Search);
        if (Show != "all") yield return ("show", Show);
        if (Page > 1) yield return ("page", Page.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>All rows that it takes, in its order.</summary>
    internal IReadOnlyList<ListedRow> Of(RowList list, Answered answers, Draft draft)
    {
        IEnumerable<ListedRow> rows = list.Rows;
        if (Class.Length > 0) rows = rows.Where(row => row.Class == Class);
        if (Search.Length > 0)
            rows = rows.Where(row => row.Id.Contains(Search, StringComparison.OrdinalIgnoreCase)
                || row.Cells?.Any(cell => cell.Contains(Search, StringComparison.OrdinalIgnoreCase)) == true);
        if (Answer != "all") rows = rows.Where(row => answers.For(row) is { } answer && IsTaken(row, answer));
        rows = Show switch
        {
            "trained" => rows.Where(row => answers.For(row) is null or { IsTrained: true }),
            "marked" => rows.Where(draft.IsMarked),
            _ => rows,
        };
        return Sort switch
        {
            "unsure" => [.. rows.OrderBy(row => answers.For(row)?.Probability ?? 2)],
            "sure" => [.. rows.OrderByDescending(row => answers.For(row)?.Probability ?? -1)],
            _ => [.. rows],
        };
    }

    private static string OneOf(string? stated, string usual, params string[] others) => others.Contains(stated) ? stated! : usual;

    private bool IsTaken(ListedRow row, Prediction answer) => Answer switch
    {
        "right" => answer.Predicted == row.Class,
        "wrong" => answer.Predicted != row.Class,
        _ => Answer == $"as:{answer.Predicted}",
    };
}
