using TorchSharp.Native;

namespace TorchSharp;

/// <summary>torch, as TorchSharp names it: what the product uses of it.</summary>
public static partial class torch
{
    public static int get_num_threads() => Bridge.num_threads();

    public static void set_num_threads(int num) => Bridge.Check(Bridge.set_num_threads(num));

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Current;

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Bridge.cuda_devices();

        public static void synchronize(Device? device = null) => Bridge.Check(Bridge.cuda_synchronize(device?.index ?? 0));
    }
}
