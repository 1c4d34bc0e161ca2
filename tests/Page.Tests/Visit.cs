using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace MLNetUnlearning.Tests;

/// <summary>An open page, and what it did that no page may do.</summary>
public sealed class Visit(IBrowserContext context, IPage page) : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());
    private readonly ConcurrentQueue<string> offences = [];

    public IPage Page => page;

    /// <summary>Goes to the page. Whatever it asks for but itself is refused and noted, and so are its errors.</summary>
    public Task Begin(string address) => Begin(address, url => url == address);

    /// <summary>Goes to a page of a server, and follows it within the server.</summary>
    public async Task BeginAt(Uri server)
    {
        var origin = server.GetLeftPart(UriPartial.Authority) + "/";
        await Begin(server.AbsoluteUri, url => url.StartsWith(origin, StringComparison.Ordinal));
    }

    /// <summary>Has another tab of the same browser, which is watched as this one is.</summary>
    public async Task<Visit> AnotherTab(Uri server)
    {
        var other = new Visit(context, await context.NewPageAsync()) { isWithin = isWithin };
        other.Watch();
        await other.Page.GotoAsync(server.AbsoluteUri);
        return other;
    }

    private Func<string, bool> isWithin = _ => false;

    private async Task Begin(string address, Func<string, bool> within)
    {
        isWithin = within;
        Watch();
        await context.RouteAsync("**/*", route => within(route.Request.Url) ? route.ContinueAsync() : route.AbortAsync());
        await page.GotoAsync(address);
    }

    private void Watch()
    {
        page.Request += (_, request) =>
        {
            if (!isWithin(request.Url) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                offences.Enqueue($"asked for {request.Url}");
        };
        page.Console += (_, message) => offences.Enqueue($"console, {message.Type}: {message.Text}");
        page.PageError += (_, error) => offences.Enqueue($"error: {error}");
    }

    /// <summary>Looks at the page in another form. What is shown on demand is opened, or left as it
    /// is where that is null, but on paper there is none of it.</summary>
    public async Task Take(Form form, bool? isUnfolded = true)
    {
        await page.SetViewportSizeAsync(form.Width, form.Height);
        await page.EmulateMediaAsync(new()
        {
            Media = form.IsPaper ? Media.Print : Media.Screen,
            ColorScheme = form.IsDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        if (isUnfolded is not null || form.IsPaper) await page.EvaluateAsync(
            "open => document.querySelectorAll('details').forEach(each => each.open = open)", isUnfolded == true && !form.IsPaper);
    }

    /// <summary>What it asked for but itself, and its errors.</summary>
    public IReadOnlyCollection<string> Offences => offences;

    /// <summary>What axe-core finds amiss, one line for each element.</summary>
    public async Task<IReadOnlyList<string>> Barriers()
    {
        if (!await page.EvaluateAsync<bool>("!!window.axe")) await page.EvaluateAsync(Axe.Value);
        return await page.EvaluateAsync<string[]>("""
            async () => {
              const result = await axe.run(document, { resultTypes: ["violations"] });
              if (result.passes.length < 10) return [`axe-core looked at ${result.passes.length} rules only`];
              return result.violations.flatMap(rule => rule.nodes.map(
                node => `${rule.id}: ${rule.help}: ${node.target}: ${node.html.slice(0, 200)}`));
            }
            """);
    }

    /// <summary>How far the page is wider than its window, in pixels. What scrolls in a box of its own does not count.</summary>
    public Task<double> Beyond() => page.EvaluateAsync<double>(
        "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
