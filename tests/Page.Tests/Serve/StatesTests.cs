using Microsoft.Playwright;

namespace MLNetUnlearning.Tests.Serve;

/// <summary>Every state of the page, on a phone, a tablet and a wide screen, light and dark. PAGE_PICTURES names a folder that gets
/// pictures of all of them.</summary>
[Collection(nameof(Browser))]
public sealed class StatesTests(Browser browser) : IDisposable
{
    private static readonly Form[] Forms = [.. Form.All.Where(form => !form.IsPaper)];

    private readonly ServedFolder place = new();
    private readonly List<string> found = [];

    [BrowserFact]
    public async Task Every_state_bars_nobody_and_fits_every_window()
    {
        var (_, address) = place.Serve();
        await using var visit = await browser.OpenServer(address);
        var page = visit.Page;
        await Look(visit, "start-empty");
        await page.Link("Runs").ClickAsync();
        await Look(visit, "runs-empty");
        await page.Link("Requests").ClickAsync();
        await Look(visit, "requests-empty");

        place.Draw(perClass: 40);
        place.Train();
        File.WriteAllLines(place.PathOf("people.csv"), Enumerable.Range(0, 90).Select(row =>
            $"p{row:D2},{20 + row % 50},{(row % 3 == 0 ? "monthly" : "yearly")},{(row % 3 == 0 ? "leaves" : "stays")}")
            .Prepend("id,age,contract,label"));
        place.Run("train", "people.csv", "--epochs", "5", "--threads", "1", "--output", "table.zip");
        place.Run("train", "synthetic", "--rows-per-class", "20", "--test-rows-per-class", "5", "--network", "SmallConvNet", "--width", "8",
            "--epochs", "8", "--batch", "16", "--threads", "1", "--output", "drawn.zip");
        place.Run("requests", "add", "--model", "model.zip", "--data", "photos", "--forget", "class:fox", "--who", "Anna");
        await page.Link("New").ClickAsync();
        await Look(visit, "start");
        await page.Begin();
        await Look(visit, "mark");
        await page.Button("fox 40").ClickAsync();
        await page.Mark("cat/01.png");
        await page.Mark("cat/04.png", "cat/11.png");
        await Look(visit, "mark-marked");
        await page.Locator("input[name=search]").FillAsync("nothing-like-this");
        await page.Button("Apply").ClickAsync();
        await Look(visit, "mark-nothing");
        await page.Link("show all").ClickAsync();
        await page.GetByText("A list of ids").ClickAsync();
        await page.Locator("textarea").FillAsync("cat/02.png\ncat/99.png");
        await page.Button("Mark these").ClickAsync();
        await Look(visit, "mark-list");
        await page.Button("Choose a method").ClickAsync();
        await Look(visit, "method");
        await page.GetByLabel("Who asked").FillAsync("Ben");
        await page.Button("Keep as a request").ClickAsync();
        await Look(visit, "requests");
        await page.Button("Carry out").Nth(1).ClickAsync();
        await page.Sees("44 pictures");
        await page.Start("AdversarialMinMax", comparesWithRetraining: true); // it takes long enough to be looked at
        await page.Sees("The loss, step by step");
        await Look(visit, "run", isAtWork: true);
        await page.Result();
        await Look(visit, "result");
        await page.Locator("input[name=picture]").SetInputFilesAsync(place.DrawOne("own.png", 2, 999));
        await page.Button("Try it").ClickAsync();
        await page.Sees("it for “");
        await Look(visit, "result-tried");
        await page.LoadUntil("retrained");
        await page.Button("Verify the record").ClickAsync();
        await page.Sees("The record is sound, and the files are those that it names.");
        await Look(visit, "result-verified");
        File.WriteAllText(place.PathOf("photos/cat/02.png"), "no picture");
        await page.Begin();
        await page.Mark("cat/05.png");
        await page.Start();
        await page.Sees("Failed.");
        await Look(visit, "run-failed");
        place.DrawOne("photos/cat/02.png", 0, 2);
        await page.Begin();
        await page.Mark("cat/07.png");
        await page.Button("fox 40").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(page.Locator("#count")).ToContainTextAsync("1 picture of 120 marked");
        await page.Button("Clear").ClickAsync();
        await page.Begin("drawn.zip", "Drawn pictures");
        await page.Button("disc 20").ClickAsync();
        await page.Start("GradientAscent", loss: "0");
        await page.Sees("Refused.");
        await Look(visit, "run-refused");
        await page.Locator("input[name=loss]").FillAsync("100");
        await page.Button("Allow that").ClickAsync();
        await page.Result();
        await page.Link("Runs").ClickAsync();
        await Look(visit, "runs");
        await page.Link("Requests").ClickAsync();
        await page.Sees("Done on");
        await Look(visit, "requests-done");
        await page.Begin();
        await page.Mark("cat/07.png");
        await page.Link("Requests").ClickAsync();
        await page.Button("Carry out").ClickAsync();
        await page.Sees("Other marks were there before");
        await Look(visit, "method-replaced");
        await page.Button("Bring the others back").ClickAsync();
        await page.Sees("1 picture of 120 marked");
        await page.Link("Requests").ClickAsync();
        await page.Link("Request 1: class fox").ClickAsync();
        await Look(visit, "request");
        await page.Unfold();
        await page.GetByLabel("New last day").FillAsync("2099-12-24");
        await page.GetByLabel("Why").First.FillAsync("many requests");
        await page.Button("Note more time").ClickAsync();
        await page.Sees("due 2099-12-24");
        await page.Unfold();
        await page.GetByLabel("Why").Last.FillAsync("there was nothing to forget");
        await page.Button("Withdraw the request").ClickAsync();
        await page.Sees("Withdrawn: there was nothing to forget");
        await page.Unfold();
        await page.Locator("input[name=what]").CheckAsync();
        await page.Button("Remove").ClickAsync();
        await page.Sees("Nothing of it can be changed any more.");
        await Look(visit, "request-closed");
        await page.Begin("table.zip", "people.csv");
        await Look(visit, "mark-table");
        await page.GotoAsync(new Uri(new Uri(page.Url), "/runs/999").AbsoluteUri);
        await Look(visit, "nothing-here");
        await using var stranger = await browser.OpenServer(new Uri(new Uri(page.Url), "/").AbsoluteUri);
        await Look(stranger, "closed");
        found.AddRange(visit.Offences.Where(offence => !offence.Contains("status of 40", StringComparison.Ordinal)));
        if (string.Join('\n', found) is { Length: > 0 } all) Assert.Fail(all);
    }

    public void Dispose() => place.Dispose();

    private async Task Look(Visit visit, string name, bool isAtWork = false)
    {
        foreach (var form in isAtWork ? [Forms[0], Forms[^1]] : Forms)
        {
            await visit.Take(form, isUnfolded: null);
            if (PicturesFactAttribute.Folder is { } folder)
                await visit.Page.ScreenshotAsync(new()
                {
                    Path = Path.Combine(folder, "serve", $"{name}-{form}.png"),
                    FullPage = !name.StartsWith("mark", StringComparison.Ordinal), // those pages have a hundred pictures
                });
            if (await visit.Beyond() is > 0 and var pixels) found.Add($"{name}, {form}: {pixels} pixels wider than the window");
            if (isAtWork) continue; // it changes while axe-core looks
            found.AddRange((await visit.Barriers()).Select(each => $"{name}, {form}: {each}"));
        }
        await visit.Take(new Form(1920), isUnfolded: isAtWork ? null : true);
        if (!isAtWork) found.AddRange((await visit.Barriers()).Select(each => $"{name}, unfolded: {each}"));
    }
}
