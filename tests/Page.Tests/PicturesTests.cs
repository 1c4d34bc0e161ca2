namespace MLNetUnlearning.Tests;

/// <summary>Pictures of the pages, for people to look at. PAGE_PICTURES names the folder that they are written to; pages that lie there are
/// photographed too.</summary>
[Collection(nameof(Browser))]
public sealed class PicturesTests(Browser browser)
{
    private static readonly string[] Shown =
        ["report", "report-of-ten-classes", "report-of-a-hundred-classes", "comparison", "record", "verification-that-fails"];

    [PicturesFact]
    public async Task Pages_are_photographed_in_every_form()
    {
        var folder = PicturesFactAttribute.Folder!;
        var own = Directory.GetFiles(folder, "*.html");
        foreach (var (name, open) in Shown.Select(name => (name, browser.Open(name)))
            .Concat(own.Select(file => (Path.GetFileNameWithoutExtension(file), browser.OpenFile(file)))))
        {
            await using var visit = await open;
            foreach (var form in Form.All.Where(form => !form.IsPaper))
            {
                await visit.Take(form, isUnfolded: false);
                await visit.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder, $"{name}-{form}.png") });
            }
            await visit.Take(Form.Paper);
            await visit.Page.PdfAsync(new() { PreferCSSPageSize = true, Path = Path.Combine(folder, $"{name}.pdf") });
            Assert.True(File.Exists(Path.Combine(folder, $"{name}.pdf")));
        }
    }
}

/// <summary>A test that writes pictures where it is asked to, and is reported as skipped otherwise.</summary>
internal sealed class PicturesFactAttribute : FactAttribute
{
    public PicturesFactAttribute() =>
        Skip = NoBrowser.Reason ?? (Folder is null ? "PAGE_PICTURES names no folder to write pictures of the pages to." : null!);

    /// <summary>The folder; null: nobody asks for pictures.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("PAGE_PICTURES") is { Length: > 0 } folder
        ? Path.GetFullPath(folder) : null;
}
