using Microsoft.Playwright;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>The whole way by the keyboard alone, without scripts, and with names that are meant to do harm.</summary>
[Collection(nameof(Browser))]
public sealed class OtherWaysTests : IDisposable
{
    private const string Hostile = "<img src=x onerror=\"document.title='taken'\">'&";

    private readonly Browser browser;
    private readonly ServedFolder place = new();

    public OtherWaysTests(Browser browser)
    {
        this.browser = browser;
        if (Browser.Path is null) return;
        place.Draw(perClass: 8);
        place.DrawOne(Path.Combine("photos", Hostile, Hostile + ".png"), 0, 901);
        for (var at = 0; at < 6; at++) place.DrawOne(Path.Combine("photos", Hostile, $"\u202E{at}.png"), 2, 910 + at);
        place.Train();
    }

    [BrowserFact]
    public async Task The_keyboard_alone_leads_from_a_model_to_its_result()
    {
        var (_, address) = place.Serve();
        await using var visit = await browser.OpenServer(address);
        var page = visit.Page;
        await Reach(page, "button.primary");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("select[name=answer]")).ToBeEnabledAsync();
        await Reach(page, "input[name=mark][value='cat/02.png']");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync("1 picture");
        await Reach(page, ".dock button.primary");
        await page.Keyboard.PressAsync("Enter");
        await page.Sees("How it forgets");
        await Reach(page, "input[name=method]");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("input[name=method][value=Retrain]")).ToBeCheckedAsync();
        await Reach(page, ".choice button.primary");
        await page.Keyboard.PressAsync("Enter");
        await page.Result();
        await Reach(page, "a[href$='/files/model']");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        Assert.Equal("model.unlearned.zip", download.SuggestedFilename);
        Assert.Empty(visit.Offences);
    }

    [BrowserFact]
    public async Task Without_scripts_the_way_is_the_same()
    {
        var (_, address) = place.Serve();
        await using var visit = await browser.OpenServer(address, hasScripts: false);
        var page = visit.Page;
        await page.Button("Go on to marking").ClickAsync();
        await page.Locator("input[name=mark][value='dog/03.png']").CheckAsync();
        await page.Button("Keep the marks of this page").ClickAsync();
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync("1 picture");
        await page.Locator("input[name=mark][value='dog/04.png']").CheckAsync();
        await page.Button("Choose a method").ClickAsync();
        await page.Sees("2 pictures");
        await page.GetByText("More settings").ClickAsync();
        await page.Locator("input[name=loss]").FillAsync("100");
        await page.Button("Start forgetting").ClickAsync();
        await page.Result(); // the page loads itself anew
        Assert.Empty(visit.Offences);
    }

    [BrowserFact]
    public async Task Names_that_are_meant_to_do_harm_are_shown_marked_and_forgotten()
    {
        var (_, address) = place.Serve();
        await using var visit = await browser.OpenServer(address);
        var page = visit.Page;
        await page.Begin();
        await page.Locator("select[name='class']").SelectOptionAsync(Hostile);
        await page.Button("Apply").ClickAsync();
        await Assertions.Expect(page.Locator(".tile img")).ToHaveCountAsync(7);
        await page.Locator(".tile").First.ClickAsync();
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync("1 picture");
        await page.Locator($"input[name=name][value=\"{Hostile.Replace("\"", "\\\"", StringComparison.Ordinal)}\"] + button").ClickAsync();
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync("7 pictures of 31 marked, with 1 whole class");
        await page.Start();
        await page.Result();
        await Assertions.Expect(page.Locator(".eyebrow")).ToContainTextAsync(Hostile);
        await page.Link("Runs").ClickAsync();
        Assert.StartsWith("Runs", await page.TitleAsync());
        Assert.Empty(visit.Offences);
    }

    public void Dispose() => place.Dispose();

    /// <summary>Presses the tab key until an element has the focus.</summary>
    private static async Task Reach(IPage page, string selector)
    {
        for (var press = 0; press < 300; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector)) return;
        }
        Assert.Fail($"The tab key does not lead to {selector}.");
    }
}
