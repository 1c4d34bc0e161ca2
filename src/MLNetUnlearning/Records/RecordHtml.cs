using System.Net;
using System.Text;

namespace MLNetUnlearning.Records;

/// <summary>A cell of a table, as encoded HTML.</summary>
internal sealed record Cell(string Html, string Class)
{
    public static Cell Text(string text) => new(WebUtility.HtmlEncode(text), "");

    public static Cell Number(string text) => new(WebUtility.HtmlEncode(text), "number");

    public static Cell Code(string text) => new(WebUtility.HtmlEncode(text), "code");

    /// <summary>The interval and the value of a figure on a line, and the reference as a ring. The numbers stand beside it.</summary>
    public static Cell Range(FigurePart figure)
    {
        var largest = figure.Unit == "" ? 1 : 100;
        string At(double value) => (100 * Math.Clamp(value / largest, 0, 1) + 6).ToString("0.#", CultureInfo.InvariantCulture);
        var interval = figure is { Lower: { } lower, Upper: { } upper }
            ? $"""<line class="interval" x1="{At(lower)}" x2="{At(upper)}" y1="8" y2="8"/>""" : "";
        var ring = figure.Reference is { } known ? $"""<circle class="ring" cx="{At(known)}" cy="8" r="5"/>""" : "";
        return new(
            $"""<svg viewBox="0 0 112 16" width="112" height="16" aria-hidden="true"><line class="axis" x1="6" x2="106" y1="8" y2="8"/>"""
            + $"""{interval}{ring}<circle class="dot" cx="{At(figure.Value)}" cy="8" r="3"/></svg>""", "range");
    }
}

/// <summary>Writes a page of headings, facts, lists and tables. Every text is encoded here and nowhere else.</summary>
internal sealed class RecordHtml
{
    private const string Style = """
        :root{color-scheme:light dark;
        --paper:#fff;--ink:#1c2024;--soft:#5b636c;--line:#d9dee3;--fill:#f4f6f8;--accent:#0b5a8a}
        @media(prefers-color-scheme:dark){:root{
        --paper:#15181b;--ink:#e6e9ec;--soft:#a3adb7;--line:#343b42;--fill:#1e2327;--accent:#7cc4f2}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
        h1,p,li,dd{overflow-wrap:anywhere}
        h1{font-size:2rem;line-height:1.2;margin:0}
        h2{font-size:1.15rem;margin:2.5rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--line)}
        .kicker{margin:0;color:var(--accent);font-weight:600}
        .lead{font-size:1.15rem;margin:.25rem 0 1rem}
        .statement{background:var(--fill);border-left:4px solid var(--accent);padding:.75rem 1rem;margin:1rem 0 1.5rem;font-weight:600}
        dl{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:.35rem 1.5rem;margin:0}
        dt{color:var(--soft)} dd{margin:0}
        .scroll{overflow-x:auto;margin:0 0 1rem}
        table{border-collapse:collapse;width:100%;font-size:.93rem}
        caption{text-align:left;font-weight:600;padding:.5rem 0}
        th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        thead th{color:var(--soft);font-weight:600;white-space:nowrap}
        tbody th{font-weight:400;min-width:11rem}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.8rem;overflow-wrap:anywhere;min-width:12rem}
        .note{color:var(--soft);font-size:.93rem}
        .axis{stroke:var(--line);stroke-width:2} .interval{stroke:var(--accent);stroke-width:4} .dot{fill:var(--ink)}
        .ring{fill:none;stroke:var(--ink);stroke-width:1.5}
        @media(max-width:36rem){dl{grid-template-columns:1fr;gap:0} dd{margin-bottom:.6rem} h1{font-size:1.6rem}}
        @media print{@page{size:A4;margin:16mm} body{font-size:10.5pt} main{padding:0;max-width:none} .scroll{overflow:visible}
        tr,dl>*,.statement{break-inside:avoid} h2,caption{break-after:avoid}
        :root{--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--fill:#f2f2f2;--accent:#0b5a8a}}
        """;

    private readonly StringBuilder body = new();

    public void Open(string tag) => body.Append(CultureInfo.InvariantCulture, $"<{tag}>\n");

    public void Close(string tag) => body.Append(CultureInfo.InvariantCulture, $"</{tag}>\n");

    public void Element(string tag, string text, string className = "") =>
        body.Append(CultureInfo.InvariantCulture, $"<{tag}{ClassOf(className)}>{WebUtility.HtmlEncode(text)}</{tag}>\n");

    public void Section(string heading, Action content)
    {
        Open("section");
        Element("h2", heading);
        content();
        Close("section");
    }

    public void Facts(params IEnumerable<(string Name, string Value)> facts)
    {
        Open("dl");
        foreach (var (name, value) in facts)
        {
            Element("dt", name);
            Element("dd", value);
        }
        Close("dl");
    }

    public void List(IReadOnlyList<string> items, string className = "")
    {
        if (items.Count == 0) return;
        body.Append(CultureInfo.InvariantCulture, $"<ul{ClassOf(className)}>\n");
        foreach (var item in items) Element("li", item);
        Close("ul");
    }

    /// <summary>A table that scrolls in its own box where the page is narrow. The first cell of a row is its heading. A heading of a column
    /// without a text is that of a picture.</summary>
    public void Table(string caption, string[] headings, IEnumerable<Cell[]> rows)
    {
        body.Append(CultureInfo.InvariantCulture, $"""<div class="scroll" tabindex="0" role="region" aria-label="{Encoded(caption)}">""");
        body.Append(CultureInfo.InvariantCulture, $"<table><caption>{Encoded(caption)}</caption>\n<thead><tr>");
        var all = rows.ToArray();
        foreach (var (column, heading) in headings.Index())
            body.Append(heading == ""
                ? """<td class="range"></td>"""
                : $"""<th scope="col"{ClassOf(all.Any(row => row[column].Class == "number") ? "number" : "")}>{Encoded(heading)}</th>""");
        body.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in all)
        {
            body.Append(CultureInfo.InvariantCulture, $"""<tr><th scope="row">{row[0].Html}</th>""");
            foreach (var cell in row.Skip(1)) body.Append(CultureInfo.InvariantCulture, $"<td{ClassOf(cell.Class)}>{cell.Html}</td>");
            body.Append("</tr>\n");
        }
        body.Append("</tbody></table></div>\n");
    }

    /// <summary>The whole page.</summary>
    public string ToDocument(string title) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>{Encoded(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        {body}</main>
        </body>
        </html>

        """.ReplaceLineEndings("\n");

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private static string ClassOf(string name) => name == "" ? "" : $" class=\"{name}\"";
}
