using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Networks;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>What every run has besides its settings.</summary>
/// <param name="Seed">The seed of everything random in it.</param>
/// <param name="Progress">The user's receiver of progress, or null.</param>
/// <param name="CancellationToken">Ends it early.</param>
internal sealed record RunOptions(int Seed, IProgress<UnlearningProgress>? Progress, CancellationToken CancellationToken)
{
    /// <summary>Options with a seed that follows the context's unless it is given; drawn here, so that fitting again draws
    /// nothing.</summary>
    public static RunOptions Of(MLContext context, string name, int? seed, IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken) =>
        new(seed ?? ((IHostEnvironment)context).Register(name).Rand.Next(), progress, cancellationToken);
}

/// <summary>Where a run computes.</summary>
internal static class TorchDevice
{
    /// <summary>The CPU, unless the context names a GPU: then that one, or the CPU where there is none and the context allows it.</summary>
    /// <exception cref="InvalidOperationException">The context names a GPU, CUDA is not available, and it forbids to fall back.</exception>
    public static Device Of(MLContext context, IChannel channel)
    {
        TorchLibrary.Require();
        if (context.GpuDeviceId is not { } gpu) return CPU;
        if (cuda.is_available()) return device($"cuda:{gpu}");
        if (!context.FallbackToCpu)
            throw new InvalidOperationException(
                $"GPU {gpu} was asked for (MLContext.GpuDeviceId) and CUDA is not available; set MLContext.FallbackToCpu to compute on the CPU instead.");
        channel.Warning(MessageSensitivity.None, "GPU {0} was asked for and CUDA is not available: computing on the CPU", gpu);
        return CPU;
    }
}

/// <summary>Passes progress on: all of it to the user's own receiver, what a reader can follow to <c>MLContext.Log</c>.</summary>
internal sealed class RunReports(IChannel channel, IProgress<UnlearningProgress>? receiver) : IProgress<UnlearningProgress>
{
    private static readonly TimeSpan BetweenMessages = TimeSpan.FromSeconds(1);
    private readonly Stopwatch sinceMessage = Stopwatch.StartNew();
    private string? stage;

    public void Report(UnlearningProgress value)
    {
        receiver?.Report(value);
        if (!IsWorthLogging(value)) return;
        stage = value.Stage;
        sinceMessage.Restart();
        channel.Info(MessageSensitivity.None, "{0}", Text(value));
    }

    /// <summary>The beginning and the end of a stage, everything in words, and otherwise a message a second.</summary>
    private bool IsWorthLogging(UnlearningProgress value) =>
        value.Stage != stage || value.Step == value.NumberOfSteps || value.Note is not null || sinceMessage.Elapsed >= BetweenMessages;

    private static string Text(UnlearningProgress value)
    {
        var loss = value.Loss is { } number ? ", loss " + number.ToString("F4", CultureInfo.InvariantCulture) : "";
        var note = value.Note is null ? "" : ", " + value.Note;
        return $"{value.Stage}: step {value.Step} of {value.NumberOfSteps}{loss}{note}";
    }
}
