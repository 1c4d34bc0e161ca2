using Microsoft.Playwright;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>The pictures in docs/serve.md: PAGE_PICTURES names the folder that they are written to.</summary>
[Collection(nameof(Browser))]
public sealed class ServePicturesTests(Browser browser) : IDisposable
{
    private readonly ServedFolder place = new();

    [PicturesFact]
    public async Task The_way_is_photographed()
    {
        Directory.CreateDirectory(place.PathOf("evaluation"));
        place.Run(
            "train", "synthetic", "--rows-per-class", "60", "--network", "SmallConvNet", "--width", "16", "--epochs", "30", "--output",
            "evaluation/shapes.zip");
        var (_, address) = place.Serve("evaluation");
        await using var visit = await browser.OpenServer(address);
        var page = visit.Page;
        await Take(visit, "start");
        await page.Begin("shapes.zip", "Drawn pictures");
        foreach (var at in new[] { 1, 4, 8, 9, 15 }) await page.Locator(".tile").Nth(at).ClickAsync();
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Take(visit, "mark");
        await page.Button("Clear").ClickAsync();
        await page.Locator(".toggle", new() { HasText = "moon" }).ClickAsync();
        await page.Button("Choose a method").ClickAsync();
        await Take(visit, "method");
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        await page.Locator("input[name=method][value=AdversarialMinMax]").CheckAsync();
        await page.Locator("input[name=loss]").FillAsync("100");
        await page.Locator("input[name=retrain]").CheckAsync();
        await page.Button("Start forgetting").ClickAsync();
        await page.Sees("The attacker is right");
        await page.Sees("The loss, step by step");
        await Take(visit, "run");
        await page.Result();
        await page.LoadUntil("retrained");
        await Take(visit, "result");
        await visit.Take(new Form(1280, IsDark: true), isUnfolded: null);
        await page.ScreenshotAsync(new() { Path = Path.Combine(PicturesFactAttribute.Folder!, "serve-result-dark.png") });
        Assert.Empty(visit.Offences);
    }

    public void Dispose() => place.Dispose();

    private static async Task Take(Visit visit, string name)
    {
        await visit.Take(new Form(1280), isUnfolded: null);
        await visit.Page.SetViewportSizeAsync(1280, 800);
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(PicturesFactAttribute.Folder!, $"serve-{name}.png") });
    }
}
