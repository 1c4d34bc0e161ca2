using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>No graph is recorded on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_grad_enabled() => Bridge.grad_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        public GradMode(bool enabled) => Bridge.set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => Bridge.set_grad_mode(_before ? 1 : 0);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _handle = Bridge.enter_inference_mode(enabled ? 1 : 0);

        public void Dispose()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0) {
                Bridge.leave_inference_mode(handle);
            }
        }
    }
}
