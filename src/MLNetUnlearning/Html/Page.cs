using System.Xml.Linq;
using static MLNetUnlearning.Html.Markup;

namespace MLNetUnlearning.Html;

/// <summary>The frame of every page: what comes before and after its sections. It loads nothing from elsewhere.</summary>
internal static class Page
{
    private static readonly Lazy<string> Style = new(() => Resource("common.css") + Resource("page.css"));

    /// <summary>A whole page.</summary>
    /// <param name="kind">What it is, above its title.</param>
    /// <param name="title">Its title.</param>
    /// <param name="lead">A sentence below the title.</param>
    /// <param name="sections">The sections that have something to show; null ones are left out.</param>
    /// <param name="footer">What stands at the end.</param>
    /// <param name="script">A script that the page can be read without; null: none.</param>
    public static string Of(
        string kind, string title, string lead, IEnumerable<Section?> sections, IEnumerable<string> footer, string? script = null)
    {
        Section[] shown = [.. sections.OfType<Section>()];
        return Document(Tag("html", With("lang", "en"),
            Tag("head",
                Tag("meta", With("charset", "utf-8")),
                Tag("meta", With("name", "viewport"), With("content", "width=device-width, initial-scale=1")),
                Tag("meta", With("name", "color-scheme"), With("content", "light dark")),
                // Whatever a page is made of, the browser loads nothing and sends nothing.
                Tag("meta", With("http-equiv", "Content-Security-Policy"), With("content",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
                    + (script is null ? "" : "; script-src 'unsafe-inline'"))),
                Tag("title", $"{kind}: {title}"),
                Tag("style", Style.Value)),
            Tag("body",
                Tag("header", Tag("p.eyebrow", kind), Tag("h1", title), Tag("p.lead", lead)),
                Tag("nav", With("aria-label", "Contents"), Tag("ul", shown.Select(section =>
                    Tag("li", Tag("a", With("href", $"#{section.Id}"), section.Heading))))),
                Tag("main", shown.Select(section => Tag("section", With("aria-labelledby", section.Id),
                    Tag("h2", With("id", section.Id), section.Heading), section.Content))),
                Tag("footer", footer.Select(text => Tag("p", text))),
                script is null ? null : Tag("script", script))));
    }

    /// <summary>A file that is kept beside this one.</summary>
    public static string Resource(string name)
    {
        using var stream = typeof(Page).Assembly.GetManifestResourceStream($"MLNetUnlearning.Html.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>A part of a page.</summary>
/// <param name="Id">Its name in links.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Content">What stands below: elements and lists of them.</param>
internal sealed record Section(string Id, string Heading, params object?[] Content);

/// <summary>What several sections are made of.</summary>
internal static class Parts
{
    /// <summary>A table in a box of its own that scrolls where it is too wide.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="headings">The headings of the columns.</param>
    /// <param name="rows">The cells; the first of a row is its heading. Elements named td stand as they are.</param>
    /// <param name="kind">Classes of the table.</param>
    /// <param name="isNumber">Whether the cells of a column are numbers, which stand to the right; null: all but the first.</param>
    public static XElement Table(
        string caption, IReadOnlyList<object> headings, IEnumerable<IReadOnlyList<object?>> rows, string kind = "",
        Func<int, bool>? isNumber = null)
    {
        isNumber ??= column => column > 0;
        string Class(int column) => isNumber(column) ? ".n" : "";
        XElement Cell(object? cell, int column) => cell is XElement { Name.LocalName: "td" } whole ? whole : column == 0
            ? Tag("th", With("scope", "row"), cell)
            : Tag($"td{Class(column)}", cell ?? "-");
        return Scroll(caption, Tag($"table{kind}",
            Tag("caption", caption),
            Tag("thead", Tag("tr", headings.Select((heading, column) => Tag($"th{Class(column)}", With("scope", "col"), heading)))),
            Tag("tbody", rows.Select(row => Tag("tr", row.Select(Cell))))));
    }

    /// <summary>A box that scrolls sideways, with the keyboard too.</summary>
    public static XElement Scroll(string name, XElement content) =>
        Tag("div.scroll", With("role", "group"), With("tabindex", "0"), With("aria-label", name), content);

    /// <summary>What is shown on demand.</summary>
    public static XElement Behind(string summary, params object?[] content) => Tag("details", Tag("summary", summary), content);

    /// <summary>A chart with its caption above.</summary>
    public static XElement Figure(object caption, XElement chart, string kind = "") =>
        Tag($"figure{kind}", Tag("figcaption", caption), chart);

    /// <summary>Pairs of a name and a value; those without a value are left out.</summary>
    public static XElement Facts(params (string Name, object? Value)[] facts) => Tag("dl.facts", facts.Where(fact => fact.Value is not null)
        .Select(fact => new object[] { Tag("dt", fact.Name), Tag("dd", fact.Value) }));
}
