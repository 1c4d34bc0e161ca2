using Microsoft.Playwright;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>The steps of the way, as a person takes them.</summary>
internal static class Steps
{
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>The heading of the page.</summary>
    public static ILocator Title(this IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>Chooses a model and its data, and waits until the model has answered for all rows.</summary>
    public static async Task Begin(this IPage page, string model = "model.zip", string data = "photos")
    {
        await page.Link("New").ClickAsync();
        await page.GetByText(model, new() { Exact = true }).ClickAsync();
        await page.GetByText(data, new() { Exact = true }).ClickAsync();
        await page.Button("Go on to marking").ClickAsync();
        await Assertions.Expect(page.Locator("select[name=answer]")).ToBeEnabledAsync();
    }

    /// <summary>Marks pictures by clicking them.</summary>
    public static async Task Mark(this IPage page, params string[] ids)
    {
        foreach (var id in ids) await page.Locator($".tile[title='{id}']").ClickAsync();
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync($"{ids.Length} ");
    }

    /// <summary>Chooses a method and what it may cost, and starts.</summary>
    public static async Task Start(this IPage page, string method = "FineTune", bool comparesWithRetraining = false, string loss = "100")
    {
        if (!page.Url.Contains("/method", StringComparison.Ordinal)) await page.Button("Choose a method").ClickAsync();
        await page.Unfold();
        await page.Locator($"input[name=method][value={method}]").CheckAsync();
        if (comparesWithRetraining) await page.Locator("input[name=retrain]").CheckAsync();
        await page.Locator("input[name=loss]").FillAsync(loss);
        await page.Button("Start forgetting").ClickAsync();
    }

    /// <summary>Opens all that is folded.</summary>
    public static Task Unfold(this IPage page) =>
        page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");

    /// <summary>Waits until a run has its result.</summary>
    public static Task Result(this IPage page) => Assertions.Expect(
        page.GetByRole(AriaRole.Heading, new() { Name = "The answers" })).ToBeVisibleAsync();

    /// <summary>Loads the page of a run again and again until a text is there.</summary>
    public static async Task LoadUntil(this IPage page, string text)
    {
        for (var attempt = 0; ; attempt++)
        {
            await page.GotoAsync(new Uri(page.Url).AbsolutePath is var path && path.EndsWith("/try", StringComparison.Ordinal)
                ? new Uri(new Uri(page.Url), path[..^4]).AbsoluteUri : page.Url);
            if (await page.GetByText(text, new() { Exact = true }).CountAsync() > 0) return;
            if (attempt == 100) Assert.Fail($"“{text}” did not come.");
            await Task.Delay(300);
        }
    }

    /// <summary>Waits for a text.</summary>
    public static Task Sees(this IPage page, string text) =>
        Assertions.Expect(page.GetByText(text).First).ToBeVisibleAsync();
}
