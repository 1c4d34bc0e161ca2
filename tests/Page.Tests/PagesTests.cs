namespace MLNetUnlearning.Tests;

/// <summary>Every page in a browser, in every form.</summary>
[Collection(nameof(Browser))]
public sealed class PagesTests(Browser browser)
{
    /// <summary>Those of one kind are made alike: one of each is examined in every form and printed, the others are examined in one form of
    /// each sort.</summary>
    private static readonly string[] Examined = ["report", "comparison", "record", "verification"];
    private static readonly Form[] Few = [new(360), new(1920, IsDark: true), Form.Paper];

    public static TheoryData<string> Pages => new(PlantedPages.Names());

    public static TheoryData<string> OneOfEachKind => new(Examined);

    [BrowserTheory, MemberData(nameof(Pages))]
    public async Task A_page_bars_nobody(string name)
    {
        await using var visit = await browser.Open(name);
        var found = new List<string>();
        foreach (var form in Examined.Contains(name) ? Form.All : Few)
        {
            await visit.Take(form);
            found.AddRange((await visit.Barriers()).Select(each => $"{form}: {each}"));
        }
        AreNone(found);
    }

    [BrowserTheory, MemberData(nameof(Pages))]
    public async Task It_fits_every_window_and_asks_for_nothing(string name)
    {
        await using var visit = await browser.Open(name);
        var found = new List<string>();
        foreach (var form in Form.All)
        {
            await visit.Take(form);
            if (await visit.Beyond() is > 0 and var pixels) found.Add($"{form}: {pixels} pixels wider than the window");
        }
        AreNone(found.Concat(visit.Offences));
    }

    [BrowserTheory, MemberData(nameof(Pages))]
    public async Task Without_scripts_every_text_is_there(string name)
    {
        await using var with = await browser.Open(name);
        await using var without = await browser.Open(name, hasScripts: false);
        var (text, expected) = (await Text(without), await Text(with));
        Assert.True(text.Length > 300);
        Assert.Equal(expected, text);
        Assert.Empty(without.Offences);

        static Task<string> Text(Visit visit) => visit.Page.Locator("body").InnerTextAsync();
    }

    [BrowserTheory, MemberData(nameof(OneOfEachKind))]
    public async Task It_prints_on_sheets_of_A4(string name)
    {
        await using var visit = await browser.Open(name);
        var pdf = await visit.Page.PdfAsync(new() { PreferCSSPageSize = true });
        Assert.Matches(@"/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]", System.Text.Encoding.Latin1.GetString(pdf));
    }

    private static void AreNone(IEnumerable<string> offences)
    {
        if (string.Join('\n', offences) is { Length: > 0 } all) Assert.Fail(all);
    }
}
