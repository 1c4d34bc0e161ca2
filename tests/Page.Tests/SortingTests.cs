using Microsoft.Playwright;

namespace MLNetUnlearning.Tests;

/// <summary>The table of a comparison in the hands of a reader.</summary>
[Collection(nameof(Browser))]
public sealed class SortingTests(Browser browser)
{
    private static readonly string[] ByUnlearningAccuracy =
        ["original", "fine-tune", "random labels", "retrain", "adversarial min-max", "NegGrad+", "boundary shrink", "gradient ascent"];

    [BrowserFact]
    public async Task A_click_on_a_heading_sorts_by_its_numbers_and_the_next_one_turns_the_order()
    {
        await using var visit = await browser.Open("comparison");
        var table = visit.Page.Locator("table.sortable").First;
        await Heading(table, "UA").ClickAsync();
        Assert.Equal(ByUnlearningAccuracy, await Methods(table));
        Assert.Equal("ascending", await Order(table, "UA"));
        await Heading(table, "UA").ClickAsync();
        Assert.Equal(ByUnlearningAccuracy.Reverse(), await Methods(table));
        Assert.Equal("descending", await Order(table, "UA"));
        Assert.Empty(visit.Offences);
    }

    [BrowserFact]
    public async Task The_keyboard_alone_sorts_too_and_the_focus_is_seen()
    {
        await using var visit = await browser.Open("comparison");
        var table = visit.Page.Locator("table.sortable").First;
        await Heading(table, "method").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.StartsWith("UA", await visit.Page.Locator("*:focus").TextContentAsync());
        Assert.Equal("3px", await visit.Page.Locator("*:focus").EvaluateAsync<string>("each => getComputedStyle(each).outlineWidth"));
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(ByUnlearningAccuracy, await Methods(table));
        await visit.Page.Keyboard.PressAsync("Shift+Tab");
        await visit.Page.Keyboard.PressAsync("Space");
        Assert.Equal(ByUnlearningAccuracy.Order(StringComparer.OrdinalIgnoreCase), await Methods(table));
        Assert.Null(await Order(table, "UA"));
        Assert.Equal("ascending", await Order(table, "method"));
    }

    [BrowserFact]
    public async Task Each_table_is_sorted_alone()
    {
        await using var visit = await browser.Open("comparison");
        var tables = visit.Page.Locator("table.sortable");
        Assert.Equal(2, await tables.CountAsync());
        var before = await Methods(tables.Nth(1));
        await Heading(tables.First, "UA").ClickAsync();
        Assert.Equal(before, await Methods(tables.Nth(1)));
    }

    private static ILocator Heading(ILocator table, string name) =>
        table.Locator("thead").GetByRole(AriaRole.Button, new() { Name = name });

    private static Task<string?> Order(ILocator table, string name) =>
        table.Locator("thead th").Filter(new() { HasText = name }).First.GetAttributeAsync("aria-sort");

    private static Task<IReadOnlyList<string>> Methods(ILocator table) => table.Locator("tbody th").AllInnerTextsAsync();
}
