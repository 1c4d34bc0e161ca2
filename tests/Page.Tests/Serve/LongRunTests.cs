using Microsoft.Playwright;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>Runs that take a while: they are watched, ended, and outlive tabs and servers.</summary>
[Collection(nameof(Browser))]
public sealed class LongRunTests : IDisposable
{
    private const int Epochs = 300; // retraining takes some seconds

    private readonly Browser browser;
    private readonly ServedFolder place = new();

    public LongRunTests(Browser browser)
    {
        this.browser = browser;
        if (Browser.Path is null) return;
        place.Draw(perClass: 20);
        place.Train(epochs: Epochs);
    }

    [BrowserFact]
    public async Task A_run_is_watched_cancelled_and_goes_on_after_the_tab_was_closed()
    {
        var (_, address) = place.Serve();
        await using var visit = await browser.OpenServer(address);
        await visit.Page.Begin();
        await visit.Page.Mark("cat/01.png");
        await visit.Page.Start("Retrain");
        await visit.Page.Sees("The loss, step by step");
        var first = await Share(visit.Page);
        await Assertions.Expect(visit.Page.Locator("progress")).Not.ToHaveAttributeAsync("value", first);
        await visit.Page.Button("Cancel").ClickAsync();
        await visit.Page.Sees("Cancelled");
        await visit.Page.Button("Go on from where it was").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("progress")).ToBeVisibleAsync();
        await using var later = await visit.AnotherTab(new Uri(visit.Page.Url));
        await visit.Page.CloseAsync();
        await later.Page.Result();
        Assert.Empty(visit.Offences.Concat(later.Offences));
    }

    [BrowserFact]
    public async Task A_run_outlives_a_server_that_is_killed_and_the_next_one_shows_it()
    {
        var (server, address) = place.Serve();
        await using var visit = await browser.OpenServer(address);
        await visit.Page.Begin();
        await visit.Page.Mark("cat/01.png");
        await visit.Page.Start("Retrain");
        await visit.Page.Sees("The loss, step by step");
        var run = new Uri(visit.Page.Url).AbsolutePath;
        ServedFolder.Kill(server);
        await visit.Page.Sees("The tool does not answer.");
        var (_, next) = place.Serve();
        await using var again = await browser.OpenServer(next);
        await again.Page.Link("Runs").ClickAsync();
        await again.Page.GotoAsync(new Uri(new Uri(next), run).AbsoluteUri);
        await again.Page.Result();
        Assert.Empty(again.Offences);
    }

    [BrowserFact]
    public async Task Two_tabs_keep_each_others_marks_and_their_runs_take_turns()
    {
        var (_, address) = place.Serve();
        await using var first = await browser.OpenServer(address);
        await first.Page.Begin();
        await using var second = await first.AnotherTab(new Uri(first.Page.Url));
        await first.Page.Mark("cat/01.png");
        await second.Page.Locator(".tile[title='dog/02.png']").ClickAsync();
        await Assertions.Expect(second.Page.Locator("#count")).ToContainTextAsync("2 pictures");
        await first.Page.ReloadAsync();
        await Assertions.Expect(first.Page.Locator("#count")).ToContainTextAsync("2 pictures");
        await first.Page.Start("Retrain");
        await first.Page.Sees("The loss, step by step");
        await second.Page.ReloadAsync();
        await second.Page.Mark("fox/03.png");
        await second.Page.Start("GradientAscent");
        await second.Page.Sees("uses the cores");
        await Assertions.Expect(second.Page.Locator(".busy")).ToContainTextAsync("is at work");
        await second.Page.Result();
        await first.Page.Result();
        Assert.Empty(first.Offences.Concat(second.Offences));
    }

    public void Dispose() => place.Dispose();

    private static async Task<string> Share(IPage page) => (await page.Locator("progress").GetAttributeAsync("value"))!;
}
