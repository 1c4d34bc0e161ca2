using System.Diagnostics;
using System.Text.Json;

namespace MLNetUnlearning.Tests;

/// <summary>ONNX Runtime itself, run by the script that samples/OnnxDeployment shows; test.sh installs it into artifacts/onnx-runtime.</summary>
internal static class OnnxRuntime
{
    /// <summary>The modules of npm that test.sh installed completely, or null where it could not.</summary>
    public static string? Modules { get; } =
        Path.Combine(Repository, "artifacts", "onnx-runtime", "node_modules") is var folder && File.Exists(Path.Combine(folder, "installed-by.json")) ? folder : null;

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "MLNetUnlearning.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    /// <summary>The outputs by name, each a list of rows.</summary>
    public static Dictionary<string, float[][]> Run(string path, float[][] rows)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Repository, "samples", "OnnxDeployment", "score.cjs"), path])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["NODE_PATH"] = Modules },
        };
        using var node = Process.Start(start)!;
        var scores = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        node.StandardInput.Write(JsonSerializer.Serialize(rows));
        node.StandardInput.Close();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        return JsonSerializer.Deserialize<Dictionary<string, float[][]>>(scores.Result)!;
    }
}
