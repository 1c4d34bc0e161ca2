using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace MLNetUnlearning.Tool.Serve;

/// <summary>The style and the script of the pages, served from the assembly under names that change with their content.</summary>
internal static class PageAssets
{
    private static readonly Dictionary<string, (byte[] Bytes, string Type)> ByName = new()
    {
        ["serve.css"] = ([.. OfReports(), .. Resource("serve.css")], "text/css; charset=utf-8"),
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

    /// <summary>The colours and the verdicts of reports.</summary>
    private static byte[] OfReports() => Resource(typeof(NeuralClassifier).Assembly, "MLNetUnlearning.Html.common.css");

    private static byte[] Resource(string name) => Resource(typeof(PageAssets).Assembly, $"MLNetUnlearning.Tool.Serve.Assets.{name}");

    private static byte[] Resource(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
