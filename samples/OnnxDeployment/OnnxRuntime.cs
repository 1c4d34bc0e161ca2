using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace OnnxDeployment;

/// <summary>Runs score.cjs: ONNX Runtime in a process of its own, without this library.</summary>
internal static class OnnxRuntime
{
    private const int NotInstalled = 3; // how score.cjs ends without its package

    /// <summary>The outputs by name, each a list of rows; null where node or onnxruntime-node is not installed.</summary>
    public static Dictionary<string, float[][]>? Score(string model, IEnumerable<float[]> rows)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "score.cjs"), model])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var node = Process.Start(start)!;
            var scores = node.StandardOutput.ReadToEndAsync();
            using (var input = node.StandardInput) input.Write(JsonSerializer.Serialize(rows));
            node.WaitForExit();
            if (node.ExitCode == NotInstalled) return null;
            if (node.ExitCode != 0) throw new InvalidOperationException($"score.cjs ended with exit code {node.ExitCode}.");
            return JsonSerializer.Deserialize<Dictionary<string, float[][]>>(scores.Result);
        }
        catch (Win32Exception)
        {
            return null; // there is no node
        }
    }
}
