using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace MLNetUnlearning.Tool.Tests.Serve;

/// <summary>The tool that serves a folder, and a browser without a screen that has been let in.</summary>
internal sealed partial class ServedTool : IDisposable
{
    private readonly Process process;
    private readonly HttpClientHandler handler = new() { AllowAutoRedirect = false, UseCookies = true };
    private readonly ConcurrentQueue<string> said = new();

    public ServedTool(string folder, params string[] more)
    {
        process = ToolProcess.Start(folder, ["serve", "--no-browser", .. more]);
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) said.Enqueue(line.Data); };
        process.BeginErrorReadLine();
        Address = new Uri(process.StandardOutput.ReadLine()!);
        Root = new Uri(Address.GetLeftPart(UriPartial.Authority));
        Client = new HttpClient(handler) { BaseAddress = Root };
    }

    /// <summary>What was printed to open, with its token.</summary>
    public Uri Address { get; }

    public Uri Root { get; }

    /// <summary>Keeps the cookie.</summary>
    public HttpClient Client { get; }

    public bool IsRunning => !process.HasExited;

    /// <summary>Waits for the one line with some words that the tool says on standard error.</summary>
    public async Task<string> Says(string words)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (said.SingleOrDefault(line => line.Contains(words, StringComparison.Ordinal)) is { } found) return found;
            await Task.Delay(50);
        }
        throw new TimeoutException($"“{words}” was not said.");
    }

    /// <summary>Opens the address, and then the page.</summary>
    public async Task<ServedTool> Enter()
    {
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync(Address)).StatusCode);
        return this;
    }

    /// <summary>The text of a page, which must be there.</summary>
    public async Task<string> Page(string path)
    {
        var answer = await Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK ? text : throw new InvalidOperationException($"{answer.StatusCode}: {text}");
    }

    /// <summary>Sends a form as a page of the server does.</summary>
    public async Task<HttpResponseMessage> Send(string path, params (string Name, string Value)[] fields) =>
        await Post(path, new FormUrlEncodedContent(fields.Append(("form", await FormToken())).Select(
            field => KeyValuePair.Create(field.Item1, field.Item2))));

    /// <summary>Sends something from the server's own origin.</summary>
    public Task<HttpResponseMessage> Post(string path, HttpContent content, string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Origin", origin ?? Root.GetLeftPart(UriPartial.Authority));
        return Client.SendAsync(request);
    }

    /// <summary>What forms send along.</summary>
    public async Task<string> FormToken() => Token().Match(await Page("/")).Groups[1].Value;

    /// <summary>Chooses a model and its data.</summary>
    /// <returns>The address for marking.</returns>
    public async Task<string> Begin(string model, string data) =>
        (await Send("/drafts", ("model", model), ("data", data))).Headers.Location!.ToString();

    /// <summary>Ends it as Ctrl-C does.</summary>
    /// <returns>Its exit code.</returns>
    public int End()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) kill.WaitForExit();
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex("name=\"form\" value=\"([0-9a-f]+)\"")]
    private static partial Regex Token();
}
