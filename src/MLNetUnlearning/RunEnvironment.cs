using System.Diagnostics;
using Microsoft.ML.Runtime;
using MLNetUnlearning.Data;
using MLNetUnlearning.Networks;
using MLNetUnlearning.Training;

namespace MLNetUnlearning;

/// <summary>The options that every run has besides its settings.</summary>
internal sealed record RunOptions(
    int Seed, IProgress<UnlearningProgress>? Progress, CancellationToken CancellationToken, CheckpointSettings? Checkpoint = null)
{
    /// <summary>Whether the seed was stated for this run. If not, a run that goes on takes the seed of its checkpoint, because a context
    /// gives another seed where a program has made fewer or more runs before.</summary>
    public bool IsSeedStated { get; init; }

    /// <summary>Options whose seed comes from the context unless it is given. It
    /// is drawn here, once, so that each <c>Fit</c> uses the same seed.</summary>
    public static RunOptions Of(
        MLContext context, string name, int? seed, IProgress<UnlearningProgress>? progress, CancellationToken cancellationToken,
        CheckpointSettings? checkpoint)
    {
        Settings.ThrowIfAny(checkpoint?.Violations() ?? [], "the checkpoint");
        return new(seed ?? ((IHostEnvironment)context).Register(name).Rand.Next(), progress, cancellationToken, checkpoint)
        {
            IsSeedStated = seed is not null,
        };
    }
}

/// <summary>Chooses the device of a run.</summary>
internal static class TorchDevice
{
    /// <summary>The GPU that the context names, or else the CPU. The CPU is also the
    /// fallback where CUDA is not available and the context allows it.</summary>
    /// <exception cref="InvalidOperationException">The context names a GPU and forbids the fallback, and CUDA is not available.</exception>
    public static Device Of(MLContext context, IChannel channel)
    {
        TorchLibrary.Require();
        if (context.GpuDeviceId is not { } gpu) return CPU;
        if (cuda.is_available()) return device($"cuda:{gpu}");
        if (!context.FallbackToCpu)
            throw new InvalidOperationException(
                $"GPU {gpu} was asked for (MLContext.GpuDeviceId) and CUDA is not available; "
                + "set MLContext.FallbackToCpu to compute on the CPU instead.");
        channel.Warning(MessageSensitivity.None, "GPU {0} was asked for and CUDA is not available: computing on the CPU", gpu);
        return CPU;
    }

    /// <summary>The device and, on the CPU, the number of threads: <c>cpu, 2 threads</c> or <c>cuda:0</c>.</summary>
    public static string Describe(Device device) =>
        device.type == TorchSharp.DeviceType.CPU ? string.Create(CultureInfo.InvariantCulture, $"cpu, {get_num_threads()} threads") : device.ToString();
}

/// <summary>Passes every progress report on to the user's receiver, and about one a second to <c>MLContext.Log</c>.</summary>
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

    /// <summary>Logged are the beginning and the end of a stage, every report with a note, and otherwise one report a second.</summary>
    private bool IsWorthLogging(UnlearningProgress value) =>
        value.Stage != stage || value.Step == value.NumberOfSteps || value.Note is not null || sinceMessage.Elapsed >= BetweenMessages;

    private static string Text(UnlearningProgress value)
    {
        var loss = value.Loss is { } number ? ", loss " + number.ToString("F4", CultureInfo.InvariantCulture) : "";
        var note = value.Note is null ? "" : ", " + value.Note;
        var left = value.TimeLeft is { } time && value.Share < 1 ? $"; about {DurationText.Of(time)} left" : "";
        return $"{value.Stage}: step {value.Step} of {value.NumberOfSteps}{loss}{note}{left}";
    }
}
