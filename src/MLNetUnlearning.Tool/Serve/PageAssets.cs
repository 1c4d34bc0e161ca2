using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The style and the script of the pages, served from the assembly under names that change with their content.</summary>
internal static class PageAssets
{
    private static readonly Dictionary<string, (byte[] Bytes, string Type)> ByName = new()
    {
        // The colours are those of reports.
        ["serve.css"] = ([.. Colours(), .. Resource("serve.css")], "text/css; charset=utf-8"),
        ["serve.js"] = (Resource("serve.js"), "text/javascript; charset=utf-8"),
        ["icon.svg"] = (Resource("icon.svg"), "image/svg+xml"),
    };

    /// <summary>The address of an asset.</summary>
    public static string AddressOf(string name) =>
        $"{Gate.AssetsPath}{Convert.ToHexStringLower(SHA256.HashData(ByName[name].Bytes))[..12]}/{name}";

    public static IResult Serve(HttpContext context, string hash, string name)
    {
        if (!ByName.TryGetValue(name, out var asset) || AddressOf(name) != $"{Gate.AssetsPath}{hash}/{name}") return Results.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(asset.Bytes, asset.Type);
    }

    private static byte[] Colours()
    {
        const string End = "\n* {"; // what comes before it is colours alone
        using var stream = typeof(NeuralClassifier).Assembly.GetManifestResourceStream("MLNetUnlearning.Html.page.css")!;
        using var reader = new StreamReader(stream);
        var style = reader.ReadToEnd();
        return System.Text.Encoding.UTF8.GetBytes(style[..style.IndexOf(End, StringComparison.Ordinal)] + "\n");
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"MLNetUnlearning.Tool.Serve.Assets.{name}")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
