using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>The whole way through the page, as a person goes it.</summary>
[Collection(nameof(Browser))]
public sealed class JourneyTests(Browser browser) : IDisposable
{
    private readonly ServedFolder place = new();

    [BrowserFact]
    public async Task From_a_model_to_a_verified_record()
    {
        place.Draw(perClass: 20);
        place.Train();
        var (_, address) = place.Serve();
        await using var visit = await browser.OpenServer(address);
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on to marking" }).ClickAsync();
        await Assertions.Expect(page.Locator(".tile").First).ToContainTextAsync("%");
        await page.GetByText("cat/03.png").ClickAsync();
        await page.GetByText("cat/05.png").ClickAsync();
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync("2 pictures of 60 marked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose a method" }).ClickAsync();
        await page.GetByText("more methods").ClickAsync();
        await page.GetByText("Fine-tuning", new() { Exact = true }).ClickAsync();
        await page.GetByText("More settings").ClickAsync();
        await page.GetByLabel("Refuse a result").FillAsync("100");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start forgetting" }).ClickAsync();
        await page.Result();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify the record" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The record is sound, and the files are those that it names.")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = "Deletion record" }).ClickAsync());
        Assert.Contains("\"fine-tuning\"", await File.ReadAllTextAsync((await download.PathAsync())!));
        var report = await page.RunAndWaitForPopupAsync(() => page.Link("Read the whole report").ClickAsync());
        await Assertions.Expect(report.GetByText("Did it forget?").First).ToBeVisibleAsync();
        await report.CloseAsync();
        await page.Locator("input[name=picture]").SetInputFilesAsync(place.DrawOne("own.png", 0, 999));
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions.Expect(page.Locator(".tried")).ToContainTextAsync(new Regex("takes? it for"));
        Assert.Empty(visit.Offences);
    }

    public void Dispose() => place.Dispose();
}
