using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using TorchSharp;

namespace MLNetUnlearning.Tool.Commands;

/// <summary>Says what the tool stands on, and whether it holds.</summary>
[Order(30)]
internal sealed class DoctorCommand : ToolCommand
{
    public DoctorCommand() : base("doctor", "Check what the tool stands on: libraries, threads, memory, GPU.") =>
        Add(CommonOptions.Threads);

    protected override Result Run(Session session)
    {
        var torch = Torch(session);
        var facts = new JsonObject
        {
            ["isWell"] = torch.Error is null && File.Exists(Docs.Place),
            ["tool"] = ToolVersion.Text,
            ["dotnet"] = Environment.Version.ToString(),
            ["system"] = RuntimeInformation.RuntimeIdentifier,
            ["torchSharp"] = typeof(torch).Assembly.GetName().Version!.ToString(),
            ["torchLoads"] = torch.Error is null,
            ["torchError"] = torch.Error,
            ["bridge"] = OldSystem.Bridge,
            ["cores"] = Environment.ProcessorCount,
            ["threads"] = torch.Threads,
            ["gpu"] = torch.HasGpu,
            ["memoryMiB"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
            ["documentation"] = File.Exists(Docs.Place),
        };
        var text = new StringBuilder();
        foreach (var (name, value) in facts) text.Append($"{name.PadRight(15)}{value?.ToString() ?? "none"}\n");
        if (torch.Error is null) text.Append("Tensors can be made.\n");
        var missing = torch.Error
            ?? (File.Exists(Docs.Place) ? null : $"The documentation '{Docs.Place}' is missing: install the tool again.");
        return new Result(facts, text.ToString()) { Error = missing is null ? null : ToolException.FailedRun(missing) };
    }

    private static (string? Error, int? Threads, bool HasGpu) Torch(Session session)
    {
        try
        {
            session.Context();
            using var one = torch.ones(1);
            return (null, torch.get_num_threads(), torch.cuda.is_available());
        }
        catch (Exception error) when (error is ToolException or InvalidOperationException)
        {
            return (Failure.LineOf(error), null, false);
        }
    }
}
