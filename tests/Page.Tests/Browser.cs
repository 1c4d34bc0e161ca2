using Microsoft.Playwright;

namespace MLNetUnlearning.Tests;

/// <summary>The system's Chromium, started once for all tests. Playwright's own browsers are never fetched.</summary>
public sealed class Browser : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private IPlaywright? playwright;
    private IBrowser? chromium;

    /// <summary>The program: the one that CHROMIUM names, or the first that is found; null: there is none.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
        ? named
        : new[] { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable" }
            .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
                .Select(folder => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Path is null) return;
        Assertions.SetDefaultExpectTimeout(90_000); // milliseconds: other tests may have the cores meanwhile
        playwright = await Playwright.CreateAsync();
        // Root may not start Chromium's sandbox. It opens nothing but our own pages.
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, ChromiumSandbox = false });
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
        folder.Dispose();
    }

    /// <summary>Opens a planted page as a reader does who got the file.</summary>
    public async Task<Visit> Open(string name, bool hasScripts = true)
    {
        var file = folder.File(name + ".html");
        if (!File.Exists(file)) File.WriteAllText(file, PlantedPages.Of(name));
        return await OpenFile(file, hasScripts);
    }

    /// <summary>Opens the page of a server with its token, in a browser that knows nothing yet.</summary>
    public async Task<Visit> OpenServer(string address, bool hasScripts = true)
    {
        var context = await chromium!.NewContextAsync(new() { JavaScriptEnabled = hasScripts, AcceptDownloads = true });
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.BeginAt(new Uri(address));
        await visit.Page.WaitForURLAsync(url => !url.Contains("token=", StringComparison.Ordinal));
        return visit;
    }

    /// <summary>Opens a page from a file.</summary>
    public async Task<Visit> OpenFile(string file, bool hasScripts = true)
    {
        var context = await chromium!.NewContextAsync(new() { JavaScriptEnabled = hasScripts });
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Begin(new Uri(file).AbsoluteUri);
        return visit;
    }
}

/// <summary>Tests that look at pages by one browser, one after the other.</summary>
[CollectionDefinition(nameof(Browser))]
public sealed class BrowserTests : ICollectionFixture<Browser>;

/// <summary>How a page is looked at.</summary>
/// <param name="Width">The width of the window, in pixels.</param>
/// <param name="IsDark">Whether the reader wants dark pages.</param>
/// <param name="IsPaper">Whether it is as on paper.</param>
public sealed record Form(int Width, bool IsDark = false, bool IsPaper = false)
{
    /// <summary>A sheet of A4 less two margins of 14 mm, at 96 pixels an inch.</summary>
    public static Form Paper { get; } = new(688, IsPaper: true);

    /// <summary>A phone, a tablet and a wide screen, light and dark, and a sheet of A4.</summary>
    public static IReadOnlyList<Form> All { get; } =
    [
        .. new[] { 360, 768, 1920 }.SelectMany(width => new[] { new Form(width), new Form(width, IsDark: true) }),
        Paper,
    ];

    public int Height => Width < 600 ? 740 : 1080;

    /// <summary>Such as "360-dark".</summary>
    public override string ToString() => IsPaper ? "paper" : $"{Width}-{(IsDark ? "dark" : "light")}";
}

/// <summary>A test that needs a browser. Without one it is reported as skipped.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = NoBrowser.Reason!;
}

/// <inheritdoc cref="BrowserFactAttribute"/>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = NoBrowser.Reason!;
}

internal static class NoBrowser
{
    public static string? Reason { get; } =
        Browser.Path is null ? "There is no Chromium on the PATH, and CHROMIUM names none: apt-get install chromium." : null;
}
