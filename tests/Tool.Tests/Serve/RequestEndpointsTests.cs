using System.Net;
using MLNetUnlearning.Tool.Register;

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
        await Done("extend", ("until", "2909-01-01"), ("reason", "a slip of the hand"));
        Assert.Contains("allows an extension by 2 further months", await tool.Page("/requests/1"));
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
        foreach (var gone in new[] { "ada@example.org", "class disc", "Ada stays", "many requests" }) Assert.DoesNotContain(gone, page);
        Assert.Contains("Nothing of it can be changed any more", page);
        Assert.Equal(HttpStatusCode.NotFound, (await tool.Client.GetAsync("/requests/2")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await tool.Client.GetAsync("/requests/1/purge")).StatusCode);
    }

    [Fact]
    public async Task A_form_that_is_sent_several_times_at_once_keeps_one_request()
    {
        var draft = await Marked("disc");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tool.Send($"{draft}/request", ("who", "Ada"))));
        Assert.Single(answers, answer => answer.Headers.Location!.ToString() == "/requests");
        Assert.Equal(3, answers.Count(answer => answer.Headers.Location!.ToString() == draft)); // nothing is marked there any more
        Assert.Contains("Ada", await tool.Page("/requests/1"));
        Assert.Equal(HttpStatusCode.NotFound, (await tool.Client.GetAsync("/requests/2")).StatusCode);
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

    [Fact]
    public async Task A_request_can_be_carried_out_by_a_model_that_was_made_of_its_own()
    {
        var draft = await Marked("disc");
        await tool.Send($"{draft}/request");
        foreach (var name in new[] { "b.zip", "c.zip" })
        {
            File.Copy(Path.Combine(folder, "a.zip"), Path.Combine(folder, name));
            File.Copy(Path.Combine(folder, "a.zip.key"), Path.Combine(folder, name + ".key"));
        }
        using (var database = Database.Open(Path.Combine(folder, Database.DefaultFile)))
            foreach (var (from, to) in new[] { ("a.zip", "b.zip"), ("b.zip", "c.zip") })
            {
                var runs = new RunRegister(database);
                var (original, made) = (Path.Combine(folder, from), Path.Combine(folder, to));
                string[] words = from == "a.zip" // in a shell people write less
                    ? ["unlearn", "--model", original, "--data", "synthetic", "--output", made]
                    : ["unlearn", original, "--data", "synthetic", "-o", made];
                var run = runs.Note("unlearn", words, []); // a run of the queue would be begun by the server
                for (var attempt = 0; !runs.TryBegin(run); attempt++) // the server may have the model answer just now
                {
                    Assert.True(attempt < 1200, "another run has the cores");
                    await Task.Delay(50);
                }
                runs.End(run, ExitCode.Success, null, null, []);
            }
        var page = await tool.Page((await tool.Send("/requests/1/marks")).Headers.Location!.ToString());
        Assert.Contains("Have c.zip forget these instead", page);
        Assert.DoesNotContain("Have b.zip", page);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await tool.Send($"{draft}/move", ("model", "b.zip"), ("request", "1"))).StatusCode);
        var moved = (await tool.Send($"{draft}/move", ("model", "c.zip"), ("request", "1"))).Headers.Location!.ToString();
        page = await tool.Page(moved);
        Assert.Contains("with 1 whole class", page);
        Assert.Contains("value=\"1\" selected", page);
        Assert.DoesNotContain("has forgotten something already", page);
        var left = await tool.Client.GetAsync($"{draft}/method");
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode); // nothing is marked there any more
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
