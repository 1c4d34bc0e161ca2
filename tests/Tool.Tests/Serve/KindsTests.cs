using System.Net;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>All kinds of data are shown, marked and forgotten.</summary>
public sealed partial class KindsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-kinds-").FullName;

    [Theory]
    [InlineData("photos", "photos", "cat/03.png", true)]
    [InlineData("parts", "parts", "cat/03.png", true)]
    [InlineData("pictures.csv", "pictures.csv", "p3", true)]
    [InlineData("cifar", "cifar", "data_batch_1.bin:4", true)]
    [InlineData("synthetic", "synthetic", "train:7", true)]
    [InlineData("people.csv", "people.csv", "p03", false)]
    public async Task Data_of_every_kind_go_the_whole_way(string data, string chosen, string id, bool hasPictures)
    {
        Make(data);
        var width = hasPictures ? new[] { "--image-size", "16", "--features", "none" } : [];
        var network = hasPictures ? Workplace.Small : ["--epochs", "3", "--batch", "16", "--threads", "1"];
        string[] few = data == "synthetic" ? ["--rows-per-class", "12", "--test-rows-per-class", "4"] : [];
        ToolProcess.Run(folder, ["train", data, .. data == "synthetic" ? [] : width, .. network, .. few, "--output", "a.zip"])
            .ThrowIfFailed();
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", chosen);
        Assert.Contains(id, await tool.Page(draft));
        var picture = await tool.Client.GetAsync($"{draft}/picture?id={Uri.EscapeDataString(id)}");
        Assert.Equal(hasPictures ? HttpStatusCode.OK : HttpStatusCode.NotFound, picture.StatusCode);
        var answered = await Until(
            tool, draft, "what the model answers", page => !page.Contains("name=\"answer\" disabled", StringComparison.Ordinal));
        var trained = Ids().Matches(answered).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Take(60).ToList();
        await tool.Send($"{draft}/marks", ("do", "list"), ("ids", string.Join('\n', trained.Take(20))));
        var started = await tool.Send($"{draft}/run", ("method", "FineTune"), ("loss", "100"));
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        var run = started.Headers.Location!.ToString();
        var result = await Until(tool, run, "The answers", page => page.Contains("The answers", StringComparison.Ordinal));
        Assert.Equal(hasPictures, result.Contains("Try a picture of your own", StringComparison.Ordinal));
        Assert.Contains(hasPictures ? "pictures" : "rows", Regex.Match(result, "<h1>.*?</h1>").Value);
        var onnx = await tool.Client.GetAsync($"{run}/files/onnx");
        Assert.Equal(HttpStatusCode.OK, onnx.StatusCode);
        Assert.Equal("a.unlearned.onnx", onnx.Content.Headers.ContentDisposition!.FileNameStar);
        using var wrong = new MultipartFormDataContent
        {
            { new StringContent(await tool.FormToken()), "form" },
            { new StringContent("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "picture", "../../a.png" },
        };
        var tried = await tool.Post($"{run}/try", wrong);
        Assert.Equal(HttpStatusCode.BadRequest, tried.StatusCode);
        Assert.Contains(hasPictures ? "That is no picture" : "The answers", await tried.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Where_too_few_rows_are_left_to_measure_with_the_model_forgets_without_a_report_and_the_page_says_so()
    {
        Pictures.WriteFolder(Path.Combine(folder, "photos"), 7); // a test row of each class
        ToolProcess.Run(folder, ["train", "photos", "--image-size", "16", "--features", "none", .. Workplace.Small, "--output", "a.zip"])
            .ThrowIfFailed();
        using var tool = await new ServedTool(folder).Enter();
        var draft = await tool.Begin("a.zip", "photos");
        await tool.Send($"{draft}/marks", ("do", "class"), ("name", "cat"));
        var started = await tool.Send($"{draft}/run", ("method", "FineTune"), ("loss", "100"));
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        var run = started.Headers.Location!.ToString();
        var result = await Until(
            tool, run, "the result", page => page.Contains("nothing of it was measured", StringComparison.Ordinal));
        foreach (var never in new[] { "files/report", "files/record", "gone from" }) Assert.DoesNotContain(never, result);
        Assert.Equal(HttpStatusCode.OK, (await tool.Client.GetAsync($"{run}/files/model")).StatusCode);
    }

    public void Dispose()
    {
        Repository.DeleteFolder(folder);
    }

    private void Make(string data)
    {
        string PathOf(string name) => Path.Combine(folder, name);
        switch (data)
        {
            case "photos":
                Pictures.WriteFolder(PathOf("photos"), 14);
                break;
            case "parts":
                Pictures.WriteFolder(PathOf("parts/train"), 14);
                Pictures.WriteFolder(PathOf("parts/test"), 4, seed: 500);
                break;
            case "pictures.csv":
                Pictures.WriteFolder(PathOf("files"), 14);
                File.WriteAllLines(PathOf(data), Enumerable.Range(0, 28).Select(row => (row, Name: row % 2 == 0 ? "cat" : "dog"))
                    .Select(of => $"p{of.row},files/{of.Name}/{of.row / 2:D2}.png,{of.Name}").Prepend("id,path,label"));
                break;
            case "cifar":
                Pictures.WriteCifar(PathOf("cifar"), 80, 20);
                break;
            case "people.csv":
                File.WriteAllLines(PathOf(data), Enumerable.Range(0, 60).Select(row =>
                    $"p{row:D2},{20 + row},{(row % 2 == 0 ? "leaves" : "stays")}").Prepend("id,age,label"));
                break;
        }
    }

    /// <summary>Loads a page until it is as it is to be.</summary>
    private static async Task<string> Until(ServedTool tool, string path, string what, Func<string, bool> isThere)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var page = await tool.Page(path);
            if (isThere(page)) return page;
            Assert.False(page.Contains("Failed.", StringComparison.Ordinal), page);
            await Task.Delay(200);
        }
        throw new TimeoutException($"“{what}” did not come.");
    }

    [GeneratedRegex("name=\"mark\" value=\"([^\"]+)\"")]
    private static partial Regex Ids();
}
