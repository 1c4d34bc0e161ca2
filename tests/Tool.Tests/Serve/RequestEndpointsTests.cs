using System.Net;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Requests on the page: kept, given more time, withdrawn, carried out, and rid of who asked.</summary>
[Collection(ToolTests.Name)]
public sealed class RequestEndpointsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-asked-").FullName;
    private readonly ServedTool tool;
    private bool isIn;

    public RequestEndpointsTests(Workplace place)
    {
        foreach (var name in new[] { "a.zip", "a.zip.key" }) File.Copy(place.PathOf(name), Path.Combine(folder, name));
        tool = new ServedTool(folder);
    }

    [Fact]
    public async Task A_request_gets_more_time_is_withdrawn_and_loses_who_asked()
    {
        var draft = await Marked("disc");
        await tool.Send($"{draft}/request", ("who", "Ada"), ("contact", "ada@example.org"), ("received", "2026-01-31"));
        var page = await tool.Page("/requests/1");
        foreach (var said in new[] { "Request 1: class disc", "Overdue, due 2026-02-28", "Ada", "ada@example.org", "until 2026-04-30" })
            Assert.Contains(said, page);
        Assert.Contains("choose a later day", await Refused("extend", ("until", "2026-02-01"), ("reason", "many")));
        Assert.Contains("is no day", await Refused("extend", ("until", "soon"), ("reason", "many")));
        Assert.Contains("why it takes longer", await Refused("extend", ("until", "2099-01-01")));
        await Done("extend", ("until", "2099-01-01"), ("reason", "many requests"));
        page = await tool.Page("/requests/1");
        Assert.Contains("Open, due 2099-01-01", page);
        Assert.Contains("many requests", page);
        Assert.Contains("needed until", await Refused("purge", ("what", "1")));
        Assert.Contains("why it is not carried out", await Refused("withdraw", ("reason", " ")));
        await Done("withdraw", ("reason", "Ada stays"));
        Assert.Contains("closed already", await Refused("withdraw", ("reason", "again")));
        Assert.Contains("Withdrawn: Ada stays", await tool.Page("/requests/1"));
        await Done("purge", ("what", "1"));
        page = await tool.Page("/requests/1");
        foreach (var gone in new[] { "ada@example.org", "class disc" }) Assert.DoesNotContain(gone, page);
        Assert.Contains("Nothing of it can be changed any more", page);
        Assert.Equal(HttpStatusCode.NotFound, (await tool.Client.GetAsync("/requests/2")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await tool.Client.GetAsync("/requests/1/purge")).StatusCode);
    }

    [Fact]
    public async Task Marks_that_a_request_takes_the_place_of_can_be_brought_back()
    {
        var draft = await Marked("disc");
        await tool.Send($"{draft}/request");
        await Marked("ring");
        var carried = await tool.Send("/requests/1/marks");
        var page = await tool.Page(carried.Headers.Location!.ToString());
        Assert.Contains("Other marks were there before", page);
        Assert.Contains("aria-pressed=\"true\"><span>disc", await tool.Page(draft));
        await tool.Send($"{draft}/marks", ("do", "undo"));
        var undone = await tool.Page(draft);
        Assert.Contains("aria-pressed=\"true\"><span>ring", undone);
        Assert.DoesNotContain("aria-pressed=\"true\"><span>disc", undone);
        await tool.Send($"{draft}/marks", ("do", "undo")); // and made again
        var again = await tool.Page((await tool.Send("/requests/1/marks")).Headers.Location!.ToString());
        Assert.DoesNotContain("Other marks were there before", again);
    }

    public void Dispose()
    {
        tool.Dispose();
        Repository.DeleteFolder(folder);
    }

    private async Task<string> Marked(string name)
    {
        if (!isIn) await tool.Enter();
        isIn = true;
        var draft = await tool.Begin("a.zip", "synthetic");
        await tool.Send($"{draft}/marks", ("do", "class"), ("name", name));
        return draft;
    }

    private async Task<string> Refused(string what, params (string, string)[] fields)
    {
        var answer = await tool.Send($"/requests/1/{what}", fields);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    private async Task Done(string what, params (string, string)[] fields) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await tool.Send($"/requests/1/{what}", fields)).StatusCode);
}
