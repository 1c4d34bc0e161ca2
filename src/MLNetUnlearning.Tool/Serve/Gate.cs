using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>Who may ask for what. The address that the tool opens has a token that opens one session and is spent; everything else needs
/// the session's cookie. Other hosts are refused, and what changes something must come from the page itself.</summary>
/// <param name="port">Cookies do not know ports: the name of the cookie tells two servers apart.</param>
/// <param name="isHost">Whether a <c>Host</c> header is the server's own.</param>
/// <param name="onSpent">Told the next token when one was spent.</param>
internal sealed class Gate(int port, Func<HostString, bool> isHost, Action<string> onSpent)
{
    public const string FormField = "form", AssetsPath = "/assets/";

    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'";

    private readonly ConcurrentDictionary<string, string> sessions = new(); // the secret of a cookie, and that of its forms
    private readonly Lock gate = new();

    /// <summary>What the next session is opened with.</summary>
    public string Token { get; private set; } = Secret();

    private string CookieName => $"mlnet-unlearn-{port}";

    /// <summary>What a form must send along.</summary>
    public string FormTokenOf(HttpContext context) =>
        context.Request.Cookies[CookieName] is { } cookie ? sessions.GetValueOrDefault(cookie, "") : "";

    /// <summary>Lets a request through, or answers it.</summary>
    public async Task Pass(HttpContext context, Func<Task> next)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        // Not no-referrer: browsers then send "Origin: null" with a form, and a form of another page could not be told from our own.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!request.Host.HasValue || !isHost(request.Host))
            await Answers.Problem(context, 421, "This is not the address of the page",
                "Open the address that the tool has printed. It answers to no other name.");
        else if (request.Path.StartsWithSegments(AssetsPath.TrimEnd('/'))) await next();
        else if (request.Path == "/" && HttpMethods.IsGet(request.Method) && request.Query["token"].ToString() is { Length: > 0 } token)
            await Enter(context, token);
        else if (request.Cookies[CookieName] is not { } cookie || !sessions.TryGetValue(cookie, out var form))
            await Answers.Problem(context, 401, "This page is closed to you",
                "Open the address that the tool has printed last, with its token. A token opens the page in one browser.");
        else if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) await next();
        else if (request.Headers.Origin != $"{request.Scheme}://{request.Host}" || !IsSame(await SentToken(request), form))
            await Answers.Problem(context, 403, "That did not come from this page",
                "Nothing was changed. Go back, load the page again, and repeat what you did.");
        else await next();
    }

    private async Task Enter(HttpContext context, string token)
    {
        string? spent = null;
        lock (gate)
            if (IsSame(token, Token)) (spent, Token) = (Token, Secret());
        if (spent is null)
        {
            if (FormTokenOf(context).Length > 0) context.Response.Redirect("/"); // this browser is in already
            else
                await Answers.Problem(context, 401, "This address was used already",
                    "A token opens the page once. The tool has printed a new address: open that one.");
            return;
        }
        var secret = Secret();
        sessions[secret] = Secret();
        context.Response.Cookies.Append(CookieName, secret, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            IsEssential = true,
        });
        onSpent(Token);
        // Not a redirect: a strict cookie is not sent along one that began at a link elsewhere, such as in a terminal on the web.
        context.Response.Headers["Refresh"] = "0; url=/";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            "<!DOCTYPE html><html lang=\"en\"><title>Opening</title><p><a href=\"/\">Open the page</a></p></html>");
    }

    private static async Task<string> SentToken(HttpRequest request) => request.HasFormContentType
        ? (await request.ReadFormAsync(request.HttpContext.RequestAborted))[FormField].ToString()
        : "";

    private static bool IsSame(string one, string other) => other.Length > 0
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
