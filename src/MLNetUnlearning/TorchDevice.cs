using Microsoft.ML;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace MLNetUnlearning;

/// <summary>Where a run computes.</summary>
internal static class TorchDevice
{
    /// <summary>The CPU, unless the context names a GPU: then that one, or the CPU where there is none and the context allows it.</summary>
    /// <exception cref="InvalidOperationException">The context names a GPU, CUDA is not available, and it forbids to fall back.</exception>
    public static Device Of(MLContext context, IChannel channel)
    {
        if (context.GpuDeviceId is not { } gpu) return CPU;
        if (cuda.is_available()) return device($"cuda:{gpu}");
        if (!context.FallbackToCpu)
            throw new InvalidOperationException($"GPU {gpu} was asked for (MLContext.GpuDeviceId) and CUDA is not available; set MLContext.FallbackToCpu to compute on the CPU instead.");
        channel.Warning(MessageSensitivity.None, "GPU {0} was asked for and CUDA is not available: computing on the CPU", gpu);
        return CPU;
    }
}
