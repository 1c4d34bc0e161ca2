using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>Who gets to see the page, what it can be made to do, and what it can be made to show.</summary>
public sealed partial class SecurityTests : IDisposable
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'&";

    private static readonly Lazy<(byte[] Zip, byte[] Key)> Model = new(Trained);

    private readonly string outside = Directory.CreateTempSubdirectory("tool-outside-").FullName;
    private readonly string folder = Directory.CreateTempSubdirectory("tool-serve-").FullName;

    public SecurityTests()
    {
        Pictures.WriteFolder(Path.Combine(folder, "photos"), 3);
        File.WriteAllBytes(Path.Combine(folder, "a.zip"), Model.Value.Zip);
        File.WriteAllBytes(Path.Combine(folder, "a.zip.key"), Model.Value.Key);
    }

    [Fact]
    public async Task A_token_opens_the_page_once_and_without_a_session_nothing_is_shown()
    {
        using var tool = new ServedTool(folder);
        Assert.StartsWith("http://127.0.0.1:", tool.Address.AbsoluteUri);
        foreach (var path in new[] { "/", "/runs", "/requests", "/drafts/1", "/runs/1/report", "/runs/1/files/model", "/?token=abc" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await tool.Client.GetAsync(path)).StatusCode);
        await tool.Enter();
        Assert.Contains("What should a model forget?", await tool.Page("/"));
        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(tool.Address)).StatusCode);
        var next = await tool.Says("?token=");
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(next[next.IndexOf("http", StringComparison.Ordinal)..])).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_every_answer_has_its_policy()
    {
        using var tool = new ServedTool(folder);
        var cookie = Assert.Single((await tool.Client.GetAsync(tool.Address)).Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        foreach (var path in new[] { "/", "/nothing", "/runs", "/assets/0/serve.css" })
        {
            var headers = (await tool.Client.GetAsync(path)).Headers;
            var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; style-src 'self'; script-src 'self';", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task Other_names_of_the_machine_and_forms_of_other_pages_are_refused()
    {
        using var tool = await new ServedTool(folder).Enter();
        using var named = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "attacker.example" } };
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await tool.Client.SendAsync(named)).StatusCode);
        var fields = new Dictionary<string, string> { ["model"] = "a.zip", ["data"] = "photos", ["form"] = await tool.FormToken() };
        foreach (var origin in new[] { "http://attacker.example", "null", "", $"http://127.0.0.1:{tool.Root.Port + 1}" })
            Assert.Equal(HttpStatusCode.Forbidden, (await tool.Post("/drafts", new FormUrlEncodedContent(fields), origin)).StatusCode);
        fields["form"] = new string('0', 64);
        Assert.Equal(HttpStatusCode.Forbidden, (await tool.Post("/drafts", new FormUrlEncodedContent(fields))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await tool.Post("/drafts", new StringContent("{}"))).StatusCode);
    }

    [Theory]
    [InlineData("../{0}/b.zip")]
    [InlineData("/etc/passwd")]
    [InlineData("link/b.zip")]
    [InlineData("linked.zip")]
    [InlineData("photos/../../{0}/b.zip")]
    public async Task Nothing_outside_the_folder_is_opened(string path)
    {
        File.WriteAllBytes(Path.Combine(outside, "b.zip"), Model.Value.Zip);
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), outside);
        File.CreateSymbolicLink(Path.Combine(folder, "linked.zip"), Path.Combine(outside, "b.zip"));
        using var tool = await new ServedTool(folder).Enter();
        var model = path.Replace("{0}", Path.GetFileName(outside), StringComparison.Ordinal);
        var answer = await tool.Send("/drafts", ("model", model), ("data", "photos"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Choose a model", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await tool.Send("/drafts", ("model", "a.zip"), ("data", model))).StatusCode);
        Assert.DoesNotContain("linked.zip", await tool.Page("/"));
    }

    [Fact]
    public async Task A_picture_that_is_not_listed_is_not_shown()
    {
        Pictures.Write(Path.Combine(outside, "secret.png"), 0, 1);
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        Assert.Equal(HttpStatusCode.OK, (await tool.Client.GetAsync($"{draft}/picture?id=cat/00.png")).StatusCode);
        foreach (var id in new[] { "../../secret.png", "/etc/passwd", $"../../../{Path.GetFileName(outside)}/secret.png" })
            Assert.Equal(
                HttpStatusCode.NotFound, (await tool.Client.GetAsync($"{draft}/picture?id={Uri.EscapeDataString(id)}")).StatusCode);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Data_with_a_link_that_leads_out_of_the_folder_are_not_opened(bool isFolder)
    {
        Pictures.Write(Path.Combine(outside, "cats", "secret.png"), 0, 1);
        if (isFolder) Directory.CreateSymbolicLink(Path.Combine(folder, "photos", "lynx"), Path.Combine(outside, "cats"));
        else File.CreateSymbolicLink(Path.Combine(folder, "photos", "cat", "l.png"), Path.Combine(outside, "cats", "secret.png"));
        using var tool = await new ServedTool(folder).Enter();
        var answer = await tool.Send("/drafts", ("model", "a.zip"), ("data", "photos"));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Contains("leads to pictures outside of the folders that the page may see", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_was_not_seen_marked_is_not_forgotten_and_addresses_of_forms_lead_back()
    {
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        await tool.Send($"{draft}/marks", ("do", "list"), ("ids", "cat/00.png"));
        var seen = SeenMarks().Match(await tool.Page($"{draft}/method")).Groups[1].Value;
        await tool.Send($"{draft}/marks", ("do", "list"), ("ids", "cat/01.png")); // in another tab
        var refused = await tool.Send($"{draft}/run", ("marks", seen));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("What is marked has changed since this page was shown", await refused.Content.ReadAsStringAsync());
        foreach (var (address, back) in new[] { ($"{draft}/run", draft), ("/runs/7/verify", "/runs/7"), ("/runs/7/try", "/runs/7") })
            Assert.Equal(back, (await tool.Client.GetAsync(address)).Headers.Location!.ToString());
    }

    [Fact]
    public async Task Files_that_are_no_pictures_and_pictures_that_claim_to_be_huge_do_no_harm()
    {
        var cats = Path.Combine(folder, "photos", "cat");
        File.WriteAllText(Path.Combine(cats, "text.png"), "<script>alert(1)</script>");
        File.WriteAllBytes(Path.Combine(cats, "cut.png"), File.ReadAllBytes(Path.Combine(cats, "00.png"))[..60]);
        var huge = File.ReadAllBytes(Path.Combine(cats, "00.png"));
        (huge[16], huge[20]) = (0x7f, 0x7f); // the width and the height of the header
        File.WriteAllBytes(Path.Combine(cats, "huge.png"), huge);
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        foreach (var name in new[] { "text.png", "cut.png", "huge.png" })
            Assert.Equal(HttpStatusCode.NotFound, (await tool.Client.GetAsync($"{draft}/picture?id=cat/{name}")).StatusCode);
        Assert.Equal("image/png", (await tool.Client.GetAsync($"{draft}/picture?id=cat/01.png")).Content.Headers.ContentType!.MediaType);
        Assert.True(tool.IsRunning);
    }

    [Fact]
    public async Task Names_from_the_data_are_text_and_never_markup()
    {
        if (OperatingSystem.IsWindows()) return; // no such names there
        Pictures.Write(Path.Combine(folder, "photos", "cat", Hostile + "\n\u202Eevil.png"), 0, 5);
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        var stated = Uri.EscapeDataString(Hostile);
        foreach (var path in new[] { draft, $"{draft}?search={stated}", $"{draft}?class={stated}" })
        {
            var page = await tool.Page(path);
            Assert.DoesNotContain("<img src=x", page);
            Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page);
        }
        var all = await tool.Page(draft);
        Assert.DoesNotContain('\u202E'.ToString(), all.Replace("value=", "", StringComparison.Ordinal).Split("<").Where(
            part => !part.StartsWith("input", StringComparison.Ordinal)).Aggregate("", string.Concat));
        Assert.Contains("Rename it to mark it", all); // a line break would tear a list of ids apart
        await tool.Send($"{draft}/marks", ("do", "all"));
        Assert.Contains("6 pictures of 7 marked", await tool.Page(draft));
        await tool.Send($"{draft}/marks", ("do", "clear"));
        var marked = await tool.Send($"{draft}/marks", ("do", "class"), ("name", "cat"));
        Assert.Equal(HttpStatusCode.SeeOther, marked.StatusCode);
        Assert.Contains("4 pictures of 7 marked", await tool.Page(draft));
    }

    [Fact]
    public async Task What_is_sent_is_limited_and_unknown_marks_are_left_out()
    {
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        using var file = new ByteArrayContent(new byte[11 << 20]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var large = new MultipartFormDataContent
        {
            { new StringContent(await tool.FormToken()), "form" },
            { file, "file", "x.txt" },
        };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await tool.Post($"{draft}/marks", large)).StatusCode);
        var listed = await tool.Send($"{draft}/marks", ("do", "list"), ("ids", "cat/00.png\n../../etc/passwd\n"));
        var text = await listed.Content.ReadAsStringAsync();
        Assert.Contains("1 id is not among the rows", text);
        Assert.Contains("1 picture of 6 marked", text);
    }

    [Fact]
    public async Task A_model_without_its_key_is_refused_and_told_what_it_lacks()
    {
        File.Delete(Path.Combine(folder, "a.zip.key"));
        using var tool = await new ServedTool(folder).Enter();
        var refused = await tool.Send("/drafts", ("model", "a.zip"), ("data", "photos"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("a.zip.key is missing", await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_picture_that_was_deleted_after_it_was_marked_begins_no_run()
    {
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        await tool.Send($"{draft}/marks", ("do", "list"), ("ids", "cat/00.png"));
        File.Delete(Path.Combine(folder, "photos", "cat", "00.png"));
        await IsNotBegun(tool, draft, "is gone from the data");
    }

    [Fact]
    public async Task A_run_that_would_leave_no_row_is_not_begun()
    {
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        foreach (var name in new[] { "cat", "dog" }) await tool.Send($"{draft}/marks", ("do", "class"), ("name", name));
        await IsNotBegun(tool, draft, "All rows are marked");
    }

    public void Dispose()
    {
        foreach (var one in new[] { folder, outside }) Repository.DeleteFolder(one);
    }

    private static async Task IsNotBegun(ServedTool tool, string draft, string said)
    {
        var refused = await tool.Send($"{draft}/run");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(said, await refused.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"marks\" value=\"([0-9a-f]+)\"")]
    private static partial Regex SeenMarks();

    private static (byte[] Zip, byte[] Key) Trained()
    {
        var place = Directory.CreateTempSubdirectory("tool-serve-model-").FullName;
        try
        {
            Pictures.WriteFolder(Path.Combine(place, "photos"), 8);
            ToolProcess.Run(place, [
                "train", "photos", "--features", "none", "--image-size", "16", .. Workplace.Small, "--output", "a.zip"]).ThrowIfFailed();
            return (File.ReadAllBytes(Path.Combine(place, "a.zip")), File.ReadAllBytes(Path.Combine(place, "a.zip.key")));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
